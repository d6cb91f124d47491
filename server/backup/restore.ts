/**
 * A backup put back: into a folder beside the target, checked there as a whole, then under its name by one rename. Until
 * then the target is as it was.
 */
import { chmod, mkdir, readdir, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { DomainError } from "@/lib/errors";
import { replayErasures } from "@/server/ledger/erasure/replay-erasures";
import type { EventPlace } from "@/server/ledger/erasure/wal-copy";
import { lockedBy } from "@/server/ledger/lock";
import { nodeFiles } from "@/server/ledger/node-files";
import { rowsFile } from "./app-rows";
import { checkLedger } from "./check-ledger";
import { Draft, type DraftCounts } from "./draft";
import { fileChunks, sha256OfFile } from "./file-chunks";
import { findGeneration, generationFolder } from "./generations";
import { inParallel } from "./in-parallel";
import { type BackupFile, type Manifest, readManifest } from "./manifest";
import { restoreApp } from "./restore-app";

export interface RestoreOptions {
  /** The backup folder. */
  readonly from: string;
  /** The newest one unless given. */
  readonly generation?: number;
  /** The data folder. */
  readonly to: string;
  /** Puts what is there aside, and takes the place of what a given database holds. */
  readonly mayReplace: boolean;
  /** Another Postgres than the embedded one. */
  readonly databaseUrl?: string;
  /** Where the keys are, when they are not in the backup. */
  readonly keysFrom?: string;
  /** Finds erasures newer than the backup, given the restored ledger's folder. */
  readonly newerErasures?: (dir: string) => Promise<readonly EventPlace[]>;
  readonly onProgress: (counts: DraftCounts) => void;
}

export interface RestoreReport {
  readonly manifest: Manifest;
  readonly checkpointSize: number;
  /** Events that were in the backup and are erased now, as `index.ordinal`. */
  readonly erased: readonly string[];
  /** Where the data folder that was there is now. */
  readonly aside: string | null;
  readonly hasKeys: boolean;
}

const filesAtOnce = 8;

/**
 * Restores a generation. A crash before the last rename leaves the target as it was and a folder `….restoring`, which
 * the next restore removes.
 * @throws DomainError conflict when the target is not empty, unavailable when a process has it, malformed when the
 * backup is not as it was written; LedgerDamage when its ledger does not hold
 */
export async function restore(options: RestoreOptions): Promise<RestoreReport> {
  const to = resolve(options.to);
  const generation = await findGeneration(options.from, options.generation);
  const folder = generationFolder(options.from, generation);
  const manifest = await readManifest(folder);
  for (const file of manifest.files) await requireSize(folder, file);
  await requireTarget(to, options.mayReplace);
  const draft = new Draft(`${to}.restoring`, null, options.onProgress);
  await rm(draft.folder, { recursive: true, force: true });
  await copyFiles(folder, manifest, draft);
  if (options.keysFrom !== undefined) await copyKeys(options.keysFrom, draft);
  const ledger = join(draft.folder, "ledger");
  const tiles = manifest.files.map(({ path }) => path).filter((path) => path.startsWith("ledger/tile/"));
  const { checkpointSize } = await checkLedger(
    ledger,
    tiles.map((path) => path.slice("ledger/".length)),
  );
  const more = (await options.newerErasures?.(ledger)) ?? [];
  const erased = await replayErasures({ dir: ledger, more });
  // As a start makes it: where Postgres runs as a user of its own, that user has to get through.
  await chmod(draft.folder, 0o755);
  await restoreApp({ ...options, folder, dataDir: draft.folder, snapshot: manifest.app });
  await draft.syncFolders();
  const aside = await takePlace(draft.folder, to);
  const hasKeys = manifest.hasKeys || options.keysFrom !== undefined;
  return { manifest, checkpointSize, erased, aside, hasKeys };
}

async function requireSize(folder: string, { path, size }: BackupFile): Promise<void> {
  const found = await stat(join(folder, path)).catch(() => null);
  if (found?.size !== size) throw changed(join(folder, path), `${size} bytes`, `${found?.size ?? "none"}`);
}

/** Copies what belongs in a data folder, comparing each file with the manifest on the way; the rest is only compared. */
async function copyFiles(folder: string, manifest: Manifest, draft: Draft): Promise<void> {
  const rows = new Set(manifest.app.tables.map(({ name }) => rowsFile(name)));
  await inParallel(manifest.files, filesAtOnce, async ({ path, size, sha256 }) => {
    const source = join(folder, path);
    if (!rows.has(path)) await draft.add(path, fileChunks(source, size));
    const found = rows.has(path) ? await sha256OfFile(source, size) : draft.files.get(path)?.sha256;
    if (found !== sha256) throw changed(source, "the bytes that were backed up", "others");
  });
}

async function copyKeys(from: string, draft: Draft): Promise<void> {
  for (const name of await readdir(from)) await draft.copy(`keys/${name}`, join(from, name));
}

/** @throws DomainError conflict | unavailable when there is something in the way */
async function requireTarget(to: string, mayReplace: boolean): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  if ((await nodeFiles.list(to)).length === 0) return;
  const pid = await lockedBy(join(to, "lock"));
  if (pid !== null) throw new DomainError("unavailable", `${to}: in use by process ${pid}: stop it first`);
  if (mayReplace) return;
  throw new DomainError(
    "conflict",
    `${to}: expected an empty folder, got one with something in it; --replace puts it aside first`,
  );
}

/** Gives the folder its name. A crash between the two renames leaves the old one beside, under the name it got. */
async function takePlace(from: string, to: string): Promise<string | null> {
  const names = await readdir(to).catch(() => null);
  const aside = names !== null && names.length > 0 ? `${to}.before-${Date.now()}` : null;
  if (aside !== null) await nodeFiles.rename(to, aside);
  else if (names !== null) await rmdir(to);
  await nodeFiles.rename(from, to);
  await nodeFiles.syncFolder(dirname(to));
  return aside;
}

function changed(path: string, expected: string, got: string): DomainError {
  return new DomainError("malformed", `${path}: expected ${expected}, got ${got}; nothing was restored`);
}
