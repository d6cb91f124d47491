/** The data folder: there, writable, and this process' alone. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DomainError } from "@/lib/errors";
import { type FolderLock, lockedBy, lockFolder } from "@/server/ledger/lock";

/**
 * Makes a folder and those above it. Not with mkdir's own `recursive`: Node 20 never returns from that below /proc,
 * where mkdir says ENOENT although the parent is there.
 */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

/**
 * Makes the data folder, tries it by writing, and takes it for this process.
 * @throws DomainError forbidden when it cannot be written, unavailable when another process has it
 */
export async function takeDataFolder(dataDir: string): Promise<FolderLock> {
  const probe = join(dataDir, `probe.${process.pid}`);
  try {
    makeFolder(dataDir);
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
