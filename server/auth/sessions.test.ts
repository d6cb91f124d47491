import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Db } from "@/server/db/client";
import { createTestDatabase, type TestDatabase } from "@/server/db/testing";
import { addPerson, findPerson, listPeople, type Person } from "./people";
import { closeSession, findSession, openSession, sessionSeconds } from "./sessions";

const farmer: Person = {
  id: "farm",
  name: { en: "Qu Hongmei", "zh-CN": "曲红梅" },
  iss: "https://id.gs1.org/417/9521011000006",
  role: "manufacturer",
};
const now = Date.UTC(2026, 10, 22);

describe("people and their sessions", () => {
  let database: TestDatabase;
  const personOfSession = async (db: Db, token: string, nowMs: number) =>
    (await findSession(db, token, nowMs))?.person ?? null;
  beforeAll(async () => {
    database = await createTestDatabase();
    await addPerson(database.db, farmer);
  });
  afterAll(() => database.close());

  it("a person added twice is there once, as last described", async () => {
    await addPerson(database.db, { ...farmer, role: "partner" });
    await addPerson(database.db, farmer);
    expect(await listPeople(database.db)).toEqual([farmer]);
    expect(await findPerson(database.db, "nobody")).toBeNull();
  });

  it("a token is good for twelve hours and not a millisecond more", async () => {
    const token = await openSession(database.db, "farm", now);
    const end = now + sessionSeconds * 1000;
    expect(await personOfSession(database.db, token, end - 1)).toEqual(farmer);
    expect(await personOfSession(database.db, token, end)).toBeNull();
  });

  it("the database holds no token, only its hash", async () => {
    const token = await openSession(database.db, "farm", now);
    const rows = await database.sql<{ line: string }[]>`select s::text as line from app.sessions s`;
    expect(rows.length).toBeGreaterThan(0);
    for (const { line } of rows) expect(line).not.toContain(token);
  });

  it("a closed session is closed for its token alone", async () => {
    const [one, other] = [
      await openSession(database.db, "farm", now),
      await openSession(database.db, "farm", now),
    ];
    await closeSession(database.db, one);
    expect(await personOfSession(database.db, one, now)).toBeNull();
    expect(await personOfSession(database.db, other, now)).toEqual(farmer);
  });

  it.each(["", "x", "'; drop table app.people", "A".repeat(43)])("%j signs nobody in", async (token) => {
    expect(await personOfSession(database.db, token, now)).toBeNull();
  });
});
