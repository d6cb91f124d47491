/** Getting rid of the write-ahead log of Postgres up to now: it holds the rows as they were written. */
import type { Sql } from "@/server/db/client";

/**
 * Ends the WAL segment that is being written, makes what it says durable elsewhere, and so lets all segments before
 * go. Old files of rewritten tables go with the same checkpoint.
 * @returns what could not be done, one line each; nothing for the embedded Postgres
 */
export async function dropOldWal(sql: Sql): Promise<string[]> {
  const left: string[] = [];
  const isSwitched = await isAllowed(sql`select pg_switch_wal()`);
  const isCheckpointed = await isAllowed(sql.unsafe("checkpoint"));
  if (!isSwitched || !isCheckpointed) {
    left.push(
      "the write-ahead log: this role may not switch and checkpoint it; it goes as the server recycles it",
    );
  } else {
    left.push(...(await olderSegments(sql)));
  }
  left.push(...(await keepers(sql)));
  return left;
}

/** Counts the segments before the one being written. */
async function olderSegments(sql: Sql): Promise<string[]> {
  try {
    const [row] = await sql<{ count: number }[]>`
      select count(*) as count from pg_ls_waldir()
      where name ~ '^[0-9A-F]{24}$' and substr(name, 9) < substr(pg_walfile_name(pg_current_wal_insert_lsn()), 9)`;
    const count = row?.count ?? 0;
    return count === 0
      ? []
      : [`the write-ahead log: ${count} older segments are kept by the server's settings`];
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return ["the write-ahead log: this role may not see which segments are left"];
  }
}

/** Names the settings that keep copies where SQL does not reach. */
async function keepers(sql: Sql): Promise<string[]> {
  const [row] = await sql<
    { recycle: string | null; archive: string | null; replicas: number; slots: number }[]
  >`
    select current_setting('wal_recycle', true) as recycle, current_setting('archive_mode', true) as archive,
      (select count(*) from pg_stat_replication) as replicas, (select count(*) from pg_replication_slots) as slots`;
  const left: string[] = [];
  if (row?.recycle === "on")
    left.push("wal_recycle is on: old segments are kept under new names until overwritten");
  if (row?.archive !== null && row?.archive !== "off")
    left.push("archive_mode is on: the archive keeps its copies");
  if ((row?.replicas ?? 0) > 0) left.push(`${row?.replicas} replicas keep their own write-ahead log`);
  if ((row?.slots ?? 0) > 0) left.push(`${row?.slots} replication slots keep old rows and segments`);
  return left;
}

async function isAllowed(query: PromiseLike<unknown>): Promise<boolean> {
  try {
    await query;
    return true;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return false;
  }
}

/** Insufficient privilege. */
function isRefusal(error: unknown): boolean {
  return (error as { code?: string }).code === "42501";
}
