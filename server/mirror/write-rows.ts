/** Writes rows with COPY, which was measured against multi-row inserts (see bench/mirror.ts). */
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { TransactionSql } from "postgres";
import { copyLine } from "./copy-text";
import { type TableName, tableShape } from "./tables";

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
 * @throws Error from Postgres when a row does not fit its table
 */
export async function copyRows(
  tx: TransactionSql,
  { table, schema, as = table }: Target,
  rows: readonly Record<string, unknown>[],
): Promise<void> {
  if (rows.length === 0) return;
  const { columns } = tableShape(table);
  const names = columns.map(({ name }) => name);
  const query = tx`copy ${tx(schema)}.${tx(as)} (${tx(names)}) from stdin`;
  const sink = await query.writable();
  // postgres.js 3.4.9 rejects the query, already resolved with the sink, when the server refuses rows at the end of
  // the copy; nobody would hear of it, and the sink would never finish.
  (query as unknown as { reject: (error: Error) => void }).reject = (error) => sink.destroy(error);
  await pipeline(Readable.from(chunksOf(rows, columns)), sink);
}

function* chunksOf(
  rows: readonly Record<string, unknown>[],
  columns: ReturnType<typeof tableShape>["columns"],
): Generator<string> {
  let chunk = "";
  for (const row of rows) {
    chunk += copyLine(columns, row);
    if (chunk.length < chunkLength) continue;
    yield chunk;
    chunk = "";
  }
  if (chunk !== "") yield chunk;
}
