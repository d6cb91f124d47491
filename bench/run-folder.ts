/** The folder of one run, and what is left of runs that were killed. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runningPostmaster, stopPostmaster } from "@/server/db/postmaster";

const prefix = "suyuan-bench-";

/** Tells whether a process is there, also when it is another user's. */
function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * Removes the folders of runs whose process is gone. Their servers notice the end of the bench by themselves; a Postgres
 * is still there only when its server was killed too.
 */
async function sweep(dir: string): Promise<void> {
  for (const name of readdirSync(dir)) {
    const owner = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
    if (owner === undefined || isThere(Number(owner))) continue;
    const cluster = join(dir, name, "data", "postgres", "cluster");
    const pid = runningPostmaster(cluster);
    if (pid !== undefined) await stopPostmaster(cluster, pid);
    rmSync(join(dir, name), { recursive: true, force: true });
  }
}

/** Makes the folder of this run under `dir`; `remove` deletes it with everything in it. */
export async function makeRunFolder(dir: string): Promise<{ folder: string; remove(): Promise<void> }> {
  await sweep(dir);
  const folder = mkdtempSync(join(dir, `${prefix}${process.pid}-`));
  return { folder, remove: async () => rmSync(folder, { recursive: true, force: true }) };
}
