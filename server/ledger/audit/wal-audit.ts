/** Reads the WAL again: frames, seals, and the entries that are not in tiles yet. */
import { equalBytes } from "@/lib/bytes";
import type { CryptoSuite } from "@/lib/crypto/suite";
import { leafHash } from "@/lib/merkle/hash";
import { tileWidth } from "@/lib/tile/path";
import type { Files, OpenFile } from "../files";
import { hashBytes, type TileFiles } from "../tile-files";
import { type FrameEntry, secretBytes } from "../wal/frame";
import { type ScannedFrame, type SegmentEnd, scanSegment } from "../wal/scan";
import { segmentNumbers, segmentPath, type WalPlace } from "../wal/wal";
import { damaged, type Finding, findingOf, unchecked } from "./finding";
import type { LogCheck } from "./log-check";
import type { ErasedTree } from "./payload-audit";
import type { TreeCheck } from "./tree-check";
import { faultOf, sealFaultOf } from "./tree-contents";

export interface WalAuditParts {
  readonly suite: CryptoSuite;
  readonly files: Files;
  readonly walDir: string;
  readonly tiles: TileFiles;
  readonly tree: TreeCheck;
  readonly log: LogCheck;
  readonly frameBytesMax: number;
  /** Entries below are in tiles, and checked there. */
  readonly tiled: number;
  /** Where a clean shutdown says the WAL ends. */
  readonly clean: WalPlace | null;
  /** A server is writing to it: entries from this size on are left alone. */
  readonly liveSize: number | null;
  readonly beforeEntry: (index: number) => AsyncGenerator<Finding>;
  /** Receives the events whose secret is overwritten with zeros here. */
  readonly erased: ErasedTree[];
}

/** Audits every segment; returns whether all entries in them could be read. */
export async function* auditWal(parts: WalAuditParts): AsyncGenerator<Finding, boolean> {
  const { files, walDir, liveSize, clean } = parts;
  const numbers = await segmentNumbers(files, walDir);
  // Where the segment before ended; of a missing one, where it would begin.
  let before = { path: segmentPath(walDir, (numbers[0] ?? 1) - 1), offset: 0 };
  for (const number of numbers) {
    const path = segmentPath(walDir, number);
    try {
      const file = await files.open(path, "read");
      const end = yield* auditSegment(parts, file, before);
      if (end === null) return false;
      before = { path, offset: end.offset };
      if (liveSize === null) yield* auditEnd(parts, { file, end, number, isLast: number === numbers.at(-1) });
    } catch (error) {
      if (liveSize !== null && isAbsent(error)) {
        yield unchecked(
          path,
          "removed by the running server while it was audited: its entries are in tiles now",
        );
        continue;
      }
      yield findingOf(error, path);
      return false;
    }
  }
  if (clean !== null && liveSize === null && !numbers.includes(clean.segment)) {
    yield damaged(segmentPath(walDir, clean.segment), 0, "expected the last WAL segment, got none");
  }
  return liveSize === null || parts.log.size >= liveSize;
}

/** Audits the frames of a segment; returns where they end, or null when entries before them are missing. */
async function* auditSegment(
  parts: WalAuditParts,
  file: OpenFile,
  before: { path: string; offset: number },
): AsyncGenerator<Finding, SegmentEnd | null> {
  const { liveSize, frameBytesMax, log } = parts;
  const frames = scanSegment(file, frameBytesMax);
  for (;;) {
    const next = await frames.next();
    if (next.done) return next.value;
    const { frame, offset } = next.value;
    if (liveSize !== null && frame.firstIndex >= liveSize) return { offset, tornBytes: 0 };
    if (frame.firstIndex > log.size) {
      yield gap(parts, frame.firstIndex, offset === 0 ? before : { path: file.path, offset });
      return null;
    }
    yield* auditFrame(parts, file, next.value);
  }
}

/** Reports entries that are in no segment. */
function gap({ log, liveSize }: WalAuditParts, next: number, at: { path: string; offset: number }): Finding {
  if (liveSize !== null) {
    return unchecked(
      `entry ${log.size}`,
      "moved into tiles by the running server meanwhile: audit again to check it and those after it",
    );
  }
  const missing = `expected entries ${log.size} to ${next - 1}, got none; those after them are not checked`;
  return damaged(at.path, at.offset, missing);
}

