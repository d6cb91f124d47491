/** Writes rows with COPY, which was measured against multi-row inserts (see bench/mirror.ts). */
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { TransactionSql } from "postgres";
import type { PreparedTree } from "./batch";
import { copyLine } from "./copy-text";
import { copiedColumns, type LogTableName, type TableName } from "./tables";
import { placedLines } from "./tree-lines";

/** Bytes given to the socket at once, about. */
const chunkLength = 64 * 1024;

/** Where rows go: a table of a schema, or a temporary one. */
export interface Target {
  table: TableName;
  /** `mirror`, `mirror_rebuild`, or `pg_temp`. */
  schema: string;
  /** The name of a table of the same shape, when it is not the table's own. */
  as?: string;
}

/**
 * Adds rows to a table, in order. Nothing is there before the transaction commits.
 * @param prepared events whose rows of this table are text already; they follow `rows`
 * @throws Error from Postgres when a row does not fit its table
 */
export async function copyRows(
  tx: TransactionSql,
  { table, schema, as = table }: Target,
  rows: readonly Record<string, unknown>[],
  prepared: readonly PreparedTree[] = [],
): Promise<void> {
  const chunks = chunksOf(table, rows, prepared);
  const first = chunks.next();
  if (first.done === true) return;
  const { place, rest } = copiedColumns(table);
  const names = [...place, ...rest].map(({ name }) => name);
  const query = tx`copy ${tx(schema)}.${tx(as)} (${tx(names)}) from stdin`;
  const sink = await query.writable();
  // postgres.js 3.4.9 rejects the query, already resolved with the sink, when the server refuses rows at the end of
  // the copy; nobody would hear of it, and the sink would never finish.
  (query as unknown as { reject: (error: Error) => void }).reject = (error) => sink.destroy(error);
  await pipeline(Readable.from(withFirst(first.value, chunks)), sink);
}

function* withFirst(first: string, others: Iterable<string>): Generator<string> {
  yield first;
  yield* others;
}

function* chunksOf(
  table: TableName,
  rows: readonly Record<string, unknown>[],
  prepared: readonly PreparedTree[],
): Generator<string> {
  let chunk = "";
  for (const line of linesOf(table, rows, prepared)) {
    chunk += line;
    if (chunk.length < chunkLength) continue;
    yield chunk;
    chunk = "";
  }
  if (chunk !== "") yield chunk;
}

function* linesOf(
  table: TableName,
  rows: readonly Record<string, unknown>[],
  prepared: readonly PreparedTree[],
): Generator<string> {
  const { place, rest } = copiedColumns(table);
  const columns = [...place, ...rest];
  for (const row of rows) yield copyLine(columns, row);
  for (const { leafIndex, ordinal, recordTime, lines } of prepared) {
    const text = lines.text[table as LogTableName];
    if (text === undefined) continue;
    const start = `${leafIndex}\t${ordinal}\t`;
    yield placedLines(text, table === "events" ? `${start}${recordTime}\t` : start);
  }
}
