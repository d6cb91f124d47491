/** A data folder for tests of backups: the world's ledger, settings, keys, and the state of a running one. For tests only. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Sql } from "@/server/db/client";
import { auditLedger } from "@/server/ledger/audit";
import { type BackUpOptions, type BackUpReport, backUp } from "../back-up";

/** Makes what a data folder has beside its ledger. */
export async function makeDataFolder(dataDir: string): Promise<void> {
  await mkdir(join(dataDir, "keys"), { recursive: true });
  await writeFile(join(dataDir, "keys", "log.pem"), "a key\n");
  await writeFile(join(dataDir, "settings.json"), "{}\n");
}

/** Backs a folder up into `backup` beside it. */
export function backUpFolder(
  dataDir: string,
  sql: Sql,
  options: Partial<BackUpOptions> = {},
): Promise<BackUpReport> {
  return backUp({
    dataDir,
    sql,
    to: join(dirname(dataDir), "backup"),
    policyPath: null,
    keep: 3,
    hasKeys: true,
    isFull: false,
    onProgress: () => undefined,
    onNotice: () => undefined,
    ...options,
  });
}

/** Audits a ledger's folder; what is wrong, one line each. */
export async function auditErrors(dir: string): Promise<string[]> {
  const errors: string[] = [];
  for await (const { severity, where, message } of auditLedger({ dir })) {
    if (severity === "error") errors.push(`${where}: ${message}`);
  }
  return errors;
}