async function* auditFrame(
  parts: WalAuditParts,
  file: OpenFile,
  scanned: ScannedFrame,
): AsyncGenerator<Finding> {
  const { firstIndex, entries } = scanned.frame;
  for (const [i, entry] of entries.entries()) {
    yield* auditSeals(parts, file, { ...scanned, i });
    const isArchived = firstIndex + i < parts.tiled;
    const walEntry = { ...entry, leafIndex: firstIndex + i, path: file.path, offset: scanned.offset };
    if (isArchived) yield* compareWithTile(parts, walEntry);
    else yield* auditEntry(parts, walEntry, scanned.frame.recordTimeMs);
  }
}

async function* auditSeals(
  { suite, tiled, erased }: WalAuditParts,
  file: OpenFile,
  { offset, frame, i }: ScannedFrame & { i: number },
): AsyncGenerator<Finding> {
  const isArchived = frame.firstIndex + i < tiled;
  for (const [ordinal, tree] of (frame.entries[i]?.trees ?? []).entries()) {
    // Of an archived event the root was derived from the payload file; here only this copy of the secret is left.
    const fault = isArchived ? sealFaultOf(suite, tree) : faultOf(suite, tree);
    const id = `event ${frame.firstIndex + i}.${ordinal}`;
    const at = offset + (frame.spans[i]?.secretsOffset ?? 0) + ordinal * secretBytes;
    if (tree.secret === null)
      erased.push({ id: `${frame.firstIndex + i}.${ordinal}`, path: file.path, offset: at });
    if (fault === "seal")
      yield damaged(file.path, at, `${id}: expected the secret that opens its seal, got another`);
    if (fault === "root")
      yield damaged(file.path, offset, `${id}: expected an event of the signed root under the seal`);
  }
}

interface WalEntry extends FrameEntry {
  readonly leafIndex: number;
  /** Of its frame. */
  readonly path: string;
  readonly offset: number;
}

/** Replays an entry that only the WAL has. */
async function* auditEntry(
  { suite, tree, log, beforeEntry }: WalAuditParts,
  { leafIndex, statement, trees, path, offset }: WalEntry,
  recordTimeMs: number,
): AsyncGenerator<Finding> {
  if (leafIndex !== log.size) {
    yield damaged(path, offset, `expected entry ${log.size}, got ${leafIndex}`);
    return;
  }
  yield* beforeEntry(leafIndex);
  const hash = leafHash(suite.sha256, statement);
  tree.append(hash, hash);
  yield* await log.check({ bytes: statement, recordTimeMs, roots: trees.map(({ root }) => root) });
}

/** An entry that is in both places has one leaf hash; where its bundle contradicts the tile too, the WAL is not to blame. */
async function* compareWithTile(
  { suite, tiles, tree }: WalAuditParts,
  {
    leafIndex,
    statement,
    path,
    offset,
  }: { leafIndex: number; statement: Uint8Array; path: string; offset: number },
): AsyncGenerator<Finding> {
  if (tree.isSuspect(leafIndex)) return;
  const at = (leafIndex % tileWidth) * hashBytes;
  try {
    const tile = await tiles.tile(0, Math.floor(leafIndex / tileWidth));
    if (equalBytes(tile.subarray(at, at + hashBytes), leafHash(suite.sha256, statement))) return;
    yield damaged(path, offset, `entry ${leafIndex}: expected the leaf hash of its tile, got another`);
  } catch {
    // A missing tile is reported where the tiles are read.
  }
}

async function* auditEnd(
  { clean }: WalAuditParts,
  { file, end, number, isLast }: { file: OpenFile; end: SegmentEnd; number: number; isLast: boolean },
): AsyncGenerator<Finding> {
  if (end.tornBytes > 0 && (!isLast || clean !== null)) {
    yield damaged(file.path, end.offset, "expected whole frames, got a part of one");
  } else if (end.tornBytes > 0) {
    yield unchecked(
      `${file.path}:${end.offset}`,
      "a batch cut off by a crash, which the next start drops; nobody was told of it",
    );
  } else if (isLast && clean !== null && (clean.segment !== number || clean.offset !== end.offset)) {
    yield damaged(
      file.path,
      end.offset,
      `expected the WAL to end at ${clean.segment}:${clean.offset} as after the clean shutdown`,
    );
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
