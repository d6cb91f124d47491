/** Writing a table anew: a plain VACUUM frees the room of a deleted row and leaves its bytes there. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Sql } from "@/server/db/client";

const lockTimeoutMs = 500;
const retryAfterMs = 1000;

/**
 * Rewrites a table, its TOAST table and its indexes into new files, with the rows that are there. Readers wait
 * meanwhile; while somebody reads for long, it is this that waits, so that the others do not queue behind it.
 * A crash leaves the old files, or the new ones.
 * @param table qualified, from this program, never from outside
 * @returns false when this role may not
 */
export async function rewriteTable(
  sql: Sql,
  table: string,
  { analyze }: { analyze: boolean },
): Promise<boolean> {
  const before = await fileOf(sql, table);
  const connection = await sql.reserve();
  try {
    await connection.unsafe(`set lock_timeout = ${lockTimeoutMs}`);
    while (!(await isRewritten(connection, table, analyze))) await sleep(retryAfterMs);
    await connection.unsafe("reset lock_timeout");
  } finally {
    connection.release();
  }
  // To whom it is not allowed it is a warning, not an error.
  return (await fileOf(sql, table)) !== before;
}

/** One attempt; false when the lock could not be had in time. */
async function isRewritten(
  connection: Pick<Sql, "unsafe">,
  table: string,
  analyze: boolean,
): Promise<boolean> {
  try {
    await connection.unsafe(`vacuum (full${analyze ? ", analyze" : ""}) ${table}`);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === "55P03") return false;
    throw error;
  }
}

async function fileOf(sql: Sql, table: string): Promise<number> {
  const [row] = await sql<
    { file: number }[]
  >`select pg_relation_filenode(${table}::text::regclass)::bigint as file`;
  return row?.file ?? 0;
}
