/** Schema `app` put back: the schema by the migrations it was backed up under, the rows, then the migrations since. */
import { join } from "node:path";
import { DomainError } from "@/lib/errors";
import { openPool, type Sql } from "@/server/db/client";
import { startEmbedded } from "@/server/db/embedded";
import { migrateDatabase, migrationsSchema } from "@/server/db/migrate";
import { fillApp } from "./app-rows";
import type { AppSnapshot } from "./manifest";

export interface RestoreAppOptions {
  /** The generation's folder. */
  readonly folder: string;
  /** The data folder that is being made: the embedded Postgres goes there. */
  readonly dataDir: string;
  readonly databaseUrl?: string;
  readonly mayReplace: boolean;
  readonly snapshot: AppSnapshot;
}

/**
 * Fills a new embedded Postgres, or the given database. A crash leaves an embedded one that nobody uses, or a given one
 * with some of it, which a restore that may replace it makes whole.
 * @throws DomainError conflict when the given database is in use for another log; unsupported when the backup was made
 * by a newer version
 */
export async function restoreApp(options: RestoreAppOptions): Promise<void> {
  const { databaseUrl, dataDir } = options;
  if (databaseUrl !== undefined) return fill(databaseUrl, options);
  const postgres = await startEmbedded(join(dataDir, "postgres"));
  try {
    await fill(postgres.url, options);
  } finally {
    await postgres.stop();
  }
}

async function fill(url: string, { folder, snapshot, mayReplace }: RestoreAppOptions): Promise<void> {
  const sql = openPool(url, 1);
  try {
    await makeRoom(sql, mayReplace);
    await migrateDatabase(url, snapshot.migration);
    await fillApp(sql, folder, snapshot);
    await migrateDatabase(url);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Removes our schemas from a database, when that is allowed. The mirror is made again from the log at the next start. */
async function makeRoom(sql: Sql, mayReplace: boolean): Promise<void> {
  const found = await sql`select 1 from pg_namespace where nspname in ('app', 'mirror')`;
  if (found.length === 0) return;
  if (!mayReplace) {
    throw new DomainError(
      "conflict",
      "DATABASE_URL: expected a database without our tables, got one with them; --replace removes them first",
    );
  }
  await sql.unsafe(`drop schema if exists mirror, app, ${migrationsSchema} cascade`);
}
