/** The data folder: there, writable, and this process' alone. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DomainError } from "@/lib/errors";
import { type FolderLock, lockedBy, lockFolder } from "@/server/ledger/lock";

/**
 * Makes the data folder, tries it by writing, and takes it for this process.
 * @throws DomainError forbidden when it cannot be written, unavailable when another process has it
 */
export async function takeDataFolder(dataDir: string): Promise<FolderLock> {
  const probe = join(dataDir, `probe.${process.pid}`);
  try {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DomainError("forbidden", `SUYUAN_DATA: cannot write in ${dataDir} (${reason})`, { cause });
  }
  const folder = join(dataDir, "lock");
  try {
    return await lockFolder(folder);
  } catch (cause) {
    const owner = await lockedBy(folder);
    if (owner === null) throw cause;
    throw new DomainError("unavailable", `SUYUAN_DATA: ${dataDir} is in use by process ${owner}`, { cause });
  }
}
