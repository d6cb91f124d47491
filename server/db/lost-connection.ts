/**
 * Connections that go away, as when Postgres is killed: the queries under way reject, and the pool goes on.
 *
 * postgres.js 3.4.9 does less than that in three places, and each is mended here from outside:
 * - It goes on writing to a connection that has closed: the rollback or the commit of its transaction, or whatever the
 *   transaction's function asks next. The socket is gone then, and the error is thrown where nobody can catch it, so
 *   it ends the process (porsager/postgres issues 1154 and 1208).
 * - Each new connection asks for the array types first; when it closes then, the rejection is nobody's either.
 * - Rows of an answer that was cut off are counted in the first answer on the connection made anew: that one begins
 *   with holes.
 */
import { setImmediate as turn } from "node:timers/promises";
import type { Sql, TransactionSql } from "postgres";

type Work = (tx: TransactionSql) => unknown;

/** What is known of the connection of one transaction. */
interface Connection {
  /** Why it is gone; null while it is there. */
  lost: unknown;
}

/** Makes a pool outlive its connections. */
export function guardPool(pool: Sql): Sql {
  fetchTypesOnce(pool);
  const begin = (first: string | Work, second?: Work) =>
    typeof first === "string"
      ? beginGuarded(pool, first, second ?? (() => undefined))
      : beginGuarded(pool, "", first);
  return guardQueries(pool, { lost: null }, { begin });
}

function beginGuarded(pool: Sql, options: string, work: Work): Promise<unknown> {
  const connection: Connection = { lost: null };
  const outcome = pool.begin(options, (tx) =>
    whileConnected(connection, () => work(guardQueries(tx, connection))),
  );
  // It rejects as soon as the connection closes, whatever the work is about at that moment.
  outcome.catch((error) => {
    connection.lost = error;
  });
  return outcome;
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

/** Lets connections ask for the array types until one has been told them. */
function fetchTypesOnce(pool: Sql): void {
  const { shared } = pool.options as unknown as { shared: { typeArrayMap: object } };
  Object.defineProperty(pool.options, "fetch_types", {
    get: () => Object.keys(shared.typeArrayMap).length === 0,
  });
}

/** Guards every query made through a pool or a transaction, and puts `replaced` in the place of its members. */
function guardQueries<T extends Sql | TransactionSql>(
  sql: T,
  connection: Connection,
  replaced: object = {},
): T {
  const unsafe = (...args: Parameters<Sql["unsafe"]>) => guardQuery(sql.unsafe(...args), connection);
  const members = new Map<string | symbol, unknown>(Object.entries({ unsafe, ...replaced }));
  return new Proxy(sql, {
    apply: (target, self, args) => guardQuery(Reflect.apply(target, self, args), connection),
    get: (target, name) => members.get(name) ?? Reflect.get(target, name),
  });
}

/** A query as postgres.js makes it; fragments and helpers have no handler. */
interface QueryInside {
  handler?: (query: QueryInside) => void;
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
}

function guardQuery<T>(query: T, connection: Connection): T {
  const inside = query as QueryInside;
  const { handler, resolve } = inside;
  if (typeof handler !== "function") return query;
  inside.handler = (asked) => (connection.lost === null ? handler(asked) : asked.reject(connection.lost));
  inside.resolve = (result) => {
    if (Array.isArray(result) && result.length > 0 && !(0 in result)) inside.reject(cutOff());
    else resolve(result);
  };
  return query;
}

/** In the words postgres.js has for it. */
function cutOff(): Error {
  return Object.assign(new Error("CONNECTION_CLOSED: an answer was cut off before this one"), {
    code: "CONNECTION_CLOSED",
  });
}
