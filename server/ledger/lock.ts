/**
 * The folder lock: one process owns a ledger. Two writers would sign two histories.
 *
 * A lock is a file `lock.<n>` that holds the owner's pid, the boot it ran in and when it started, so that a pid used
 * again after a crash or a reboot is not taken for the owner. The highest n counts. A new owner makes n + 1 with
 * link(2), which fails when the name exists: of many who find the same dead owner one succeeds.
 */
import { randomUUID } from "node:crypto";
import { link, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DomainError } from "@/lib/errors";

interface Owner {
  pid: number;
  /** Ticks since boot at which the process started (proc(5) stat field 22); "" where there is no /proc. */
  started: string;
  boot: string;
}

export interface FolderLock {
  /** Gives the folder back. A crash before leaves a lock that the next owner sees to be of a dead process. */
  release(): Promise<void>;
}

/**
 * Takes a folder for this process; the lock of a dead owner is taken over.
 * @throws DomainError `unavailable`, one line naming the owner, when a living process has it
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  await mkdir(folder, { recursive: true });
  const draft = join(folder, `draft-lock.${randomUUID()}`);
  await writeFile(draft, JSON.stringify(await ownerOf(process.pid)), { flag: "wx" });
  try {
    for (;;) {
      const taken = await tryLock(folder, draft);
      // The file stays, emptied: were the highest number ever to go down, a slow rival could reuse it.
      if (taken !== null) return { release: () => writeFile(taken, "") };
    }
  } finally {
    await rm(draft, { force: true });
  }
}

/** Tells which living process has the folder, or null. */
export async function lockedBy(folder: string): Promise<number | null> {
  const highest = (await lockNumbers(folder)).at(-1);
  if (highest === undefined) return null;
  const text = await readText(join(folder, `lock.${highest}`));
  const owner = text === null ? null : parseOwner(text);
  return owner !== null && (await isAlive(owner)) ? owner.pid : null;
}

/** Takes the next number; null when somebody else was faster, and the caller looks again. */
async function tryLock(folder: string, draft: string): Promise<string | null> {
  const before = await lockNumbers(folder);
  const pid = await lockedBy(folder);
  if (pid !== null) {
    throw new DomainError(
      "unavailable",
      `${folder}: expected a folder of our own, got one in use by process ${pid} (a ledger has one writer)`,
    );
  }
  const number = (before.at(-1) ?? 0) + 1;
  const path = join(folder, `lock.${number}`);
  if (!(await linked(draft, path))) return null;
  // A rival may have taken this number and a later owner the next, clearing this name away for us to make again.
  const after = await lockNumbers(folder);
  if (after.at(-1) !== number) {
    await rm(path, { force: true });
    return null;
  }
  for (const old of after.slice(0, -1)) await rm(join(folder, `lock.${old}`), { force: true });
  return path;
}

async function lockNumbers(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch(() => []);
  const numbers = names.map((name) => Number(/^lock\.([1-9]\d*)$/.exec(name)?.[1] ?? 0));
  return numbers.filter((number) => number > 0).sort((a, b) => a - b);
}

async function isAlive(owner: Owner): Promise<boolean> {
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // EPERM: the process is there, and another user's.
    if (codeOf(error) !== "EPERM") return false;
  }
  const now = await ownerOf(owner.pid);
  return now.boot === owner.boot && now.started === owner.started;
}

async function ownerOf(pid: number): Promise<Owner> {
  const stat = (await readText(`/proc/${pid}/stat`)) ?? "";
  const boot = ((await readText("/proc/sys/kernel/random/boot_id")) ?? "").trim();
  // The second field, a name in parentheses, may itself hold spaces and parentheses.
  const started = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  return { pid, started, boot };
}

function parseOwner(text: string): Owner | null {
  try {
    const { pid, started, boot } = JSON.parse(text) as Partial<Owner>;
    return Number.isSafeInteger(pid)
      ? { pid: Number(pid), started: String(started), boot: String(boot) }
      : null;
  } catch {
    return null; // a lock cut off by a power failure names nobody
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch {
    return null;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
