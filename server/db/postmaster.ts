/** What `postmaster.pid` in a cluster's folder says about a server that runs, or ran, on it. */
import { readFileSync, rmSync } from "node:fs";
import { platform } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DomainError } from "@/lib/errors";

/** Returns the pid in the cluster's `postmaster.pid`; undefined when there is no such file. */
export function postmasterPid(cluster: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(join(cluster, "postmaster.pid"), "utf8"), 10);
    return Number.isSafeInteger(pid) && pid > 1 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Tells whether a process exists and has not ended (a zombie nobody reaps counts as ended). */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  if (platform() !== "linux") return true;
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

/** Tells whether a live process is a Postgres on this cluster, and not some other process that got its pid. */
function isPostmasterOf(cluster: string, pid: number): boolean {
  if (!isAlive(pid)) return false;
  if (platform() !== "linux") return true;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes(cluster);
  } catch {
    return false;
  }
}

/**
 * Returns the pid of the server that runs on this cluster, or undefined. A `postmaster.pid` whose pid now belongs to
 * some other program (after a reboot) is removed: Postgres itself would refuse to start over it.
 */
export function runningPostmaster(cluster: string): number | undefined {
  const pid = postmasterPid(cluster);
  if (pid === undefined) return undefined;
  if (isPostmasterOf(cluster, pid)) return pid;
  if (isAlive(pid)) rmSync(join(cluster, "postmaster.pid"), { force: true });
  return undefined;
}

/**
 * Stops a server in fast mode (open transactions are rolled back, a checkpoint is written) and waits for its end.
 * @throws DomainError unavailable when it still runs after `timeoutMs`
 */
export async function stopPostmaster(cluster: string, pid: number, timeoutMs = 60_000): Promise<void> {
  const signal = (name: NodeJS.Signals) => {
    try {
      process.kill(pid, name);
    } catch {
      // It ended by itself.
    }
  };
  signal("SIGINT");
  const deadline = Date.now() + timeoutMs;
  while (isPostmasterOf(cluster, pid)) {
    if (Date.now() > deadline)
      throw new DomainError("unavailable", `Postgres (process ${pid}) does not stop`);
    await sleep(20);
  }
}
