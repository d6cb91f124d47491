/** A real Postgres for a test file: its own database, migrated, thrown away after the run. For tests only. */
import { inject } from "vitest";
import { type Database, openDatabase } from "./client";

export interface TestDatabase extends Database {
  url: string;
}

/**
 * Creates a migrated, empty database and opens it. Call it in `beforeAll`, and `close()` in `afterAll`.
 * @throws Error with what the set-up said when Postgres could not start
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const response = await fetch(inject("databaseBroker"));
  const text = await response.text();
  if (!response.ok) throw new Error(`no database for this test: ${text}`);
  return { url: text, ...openDatabase(text, { connectionsMax: 4 }) };
}
