/** Brings a database to the newest schema: the SQL files in `drizzle/`, in the order of its journal. */
import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
 * @param upTo the last one to apply, by its `when` in the journal; all of them without it
 * @throws DomainError unsupported when the server is older than Postgres 15, conflict when it refuses a statement
 */
export async function migrateDatabase(url: string, upTo?: number): Promise<void> {
  const folder = upTo === undefined ? migrationsFolder : await folderUpTo(upTo);
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
    await migrate(drizzle(pool), { migrationsFolder: folder, migrationsSchema }).catch(refuse);
    await pool`select pg_advisory_unlock(${advisoryLock})`;
  } finally {
    await pool.end({ timeout: 5 });
    if (folder !== migrationsFolder) await rm(folder, { recursive: true });
  }
}

/** Copies the migrations up to one, and a journal that ends there. @throws DomainError unsupported when there is none */
async function folderUpTo(when: number): Promise<string> {
  const journal = JSON.parse(await readFile(join(migrationsFolder, journalName), "utf8")) as Journal;
  if (!journal.entries.some((entry) => entry.when === when)) {
    throw new DomainError(
      "unsupported",
      `migration: expected one of this version, got ${when}, of a newer one`,
    );
  }
  const folder = await mkdtemp(join(tmpdir(), "suyuan-migrations-"));
  await cp(migrationsFolder, folder, { recursive: true });
  const entries = journal.entries.filter((entry) => entry.when <= when);
  await writeFile(join(folder, journalName), JSON.stringify({ ...journal, entries }));
  return folder;
}

const journalName = "meta/_journal.json";

/** The list of migrations as drizzle keeps it. */
interface Journal {
  entries: { when: number }[];
}
