/** Entries of the log, opened and turned into rows, in portions that fit one transaction. */
import { setImmediate } from "node:timers/promises";
import { parseErasureRecord } from "@/lib/membership/erasure-record";
import { Frontier } from "@/lib/merkle/frontier";
import { statementTypes } from "@/lib/statement/header";
import { nodeSuite } from "@/server/crypto/node-suite";
import type { Ledger, LogEntry } from "@/server/ledger/ledger";
import type { PreparedTrees } from "./prepared-trees";
import { addEntryRow, addTreeRows, type OpenedTree } from "./rows";
import { type MirrorRows, noRows } from "./tables";
import type { TreeLines } from "./tree-lines";

/** What the mirror needs of the ledger to read it. */
export type LedgerReader = Pick<Ledger, "head" | "entries" | "consistencyProof" | "openTree">;

/** A stretch of the log as rows. */
export interface Batch {
  /** First entry. */
  from: number;
  /** After the last entry. */
  to: number;
  rows: MirrorRows;
  /** Events whose rows came ready from their capture, besides those in `rows`. */
  prepared: PreparedTree[];
  /** Events (`leafIndex`, `ordinal`) that entries of this stretch declare erased. */
  erasures: [leafIndex: number, ordinal: number][];
  /** The log's right edge at `to`. */
  frontier: Frontier;
}

/** An event's rows as COPY text, with its place. */
export interface PreparedTree {
  leafIndex: number;
  ordinal: number;
  /** ISO 8601 */
  recordTime: string;
  lines: TreeLines;
}

/** Where rows may be ready: `PreparedTrees`. */
export type PreparedSource = Pick<PreparedTrees, "take">;

const entriesMax = 500;
const rowsMax = 20_000;

/**
 * Reads the log from the size of `edge` on, as rows: at most 500 entries, or as many as give 20,000 rows, at
 * least one. `edge` itself is left as it is.
 * @param ready rows that captures have derived already
 */
export async function readBatch(
  ledger: LedgerReader,
  edge: Frontier,
  to: number,
  ready?: PreparedSource,
): Promise<Batch> {
  const from = edge.size;
  const frontier = edge.clone();
  const batch: Batch = { from, to: from, rows: noRows(), prepared: [], erasures: [], frontier };
  let preparedRows = 0;
  for await (const entry of ledger.entries(from, Math.min(to, from + entriesMax))) {
    const lines = readyLinesOf(entry, ready);
    if (lines === null) await addEntry(batch.rows, ledger, entry);
    else preparedRows += addPrepared(batch, entry, lines);
    addErasure(batch, entry);
    frontier.append(entry.leafHash);
    batch.to = entry.leafIndex + 1;
    if (rowCount(batch.rows) + preparedRows >= rowsMax) break;
  }
  return batch;
}

/** The lines of an entry that came ready; null when they did not, or when a tree has been erased since. */
function readyLinesOf({ trees }: LogEntry, ready: PreparedSource | undefined): TreeLines[] | null {
  const [first] = trees;
  const lines = first === undefined ? undefined : ready?.take(first.root);
  if (lines === undefined || lines.length !== trees.length) return null;
  return trees.some(({ secret }) => secret === null) ? null : lines;
}

/** Adds an entry whose rows came ready; returns how many they are. */
function addPrepared(batch: Batch, entry: LogEntry, lines: TreeLines[]): number {
  const { leafIndex, recordTime } = addEntryRow(batch.rows, entry);
  let rows = 0;
  for (const [ordinal, one] of lines.entries()) {
    batch.prepared.push({ leafIndex, ordinal, recordTime, lines: one });
    rows += one.rows;
  }
  return rows;
}

/** Reads the log in batches, from the beginning to `size`. */
export async function* readBatches(ledger: LedgerReader, size: number): AsyncGenerator<Batch> {
  let edge = new Frontier(nodeSuite.sha256);
  while (edge.size < size) {
    const batch = await readBatch(ledger, edge, size);
    if (batch.to === batch.from)
      throw new Error(`invariant: the ledger ends at ${batch.from}, expected ${size}`);
    edge = batch.frontier;
    yield batch;
  }
}

/** Adds the rows of an entry. One may hold thousands of events: others get their turn in between. */
async function addEntry(rows: MirrorRows, ledger: LedgerReader, entry: LogEntry): Promise<void> {
  const context = addEntryRow(rows, entry);
  for (const [ordinal, tree] of entry.trees.entries()) {
    addTreeRows(rows, context, ordinal, openTree(ledger, tree));
    if (performance.now() > turnEndsAt) await nextTurn();
  }
}

/** How long rows are derived before requests get their turn, ms. */
const turnMs = 10;
let turnEndsAt = 0;

async function nextTurn(): Promise<void> {
  await setImmediate();
  turnEndsAt = performance.now() + turnMs;
}

/** Opens a tree. One whose seal is broken counts as one whose content is unknown. */
function openTree(ledger: LedgerReader, tree: LogEntry["trees"][number]): OpenedTree {
  const isErased = tree.secret === null || tree.sealed === null;
  return { root: tree.root, isErased, body: isErased ? null : openedOrNull(ledger, tree) };
}

function openedOrNull(ledger: LedgerReader, tree: LogEntry["trees"][number]): OpenedTree["body"] {
  try {
    return ledger.openTree(tree);
  } catch (error) {
    // A refusal carries a code; a mistake in this program does not, and must not be hidden.
    if (error instanceof Error && "code" in error) return null;
    throw error;
  }
}

function addErasure(batch: Batch, entry: LogEntry): void {
  const row = batch.rows.entries.at(-1);
  if (row?.typ !== statementTypes.erasure) return;
  const { event } = parseErasureRecord(row.record, entry.leafIndex);
  const [leafIndex = "", ordinal = ""] = event.split(".");
  batch.erasures.push([Number(leafIndex), Number(ordinal)]);
}

function rowCount(rows: MirrorRows): number {
  return (
    rows.event_epcs.length + rows.sensor_readings.length + rows.lot_relations.length + rows.events.length
  );
}
