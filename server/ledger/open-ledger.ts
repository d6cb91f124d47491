/** Opening a ledger: lock, founding or head, replay, and the running engine behind the interface. */
import { writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { DomainError } from "@/lib/errors";
import { formatVkey, makeVkey, parseVkey, signatureTypes } from "@/lib/note/vkey";
import { nodeSuite } from "@/server/crypto/node-suite";
import { Engine, type EngineOptions } from "./engine";
import { FileLedger } from "./file-ledger";
import type { Files } from "./files";
import { appendFounding, createFiles } from "./founding";
import { type Head, HeadStore, isFounded } from "./head";
import type { Ledger, OpenLedgerOptions } from "./ledger";
import { lockFolder } from "./lock";
import { nodeFiles } from "./node-files";
import { OpenFiles } from "./open-files";
import { defaultSettings } from "./settings";
import { endpointsOf } from "./witnessing/endpoint";
import { readFinal } from "./witnessing/final-store";
import { requireNoLargerTree } from "./witnessing/larger-tree";
import type { WitnessingOptions } from "./witnessing/witnessing";

/** Opens a ledger in a folder, founding it when the folder is empty. Errors as `openLedger` says. */
export async function openFileLedger(options: OpenLedgerOptions): Promise<Ledger> {
  const files = new OpenFiles(options.files ?? nodeFiles);
  const engineOptions = decide(options, files);
  const { dir, fatal, onNotice } = engineOptions;
  const lock = await lockFolder(dir);
  const release = async () => {
    await files.closeAll();
    await lock.release();
  };
  try {
    if (!(await isFounded(files, dir))) await createFiles(options, engineOptions);
    // A process that was killed may have left names that are not on the disk yet; from here on they are counted on.
    for (const folder of [dirname(dir), dir, engineOptions.walOptions.dir]) await files.syncFolder(folder);
    const heads = await HeadStore.open(files, dir, { fatal, onNotice });
    requireSameLog(options, heads);
    const witnessing = await decideWitnessing(options, engineOptions, heads.head);
    const ledger = new FileLedger(await Engine.start(engineOptions, { heads, witnessing }), release);
    if (ledger.head().size === 0 && heads.head.admission === "membership")
      await appendFounding(options, ledger);
    return ledger;
  } catch (error) {
    await release();
    throw error;
  }
}

function decide(options: OpenLedgerOptions, files: Files): EngineOptions {
  const { dir, signer, suite = nodeSuite, fatal = abort, now = Date.now } = options;
  const settings = { ...defaultSettings, ...options.settings };
  const onNotice = options.onNotice ?? (() => undefined);
  const walOptions = {
    files,
    dir: join(dir, "wal"),
    segmentBytes: settings.walSegmentBytes,
    fatal,
    onNotice,
  };
  const { cosigner = null } = options;
  return { dir, signer, suite, files, settings, now, onNotice, fatal, walOptions, cosigner };
}

/**
 * Reads what is final, and asks the witnesses whether this folder is the newest.
 * @throws DomainError conflict when a witness has seen a larger tree; malformed on the policy of another log
 */
async function decideWitnessing(
  { policy = { logs: [], witnesses: [], groups: [], quorum: "none" }, cosigner }: OpenLedgerOptions,
  { files, dir, suite, settings, onNotice }: EngineOptions,
  head: Head,
): Promise<WitnessingOptions> {
  if (cosigner !== undefined && cosigner.vkey.name !== head.origin) {
    throw new DomainError(
      "conflict",
      `cosigner: expected a key named ${head.origin}, got ${cosigner.vkey.name}`,
    );
  }
  const own = [parseVkey(head.vkey), ...(cosigner === undefined ? [] : [cosigner.vkey])];
  if (policy.logs.length > 0 && !policy.logs.some(({ vkey }) => formatVkey(vkey) === head.vkey)) {
    throw new DomainError("malformed", `policy: expected a line "log ${head.vkey}", or no log at all`);
  }
  const ownPolicy = { ...policy, logs: own.map((vkey) => ({ vkey })) };
  const final = await readFinal({ files, dir, suite, policy: ownPolicy, head, onNotice });
  const sizes = await requireNoLargerTree({
    endpoints: endpointsOf(policy),
    checkpoint: head.checkpoint,
    timeoutMs: settings.witnessTimeoutMs,
    onNotice,
  });
  return { policy: ownPolicy, final, sizes };
}

/**
 * Ends the process at once. Whether the disk holds what was written is unknown after a failed write or sync, and a
 * thrown error could be swallowed on its way up; only a new start, which reads everything back, can tell.
 */
function abort(error: unknown): never {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  writeSync(2, `ledger: cannot go on after a failed write: ${text}\n`);
  process.abort();
}

function requireSameLog(options: OpenLedgerOptions, heads: HeadStore): void {
  const { origin, vkey } = heads.head;
  const own = formatVkey(makeVkey(origin, signatureTypes.ed25519, options.signer.key.bytes));
  if (own !== vkey) {
    throw new DomainError(
      "conflict",
      `log key: expected the key of ${vkey}, got ${own}; is this another log's keystore?`,
    );
  }
  const { admission = "membership" } = options;
  if (admission !== heads.head.admission) {
    const found = `expected ${heads.head.admission}, as founded, got ${admission}`;
    throw new DomainError("conflict", `admission: ${found}`);
  }
  if (options.origin !== undefined && options.origin !== origin) {
    options.onNotice?.(`the log's origin stays ${origin}, as founded; ${options.origin} is ignored`);
  }
}
