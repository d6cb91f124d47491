/**
 * Log entry → rows of every table of the mirror. Pure and total: live applier, rebuild and audit all use it, so what
 * they hold can be compared row by row.
 */
import { fromUtf8 } from "@/lib/bytes";
import type { JsonObject, JsonValue } from "@/lib/json";
import { decodeStatement, type Statement, statementTypes } from "@/lib/statement/statement";
import type { LogEntry } from "@/server/ledger/ledger";
import { indexedText, instantOfMs } from "./column-values";
import { addEventRows, type BodyHashes, type EventSource } from "./event-rows";
import { addMasterRow } from "./master-rows";
import { type MirrorRows, noRows, type RowOf } from "./tables";

/** A tree of an entry as the ledger opens it. */
export interface OpenedTree {
  root: Uint8Array;
  /** The secret is gone. */
  isErased: boolean;
  /** null when erased, or sealed in a way that does not open. */
  body: JsonObject | null;
  /** The hashes of the body, where they are known already. */
  hashes?: BodyHashes;
}

/**
 * Derives all rows of one log entry. `trees` are the entry's own, opened, in order.
 * @throws DomainError malformed when the statement is none, which the ledger never admits
 */
export function rowsOf(entry: LogEntry, trees: readonly OpenedTree[]): MirrorRows {
  const rows = noRows();
  const context = addEntryRow(rows, entry);
  trees.forEach((tree, ordinal) => {
    addTreeRows(rows, context, ordinal, tree);
  });
  return rows;
}

/** What the rows of an entry's trees have in common. */
export type EntryContext = Pick<EventSource, "leafIndex" | "iss" | "recordTime" | "isRecord">;

/** Adds an entry's own row. @returns what `addTreeRows` needs to add those of its trees */
export function addEntryRow(rows: MirrorRows, entry: LogEntry): EntryContext {
  const statement = decodeStatement(entry.statement);
  const recordTime = new Date(entry.recordTimeMs).toISOString();
  rows.entries.push(entryRow(entry, statement, recordTime));
  const isRecord = statement.header.typ === statementTypes.record;
  return { leafIndex: entry.leafIndex, iss: indexedText(statement.header.iss), recordTime, isRecord };
}

/** Adds the rows of one tree of an entry. */
export function addTreeRows(
  rows: MirrorRows,
  context: EntryContext,
  ordinal: number,
  tree: OpenedTree,
): void {
  const source: EventSource = { ...context, ordinal, ...tree };
  addEventRows(rows, source);
  if (context.isRecord && tree.body !== null) addMasterRow(rows, source, tree.body);
}

function entryRow(entry: LogEntry, statement: Statement, recordTime: string): RowOf<"entries"> {
  const { header } = statement;
  return {
    leafIndex: entry.leafIndex,
    leafHash: entry.leafHash,
    iss: indexedText(header.iss),
    kid: header.kid,
    typ: header.typ,
    seq: header.seq,
    issuedAt: instantOfMs(header.iat * 1000),
    recordTime,
    eventCount: entry.trees.length,
    sizeBytes: entry.statement.length,
    record: recordOf(statement),
  };
}

/** Reads the clear payload of a membership or erasure statement; null for all others. */
export function recordOf({ header, payload }: Statement): JsonValue {
  if (header.typ !== statementTypes.membership && header.typ !== statementTypes.erasure) return null;
  try {
    return JSON.parse(fromUtf8(payload)) as JsonValue;
  } catch {
    return null; // the ledger admits no such payload
  }
}
