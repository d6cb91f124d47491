/** A backup of a data folder, beside its running server or without one: everything but the mirror, which the log makes again. */
import { existsSync } from "node:fs";
import { mkdir, readdir, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { DomainError } from "@/lib/errors";
import type { Sql } from "@/server/db/client";
import { lockFolder } from "@/server/ledger/lock";
import { nodeFiles } from "@/server/ledger/node-files";
import { dumpApp } from "./app-rows";
import { checkLedger } from "./check-ledger";
import { copyLedger } from "./copy-ledger";
import { Draft, type DraftCounts, type Earlier } from "./draft";
import { sha256OfFile } from "./file-chunks";
import { generationFolder, listGenerations, partialFolder, removeOld, removePartial } from "./generations";
import { inParallel } from "./in-parallel";
import { type Manifest, readManifest } from "./manifest";
import { isSameTree } from "./same-tree";

export interface BackUpOptions {
  readonly dataDir: string;
  /** The policy in force (C2SP tlog-policy); null without one. */
  readonly policyPath: string | null;
  readonly sql: Sql;
  /** The backup folder, made when absent. */
  readonly to: string;
  /** Generations kept, this one counted. */
  readonly keep: number;
  readonly hasKeys: boolean;
  /** Copies every file, also those that the generation before has. */
  readonly isFull: boolean;
  readonly onProgress: (step: "copying" | "checking", counts: DraftCounts) => void;
  readonly onNotice: (line: string) => void;
}

export interface BackUpReport {
  readonly manifest: Manifest;
  readonly folder: string;
  readonly counts: DraftCounts;
  /** Entries under the last signed checkpoint. */
  readonly checkpointSize: number;
  readonly removed: readonly number[];
}

/** What is in a data folder and need not be backed up: the cluster (its `app` is), locks, what the audit remembers. */
const leftOut = new Set(["postgres", "lock", "audit", "audit.json"]);
const copied = new Set(["ledger", "keys", "settings.json", "policy", "predecessors"]);
const filesAtOnce = 8;

/**
 * Makes the next generation in a backup folder, checks it, and lets the oldest go.
 * A crash leaves the generations before it whole, and a partial one that the next backup removes.
 * @throws LedgerDamage when the ledger, or the copy, does not hold; DomainError unavailable when another backup is
 * writing to the folder, conflict when it holds backups of another log
 */
export async function backUp(options: BackUpOptions): Promise<BackUpReport> {
  const { to, keep, onProgress } = options;
  await mkdir(to, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(join(to, "lock"));
  try {
    await removePartial(to);
    const startedAt = new Date().toISOString();
    const last = (await listGenerations(to)).at(-1) ?? 0;
    const earlier = await earlierOf(options, last);
    const generation = last + 1;
    const draft = new Draft(partialFolder(to, generation), earlier, (counts) =>
      onProgress("copying", counts),
    );
    // Rows first: what they say of entries is about entries that the log has by then.
    const app = await dumpApp(options.sql, draft);
    await copySettings(options, draft);
    await copyPredecessors(options.dataDir, draft);
    const head = await copyLedger(join(options.dataDir, "ledger"), draft);
    const checkpointSize = await check(draft, () => onProgress("checking", draft.counts));
    const { origin, vkey, size, root: rootHash, tiled, checkpoint } = head;
    const times = { startedAt, finishedAt: new Date().toISOString() };
    const covers = { log: { origin, vkey }, size, rootHash, tiled, checkpoint };
    const manifest = await draft.finish({
      version: 1,
      generation,
      ...times,
      ...covers,
      hasKeys: options.hasKeys,
      app,
    });
    const folder = generationFolder(to, generation);
    await nodeFiles.rename(draft.folder, folder);
    await nodeFiles.syncFolder(to);
    const removed = await removeOld(to, keep);
    return { manifest, folder, counts: draft.counts, checkpointSize, removed };
  } finally {
    await lock.release();
  }
}

/** The generation to link to: the last one, when it is of this very tree. */
async function earlierOf({ dataDir, to, isFull, onNotice }: BackUpOptions, last: number) {
  if (last === 0) return null;
  const folder = generationFolder(to, last);
  const manifest = await readManifest(folder);
  const sameness = await isSameTree(join(dataDir, "ledger"), { folder, manifest });
  if (sameness === "another log") {
    throw new DomainError(
      "conflict",
      `${to}: expected backups of this log, got some of ${manifest.log.origin}; choose another folder`,
    );
  }
  if (sameness === "no") {
    onNotice(`generation ${last} holds entries this log does not have: everything is copied anew`);
    return null;
  }
  if (isFull) return null;
  return { folder, files: new Map(manifest.files.map((file) => [file.path, file])) } satisfies Earlier;
}

/** Copies settings, policy and keys, and tells of what is in the folder and not known here. */
async function copySettings(
  { dataDir, policyPath, hasKeys, onNotice }: BackUpOptions,
  draft: Draft,
): Promise<void> {
  await draft.copy("settings.json", join(dataDir, "settings.json"));
  if (policyPath !== null && existsSync(policyPath)) await draft.copy("policy", policyPath);
  for (const name of hasKeys ? await readdir(join(dataDir, "keys")) : []) {
    const path = join(dataDir, "keys", name);
    if (!name.endsWith(".tmp") && (await stat(path)).isFile()) await draft.copy(`keys/${name}`, path);
  }
  for (const name of await readdir(dataDir)) {
    if (copied.has(name) || leftOut.has(name) || /^(probe\.|settings\.json\.)/.test(name)) continue;
    onNotice(`not backed up: ${join(dataDir, name)}, which is not of this program`);
  }
}

/** Copies the logs that this one continues: nobody writes to them any more, except an erasure. */
async function copyPredecessors(dataDir: string, draft: Draft): Promise<void> {
  const root = join(dataDir, "predecessors");
  if (!existsSync(root)) return;
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.startsWith("lock.")) continue;
    const path = join(entry.parentPath, entry.name);
    await draft.copy(relative(dataDir, path), path);
  }
}

/** Reads back every file that was written, then the ledger as a start would. @returns the last checkpoint's size */
async function check(draft: Draft, onProgress: () => void): Promise<number> {
  await inParallel(draft.written, filesAtOnce, async (path) => {
    const file = draft.files.get(path);
    const found = await sha256OfFile(join(draft.folder, path), file?.size ?? -1);
    if (found !== file?.sha256) {
      throw new DomainError(
        "conflict",
        `${join(draft.folder, path)}: expected the bytes written, got others`,
      );
    }
    onProgress();
  });
  const tiles = [...draft.written].filter((path) => path.startsWith("ledger/tile/"));
  const { checkpointSize } = await checkLedger(
    join(draft.folder, "ledger"),
    tiles.map((path) => path.slice("ledger/".length)),
  );
  return checkpointSize;
}
