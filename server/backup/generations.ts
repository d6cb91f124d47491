/**
 * The generations in a backup folder: `generation-NNNNNN`, each a whole backup. One that is being written is called
 * `….partial`, and gets its name when its manifest is on disk: by then all of it is.
 */
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { DomainError } from "@/lib/errors";
import { nodeFiles } from "@/server/ledger/node-files";

const pattern = /^generation-(\d{6,})$/;

/** The folder of a generation. */
export function generationFolder(dir: string, generation: number): string {
  return join(dir, `generation-${String(generation).padStart(6, "0")}`);
}

/** The folder of a generation while it is written. */
export function partialFolder(dir: string, generation: number): string {
  return `${generationFolder(dir, generation)}.partial`;
}

/** Lists the finished generations of a backup folder, ascending. */
export async function listGenerations(dir: string): Promise<number[]> {
  const numbers = (await nodeFiles.list(dir)).map((name) => Number(pattern.exec(name)?.[1] ?? 0));
  return numbers.filter((number) => number > 0).sort((a, b) => a - b);
}

/** Finds a generation, the newest unless one is named. @throws DomainError not_found */
export async function findGeneration(dir: string, wanted?: number): Promise<number> {
  const numbers = await listGenerations(dir);
  const found = wanted === undefined ? numbers.at(-1) : numbers.find((number) => number === wanted);
  if (found !== undefined) return found;
  const there = numbers.length === 0 ? "none" : numbers.join(", ");
  throw new DomainError("not_found", `${dir}: expected generation ${wanted ?? ""} of a backup, got ${there}`);
}

/** Removes what backups that were cut off left behind. */
export async function removePartial(dir: string): Promise<void> {
  for (const name of await readdir(dir)) {
    if (!name.endsWith(".partial") || !pattern.test(name.slice(0, -".partial".length))) continue;
    await rm(join(dir, name), { recursive: true });
  }
}

/**
 * Removes the oldest generations beyond `keep`. A crash leaves some of one, under the name of a partial one, which the
 * next backup removes.
 * @returns the numbers removed
 */
export async function removeOld(dir: string, keep: number): Promise<number[]> {
  const old = (await listGenerations(dir)).slice(0, -keep);
  for (const generation of old) {
    const gone = partialFolder(dir, generation);
    await nodeFiles.rename(generationFolder(dir, generation), gone);
    await nodeFiles.syncFolder(dir);
    await rm(gone, { recursive: true });
  }
  return old;
}
