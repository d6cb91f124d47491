import { afterAll, beforeAll, expect, test } from "vitest";
import { openPool, type Sql } from "@/server/db/client";
import { createTestDatabase, type TestDatabase } from "@/server/db/testing";
import { type ForgettingProgress, forgetErased } from "./forget-erased";
import { oldTransactionsEnded } from "./old-transactions";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

async function filesOf(sql: Sql): Promise<Map<string, number>> {
  const rows = await sql<{ name: string; file: number }[]>`
    select c.relname as name, pg_relation_filenode(c.oid)::bigint as file
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'mirror' and c.relkind in ('r', 'i') or c.oid = 'pg_catalog.pg_statistic'::regclass`;
  return new Map(rows.map(({ name, file }) => [name, file]));
}

test("every table with content, its indexes and the statistics get new files, and nothing is left over", async () => {
  const before = await filesOf(database.sql);
  const told: ForgettingProgress[] = [];
  expect(await forgetErased(database.sql, (progress) => told.push(progress))).toEqual([]);
  const after = await filesOf(database.sql);
  const same = [...before.keys()].filter((name) => after.get(name) === before.get(name));
  expect(same.filter((name) => !/^(entries|state)(_|$)/.test(name))).toEqual([]);
  expect(told.map(({ done }) => done)).toEqual(told.map((_, i) => i));
  expect(told.every(({ of }) => of === told.length)).toBe(true);
});

test("a transaction that may still see deleted rows is waited for, and named when it does not end", async () => {
  const { sql } = database;
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let begun: () => void = () => undefined;
  const hasBegun = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const old = sql.begin("isolation level repeatable read", async (tx) => {
    await tx`select 1 from mirror.state`;
    begun();
    await ended;
  });
  await hasBegun;
  // What is deleted now is still there for it.
  await sql`select pg_current_xact_id()`;
  await expect(oldTransactionsEnded(sql, 200)).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringMatching(/got process \d+ still open$/),
  });
  const waiting = oldTransactionsEnded(sql, 10_000);
  end();
  await old;
  await waiting;
});

test("a role that owns nothing is told, line by line, what it could not do", async () => {
  const { sql, url } = database;
  await sql.unsafe("create role guest login password 'guest'; grant usage on schema mirror to guest");
  const guest = openPool(url.replace(/\/\/[^@]*@/, "//guest:guest@"), 2);
  try {
    const left = await forgetErased(guest);
    expect(left).toContain("mirror.events: this role may not rewrite it");
    expect(left).toContainEqual(expect.stringMatching(/^pg_statistic: this role may not rewrite it/));
    expect(left).toContainEqual(expect.stringMatching(/^the write-ahead log: this role may not switch/));
  } finally {
    await guest.end();
    await sql.unsafe("drop owned by guest; drop role guest");
  }
});
