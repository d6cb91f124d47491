/**
 * A consistent copy of a ledger that may be running, with nothing asked of it. In this order:
 *
 * 1. hold the write-ahead log: from here on nothing in it can go away;
 * 2. read the head: its tiles are there for good, and what is not in them is in the log that is held;
 * 3. copy tiles, payload and secrets as far as the head says;
 * 4. copy the log to its end, which is durable, and write a head for exactly that.
 *
 * Everything acknowledged before the first step is in it. If the server dropped a segment before it could be held, in
 * step 4, it starts over with what is copied by then.
 */
import { join } from "node:path";
import { toHex } from "@/lib/bytes";
import { DomainError } from "@/lib/errors";
import { parseCheckpoint } from "@/lib/note/checkpoint";
import { parseNote } from "@/lib/note/note";
import { entriesPath, tilePath, tileWidth } from "@/lib/tile/path";
import { LedgerDamage } from "@/server/ledger/damage";
import { encodeSlot, type Head } from "@/server/ledger/head";
import { nodeFiles } from "@/server/ledger/node-files";
import { OpenFiles } from "@/server/ledger/open-files";
import { Payloads } from "@/server/ledger/payload/payloads";
import { secretsPerSegment } from "@/server/ledger/payload/secrets";
import { defaultSettings } from "@/server/ledger/settings";
import { secretBytes } from "@/server/ledger/wal/frame";
import { finalName } from "@/server/ledger/witnessing/final-store";
import { copyWal, type WalEnd } from "./copy-wal";
import type { Draft } from "./draft";
import { HeldWal } from "./held-wal";
import { inParallel } from "./in-parallel";
import { readLiveHead } from "./live-head";

const passesMax = 100;
const filesAtOnce = 16;

/**
 * Copies the ledger of a folder into a draft, under `ledger/`.
 * @returns the head written for the copy
 * @throws LedgerDamage when a file does not hold; DomainError unavailable when the server drops its log faster than it
 * can be copied
 */
export async function copyLedger(dir: string, draft: Draft): Promise<Head> {
  for (let pass = 0; pass < passesMax; pass++) {
    const held = new HeldWal(dir);
    try {
      const head = await copyPass(dir, draft, held);
      if (head !== null) return head;
    } finally {
      await held.release();
    }
  }
  throw new DomainError(
    "unavailable",
    `${dir}: expected the log to be read faster than it is written, it is not`,
  );
}

async function copyPass(dir: string, draft: Draft, held: HeldWal): Promise<Head | null> {
  await held.hold();
  // Before the head: what was final then is of no larger tree than the head's checkpoint.
  const final = await nodeFiles.read(join(dir, finalName));
  const head = await readLiveHead(dir);
  const first = firstNeeded(held, head);
  if (first === null) return null;
  await copyTiles(dir, draft, head.tiled);
  await copyPayload(dir, draft, head.tiled);
  const end = await copyWal(draft, held, first);
  if (end === null) return null;
  const copied = headOf(head, end);
  if (copied.size < head.size) {
    const found = `expected ${head.size} entries as in the head, got ${copied.size}`;
    throw new LedgerDamage(join(dir, "wal"), 0, found);
  }
  await draft.add("ledger/head.a", [encodeSlot(copied, 1)]);
  await draft.add("ledger/head.b", [encodeSlot(copied, 2)]);
  if (final !== null) await draft.add(`ledger/${finalName}`, [final]);
  return copied;
}

/** The newest segment with which a replay knows everything from the tiles and the last checkpoint on. */
function firstNeeded(held: HeldWal, { tiled, checkpoint }: Head): number | null {
  const signed = checkpoint === "" ? 0 : parseCheckpoint(parseNote(checkpoint).text).size;
  const before = [...held.segments.values()].filter(
    ({ firstIndex }) => firstIndex <= Math.min(tiled, signed),
  );
  return before.at(-1)?.number ?? null;
}

/** The log of the copy ends cleanly, at its last whole frame, where the next start will expect it. */
function headOf(head: Head, { segment, offset, tree }: WalEnd): Head {
  const { size, root } = tree === null ? head : { size: tree.size, root: toHex(tree.rootHash) };
  return { ...head, size, root, clean: { segment, offset } };
}

async function copyTiles(dir: string, draft: Draft, tiled: number): Promise<void> {
  await inParallel(tilePathsOf(tiled), filesAtOnce, async (path) => {
    const name = `ledger/${path}`;
    if (draft.files.has(name) || (await draft.link(name))) return;
    await draft.copy(name, join(dir, path));
  });
}

/** Yields the paths of the full tiles and bundles of a tree of `tiled` entries, relative to the ledger's folder. */
export function* tilePathsOf(tiled: number): Generator<string> {
  for (let n = 0; n < tiled / tileWidth; n++) yield entriesPath(n);
  for (let level = 0, count = Math.floor(tiled / tileWidth); count > 0; level++) {
    for (let n = 0; n < count; n++) yield tilePath(level, n);
    count = Math.floor(count / tileWidth);
  }
}

/** Copies payload segments up to the last block that counts, and the secrets of those blocks. */
async function copyPayload(dir: string, draft: Draft, tiled: number): Promise<void> {
  if (tiled === 0) return;
  const files = new OpenFiles(nodeFiles);
  const lengths = new Map<string, number>();
  let trees = 0;
  try {
    const blockCount = tiled / tileWidth;
    const payloads = await Payloads.open(files, {
      dir: join(dir, "payload"),
      segmentBytes: defaultSettings.payloadSegmentBytes,
      blockCount,
      mode: "read",
    });
    const lasts = new Map<string, number>();
    for (let n = 0; n < blockCount; n++) lasts.set(payloads.placeOf(n).path, n);
    for (const [path, n] of lasts) {
      const { header } = await payloads.table(n);
      lengths.set(path, payloads.placeOf(n).offset + header.length);
      trees = header.firstTree + header.treeCount;
    }
  } finally {
    await files.closeAll();
  }
  for (const [path, length] of lengths) await draft.copy(`ledger/payload/${path.slice(-12)}`, path, length);
  for (let segment = 0; segment * secretsPerSegment < trees; segment++) {
    const name = `secrets/${String(segment).padStart(8, "0")}.seg`;
    const count = Math.min(secretsPerSegment, trees - segment * secretsPerSegment);
    await draft.copy(`ledger/${name}`, join(dir, name), count * secretBytes);
  }
}
