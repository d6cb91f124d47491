import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { TransactionSql } from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openPool } from "./client";
import { createTestDatabase, type TestDatabase } from "./testing";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.sql`create table numbers (n int)`;
});
afterAll(() => database.close());

/** Ends the backend of a transaction, and waits until it is gone. */
async function endBackend(tx: TransactionSql): Promise<void> {
  const [row] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
  await database.sql`select pg_terminate_backend(${row?.pid ?? 0}, 5000)`;
  await sleep(50);
}

/**
 * Asks until it is answered: postgres.js gives the last words of a server that ended a connection in the middle of a
 * query once more to whoever comes first on the new connection.
 */
async function answered<T>(ask: () => PromiseLike<T>, attempts = 5): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (attempts === 1) throw error;
    return answered(ask, attempts - 1);
  }
}

const moments: Record<string, (tx: TransactionSql) => Promise<unknown>> = {
  "while a query runs": async (tx) => {
    const [row] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
    const running = tx`select pg_sleep(5)`;
    setTimeout(() => void database.sql`select pg_terminate_backend(${row?.pid ?? 0})`.execute(), 20);
    await running;
  },
  "before its next query": async (tx) => {
    await endBackend(tx);
    await tx`insert into numbers values (2)`;
  },
  "before a query that is caught, and another": async (tx) => {
    await endBackend(tx);
    await tx.unsafe("insert into numbers values (3)").catch(() => undefined);
    await tx`insert into numbers values (4)`;
  },
  "before its commit": (tx) => endBackend(tx),
  "before its rollback": async (tx) => {
    await endBackend(tx);
    throw new Error("a mistake of the caller");
  },
  "in the middle of a copy": async (tx) => {
    const sink = await tx`copy numbers from stdin`.writable();
    const [row] = await database.sql<{ pid: number }[]>`
      select pid from pg_stat_activity where query like 'copy numbers%'`;
    async function* lines() {
      yield "5\n";
      await database.sql`select pg_terminate_backend(${row?.pid ?? 0}, 5000)`;
      await sleep(50);
      for (let n = 0; n < 1000; n++) yield "6\n".repeat(100);
    }
    await pipeline(Readable.from(lines()), sink);
  },
};

describe.each(Object.entries(moments))("a transaction that loses its connection %s", (_name, work) => {
  test("rejects, leaves nothing, and the pool goes on", async () => {
    const outcome = database.sql.begin(async (tx) => {
      await tx`insert into numbers values (1)`;
      await work(tx);
    });
    await expect(outcome).rejects.toMatchObject({
      code: expect.stringMatching(/CONNECTION_CLOSED|57P01|ECONN|EPIPE/),
    });
    expect(await answered(() => database.sql`select n from numbers`)).toEqual([]);
    const kept = await answered(() =>
      database.sql.begin(async (tx) => {
        await tx`insert into numbers values (9)`;
        return tx`delete from numbers returning n`;
      }),
    );
    expect([...kept]).toEqual([{ n: 9 }]);
  });
});

test("a connection made anew asks for no types again, and lists are sent as ever", async () => {
  const { sql } = database;
  await sql`select 1`;
  expect(sql.options.fetch_types).toBe(false);
  await answered(() =>
    sql`select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database()`.catch(
      () => [],
    ),
  );
  const ids = ["a", 'b"\\,{}'];
  expect(await answered(() => sql`select ${ids}::text[] as ids, 'a' = any(${ids}) as found`)).toEqual([
    { ids, found: true },
  ]);
});

test("an answer that was cut off leaves nothing of itself in the next one", async () => {
  const pool = openPool(database.url, 1);
  const [row] = await pool<{ pid: number }[]>`select pg_backend_pid() as pid`;
  const long = pool`select repeat('x', 20000), pg_sleep(0.01) from generate_series(1, 200)`;
  setTimeout(() => void database.sql`select pg_terminate_backend(${row?.pid ?? 0})`.execute(), 100);
  await expect(long).rejects.toMatchObject({ code: expect.stringMatching(/CONNECTION_CLOSED|57P01/) });
  const told: unknown[] = [];
  expect(
    await answered(() =>
      pool`select 1 as n`.catch((error) => {
        told.push(error.code);
        throw error;
      }),
    ),
  ).toEqual([{ n: 1 }]);
  for (const code of told) expect(code).toMatch(/CONNECTION_CLOSED|57P01/);
  await pool.end();
});

test("a transaction that fails for another reason is rolled back, and says why", async () => {
  const outcome = database.sql.begin("isolation level repeatable read", async (tx) => {
    await tx`insert into numbers values (1)`;
    await tx`select 1 / 0`;
  });
  await expect(outcome).rejects.toMatchObject({ code: "22012" });
  expect(await database.sql.begin((tx) => [tx`select count(*)::int as n from numbers`])).toEqual([
    [{ n: 0 }],
  ]);
});
