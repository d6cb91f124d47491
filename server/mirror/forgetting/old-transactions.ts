/** Waiting until no transaction can see rows that were deleted before now: until then Postgres keeps them. */
import { setTimeout as sleep } from "node:timers/promises";
import { DomainError } from "@/lib/errors";
import type { Sql } from "@/server/db/client";

const pollMs = 50;

/**
 * Resolves once every transaction that began before this call has ended.
 * @throws DomainError unavailable naming one that has not after `timeoutMs`
 */
export async function oldTransactionsEnded(sql: Sql, timeoutMs: number): Promise<void> {
  const [now] = await sql<{ xid: string }[]>`select (pg_current_xact_id()::xid)::text as xid`;
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const [old] = await sql<{ what: string }[]>`
      select 'process ' || pid as what from pg_stat_activity
        where pid <> pg_backend_pid() and datname = current_database()
          and age(backend_xmin) > age(${now?.xid ?? "0"}::text::xid)
      union all
      select 'the prepared transaction ' || gid from pg_prepared_xacts
        where database = current_database() and age(transaction) > age(${now?.xid ?? "0"}::text::xid)
      limit 1`;
    if (old === undefined) return;
    if (Date.now() > deadline) {
      throw new DomainError(
        "unavailable",
        `Postgres: expected the transactions to end that began before the erasure, got ${old.what} still open`,
      );
    }
    await sleep(pollMs);
  }
}
