/** Brings a database to the newest schema: the SQL files in `drizzle/`, in the order of its journal. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import { DomainError } from "@/lib/errors";
import { openPool } from "./client";

const migrationsFolder = fileURLToPath(new URL("../../drizzle", import.meta.url));

/** Where the list of applied migrations is kept: not drizzle's own name, which another program may use there too. */
export const migrationsSchema = "suyuan_migrations";

/** Any constant: it keeps two processes from migrating one database at once. */
const advisoryLock = 7_398_261_045;

/** The oldest Postgres this is tested with. */
const postgresMajorMin = 15;

/** Says in one line which statement the database refused, and why. @throws DomainError conflict */
function refuse(error: Error): never {
  const reason = error.cause instanceof Error ? error.cause.message : error.message;
  throw new DomainError("conflict", `the database does not take the newest schema: ${reason}`, {
    cause: error,
  });
}

/**
 * Applies the migrations that are missing, together in one transaction, under an advisory lock.
 * A crash leaves the schema as it was; the next run starts over.
 * @throws DomainError unsupported when the server is older than Postgres 15, conflict when it refuses a statement
 */
export async function migrateDatabase(url: string): Promise<void> {
  const pool = openPool(url, 1);
  try {
    const rows = await pool<{ version: string }[]>`select current_setting('server_version_num') as version`;
    const major = Math.floor(Number(rows[0]?.version ?? 0) / 10_000);
    if (major < postgresMajorMin) {
      throw new DomainError(
        "unsupported",
        `DATABASE_URL: expected Postgres ${postgresMajorMin} or newer, got ${major}`,
      );
    }
    if (!existsSync(`${migrationsFolder}/meta/_journal.json`)) return;
    await pool`select pg_advisory_lock(${advisoryLock})`;
    await migrate(drizzle(pool), { migrationsFolder, migrationsSchema }).catch(refuse);
    await pool`select pg_advisory_unlock(${advisoryLock})`;
  } finally {
    await pool.end({ timeout: 5 });
  }
}
