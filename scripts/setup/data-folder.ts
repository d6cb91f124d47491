/** What scripts that look at a data folder share: its lock, its ledger, its Postgres. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { takeDataFolder } from "@/server/data-folder";
import type { Sql } from "@/server/db/client";
import { openDatabase } from "@/server/db/client";
import { startEmbedded } from "@/server/db/embedded";
import { migrateDatabase } from "@/server/db/migrate";
import type { Env } from "@/server/env";

/** Runs a script: one clear line on stderr and exit code 2 for whatever keeps it from running. */
export async function runScript(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    const { message, stack, code } = error as Error & { code?: string };
    console.error(`suyuan: ${code === undefined ? (stack ?? message) : message}`);
    process.exitCode = 2;
  }
}

/** @throws Error when the folder holds no founded ledger */
export function requireLedger({ dataDir }: Env): string {
  const dir = join(dataDir, "ledger");
  if (existsSync(join(dir, "head.b"))) return dir;
  throw Object.assign(new Error(`SUYUAN_DATA: expected a ledger in ${dir}, got none`), { code: "not_found" });
}

/**
 * Runs `use` with the data folder taken, or, when a server has it, beside that server.
 * @param use told whether a server is running
 */
export async function besideServer<T>(env: Env, use: (isRunning: boolean) => Promise<T>): Promise<T> {
  const lock = await takeDataFolder(env.dataDir).catch((error: { code?: string }) => {
    if (error.code === "unavailable") return null;
    throw error;
  });
  try {
    return await use(lock === null);
  } finally {
    await lock?.release();
  }
}

/** Runs `use` with the database: `DATABASE_URL`, the running embedded Postgres, or one started for the purpose. */
export async function withDatabase<T>(
  env: Env,
  options: { isRunning: boolean; migrate: boolean },
  use: (sql: Sql) => Promise<T>,
): Promise<T> {
  const postgres = env.databaseUrl === undefined ? await startEmbedded(join(env.dataDir, "postgres")) : null;
  const url = env.databaseUrl ?? postgres?.url ?? "";
  const database = openDatabase(url, { connectionsMax: 2 });
  try {
    if (options.migrate) await migrateDatabase(url);
    return await use(database.sql);
  } finally {
    await database.close();
    if (!options.isRunning) await postgres?.stop();
  }
}
