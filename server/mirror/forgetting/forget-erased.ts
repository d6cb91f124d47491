/**
 * Makes Postgres forget rows that are deleted already: their bytes in tables, TOAST, indexes, statistics and the
 * write-ahead log (DESIGN §3, "Erasure").
 *
 * Deleting leaves a row in its page; VACUUM frees the room and leaves the bytes; ANALYZE has copied common values into
 * pg_statistic; the write-ahead log has every row, and after each checkpoint whole pages of them. So: wait until
 * nobody can see the rows, write every table anew (VACUUM FULL), its statistics with it, write pg_statistic anew, then
 * end the WAL segment and checkpoint, after which older segments and the old files are removed. The embedded server
 * recycles no segments (`wal_recycle=off`) and logs no statements. What lies below the file system is not reached.
 */
import type { Sql } from "@/server/db/client";
import { tableNames } from "../tables";
import { dropOldWal } from "./drop-old-wal";
import { oldTransactionsEnded } from "./old-transactions";
import { rewriteTable } from "./rewrite-table";

/** How far it is: steps of a fixed number. */
export interface ForgettingProgress {
  readonly step: "waiting" | "tables" | "statistics" | "wal";
  readonly done: number;
  readonly of: number;
}

const oldTransactionsMs = 60_000;
/** Tables that hold what events and records say; the entries' own rows are public in the log. */
const contentTables = tableNames.filter((name) => name !== "entries");

/**
 * Forgets every row deleted so far. A crash leaves some of it; run again, it does all of it.
 * @returns what could not be done, one line each: nothing for the embedded Postgres
 * @throws DomainError unavailable while a transaction stays open that began before
 */
export async function forgetErased(
  sql: Sql,
  onProgress: (progress: ForgettingProgress) => void = () => undefined,
): Promise<string[]> {
  const of = contentTables.length + 3;
  const left: string[] = [];
  onProgress({ step: "waiting", done: 0, of });
  // What a rebuild that was cut off left behind; none runs while this does, since the data folder is ours.
  await sql`drop schema if exists mirror_rebuild cascade`;
  await oldTransactionsEnded(sql, oldTransactionsMs);
  for (const [i, name] of contentTables.entries()) {
    onProgress({ step: "tables", done: 1 + i, of });
    const isDone = await rewriteTable(sql, `mirror.${name}`, { analyze: true });
    if (!isDone) left.push(`mirror.${name}: this role may not rewrite it`);
  }
  onProgress({ step: "statistics", done: of - 2, of });
  if (!(await rewriteTable(sql, "pg_catalog.pg_statistic", { analyze: false }))) {
    left.push("pg_statistic: this role may not rewrite it; common values stay until it is vacuumed");
  }
  onProgress({ step: "wal", done: of - 1, of });
  left.push(...(await dropOldWal(sql)));
  return left;
}
