/**
 * Transactions whose connection goes away under them, as when Postgres is killed.
 *
 * postgres.js 3.4.9 goes on writing to a connection that has closed: the rollback of the transaction that failed by
 * it, its commit, or whatever its function asks next. The socket is gone then, and the error is thrown where nobody
 * can catch it, so it ends the process (porsager/postgres issues 1154 and 1208). Here such a transaction rejects, as
 * any other failure does, and nothing more is sent.
 */
import { setImmediate as turn } from "node:timers/promises";
import type { PendingQuery, Row, Sql, TransactionSql } from "postgres";

type Work = (tx: TransactionSql) => unknown;

/** What is known of the connection of one transaction. */
interface Connection {
  /** Why it is gone; null while it is there. */
  lost: unknown;
}

/** Makes `begin` of a pool reject, and do nothing else, when the connection is lost. */
export function guardTransactions(pool: Sql): void {
  const begin = pool.begin.bind(pool) as (options: string, work: Work) => Promise<unknown>;
  const guarded = (options: string, work: Work): Promise<unknown> => {
    const connection: Connection = { lost: null };
    const outcome = begin(options, (tx) =>
      whileConnected(connection, () => work(guardQueries(tx, connection))),
    );
    // It rejects as soon as the connection closes, whatever the work is about at that moment.
    outcome.catch((error) => {
      connection.lost = error;
    });
    return outcome;
  };
  Object.assign(pool, {
    begin: (first: string | Work, second?: Work) =>
      typeof first === "string" ? guarded(first, second ?? (() => undefined)) : guarded("", first),
  });
}

/** Ends neither way once the connection is lost: what would follow is sent to it. `begin` has rejected by then. */
async function whileConnected(connection: Connection, work: () => unknown): Promise<unknown> {
  try {
    const result = await work();
    const all = Array.isArray(result) ? await Promise.all(result) : result;
    return connection.lost === null ? all : await never();
  } catch (error) {
    // A closing connection fails its queries first, and says that it closed in the same turn of the event loop.
    await turn();
    if (connection.lost !== null) await never();
    throw error;
  }
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}

/** Makes queries of a transaction reject once its connection is lost. */
function guardQueries(tx: TransactionSql, connection: Connection): TransactionSql {
  return new Proxy(tx, {
    apply: (target, self, args) => guardQuery(Reflect.apply(target, self, args), connection),
    get: (target, name) =>
      name === "unsafe"
        ? (...args: Parameters<Sql["unsafe"]>) => guardQuery(target.unsafe(...args), connection)
        : Reflect.get(target, name),
  });
}

/** A query as postgres.js makes it; fragments and helpers have no handler. */
interface QueryInside extends PendingQuery<Row[]> {
  handler?: (query: { reject: (error: unknown) => void }) => void;
}

function guardQuery<T>(query: T, connection: Connection): T {
  const { handler } = query as QueryInside;
  if (typeof handler !== "function") return query;
  (query as QueryInside).handler = (asked) => {
    if (connection.lost === null) handler(asked);
    else asked.reject(connection.lost);
  };
  return query;
}
