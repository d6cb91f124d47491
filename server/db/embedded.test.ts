import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "./testing";

describe("the embedded Postgres", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());

  it("returns bigint as number, timestamptz as Date, bytea as bytes and jsonb parsed, also beside Drizzle", async () => {
    const rows = await database.sql`
      select 9007199254740991::bigint as big, '2026-01-02T03:04:05Z'::timestamptz as at,
        decode('00ff', 'hex') as bytes, '{"a":1}'::jsonb as body`;
    expect(rows[0]).toEqual({
      big: 9007199254740991,
      at: new Date("2026-01-02T03:04:05Z"),
      bytes: Buffer.from([0, 255]),
      body: { a: 1 },
    });
  });

  it("refuses a bigint that a number cannot hold", async () => {
    await expect(database.sql`select 9007199254740993::bigint as big`).rejects.toMatchObject({
      code: "unsupported",
    });
  });

  it("keeps text in UTF-8 and does not listen on TCP", async () => {
    const rows = await database.sql`
      select '溯源' as word, current_setting('server_encoding') as encoding, current_setting('listen_addresses') as tcp`;
    expect(rows[0]).toEqual({ word: "溯源", encoding: "UTF8", tcp: "" });
  });
});
