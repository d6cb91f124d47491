/**
 * Builds the whole mirror anew from the ledger, compares it with the live one row by row, and puts it in its place.
 * A crash before the last commit leaves the live mirror as it was, and a schema `mirror_rebuild` that the next
 * rebuild throws away.
 */
import type { Sql, TransactionSql } from "postgres";
import { Frontier } from "@/lib/merkle/frontier";
import { nodeSuite } from "@/server/crypto/node-suite";
import { type Batch, type LedgerReader, readBatch } from "./batch";
import { compareTables, type RowDifference } from "./compare-tables";
import { buildIndexes, createCopy } from "./copy-schema";
import { type TableName, tableNames } from "./tables";
import { checkWatermark, createWatermark, readWatermark } from "./watermark";
import { writeBatch } from "./write-batch";

/** Where the new mirror is built. */
const building = "mirror_rebuild";
/** Differences reported of one table. */
const differencesMax = 1000;

export interface RebuildReport {
  /** Entries of the log in the new mirror. */
  size: number;
  rows: Record<TableName, number>;
  /** Reading, writing and indexing, without the comparison. */
  buildSeconds: number;
  compareSeconds: number;
  /** Whether the live mirror had the same rows; null when it was of another log, so that comparing means nothing. */
  isEqual: boolean | null;
  /** At most 1,000 of each table. */
  differences: RowDifference[];
}

export interface RebuildOptions {
  sql: Sql;
  ledger: LedgerReader;
  /** Called after each batch with the entries built so far. */
  onProgress?: (size: number, of: number) => void;
}

/** What an applier that goes on may add during a catch-up; less than this is caught up while it waits. */
const lastStretchMax = 2_000;

/**
 * Rebuilds the mirror, also while an applier runs: it waits during the comparison and goes on in the new mirror.
 * @returns what was built, and how the mirror that it replaces differed
 */
export async function rebuildMirror({ sql, ledger, onProgress }: RebuildOptions): Promise<RebuildReport> {
  const startedAt = performance.now();
  const isOfThisLog = await liveIsOfThisLog(sql, ledger);
  const sizeOf = () => (isOfThisLog ? appliedSize(sql) : Promise.resolve(ledger.head().size));
  await sql.begin((tx) => createCopy(tx, "mirror", building));
  await createWatermark(sql, building);
  const inTransaction = async (batch: Batch) => {
    await sql.begin((tx) => writeBatch(tx, batch, building));
  };
  let edge = new Frontier(nodeSuite.sha256);
  edge = await build(ledger, edge, await sizeOf(), inTransaction, onProgress);
  await sql.begin((tx) => buildIndexes(tx, "mirror", building));
  for (let size = await sizeOf(); size - edge.size > lastStretchMax; size = await sizeOf()) {
    edge = await build(ledger, edge, size, inTransaction, onProgress);
  }
  const builtAt = performance.now();
  const swapped = await sql.begin(async (tx) => {
    await tx`lock table mirror.state in exclusive mode`; // from here on nothing is applied
    const size = isOfThisLog ? await appliedSize(tx) : edge.size;
    edge = await build(ledger, edge, size, (batch) => writeBatch(tx, batch, building), onProgress);
    return compareAndSwap(tx, isOfThisLog);
  });
  const buildSeconds = (builtAt - startedAt) / 1000;
  return { size: edge.size, buildSeconds, compareSeconds: (performance.now() - builtAt) / 1000, ...swapped };
}

/** Builds on from `edge` to `size`. @returns the right edge at `size` */
async function build(
  ledger: LedgerReader,
  edge: Frontier,
  size: number,
  write: (batch: Batch) => Promise<void>,
  onProgress: RebuildOptions["onProgress"],
): Promise<Frontier> {
  let applied = edge;
  while (applied.size < size) {
    const batch = await readBatch(ledger, applied, size);
    await write(batch);
    applied = batch.frontier;
    onProgress?.(applied.size, size);
  }
  return applied;
}

async function liveIsOfThisLog(sql: Sql, ledger: LedgerReader): Promise<boolean> {
  try {
    await checkWatermark(ledger, await readWatermark(sql));
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "conflict") return false;
    throw error;
  }
}

async function appliedSize(sql: Sql | TransactionSql): Promise<number> {
  const [row] = await sql<{ applied_size: number }[]>`select applied_size from mirror.state`;
  return row?.applied_size ?? 0;
}

/** Compares and swaps, while nothing can be applied. */
async function compareAndSwap(
  tx: TransactionSql,
  isOfThisLog: boolean,
): Promise<Pick<RebuildReport, "isEqual" | "differences" | "rows">> {
  const differences: RowDifference[] = [];
  for (const table of isOfThisLog ? tableNames : []) {
    const expected = { schema: building, name: table };
    const live = { schema: "mirror", name: table };
    differences.push(...(await compareTables(tx, { table, expected, live }, differencesMax)));
  }
  const rows = await countRows(tx);
  await tx`alter schema mirror rename to mirror_old`;
  await tx`alter schema ${tx(building)} rename to mirror`;
  await tx`drop schema mirror_old cascade`;
  return { isEqual: isOfThisLog ? differences.length === 0 : null, differences, rows };
}

async function countRows(tx: TransactionSql): Promise<Record<TableName, number>> {
  const counts: Partial<Record<TableName, number>> = {};
  for (const table of tableNames) {
    const [row] = await tx<{ count: number }[]>`select count(*) from ${tx(building)}.${tx(table)}`;
    counts[table] = row?.count ?? 0;
  }
  return counts as Record<TableName, number>;
}
