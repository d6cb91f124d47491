/** Reads one WAL segment again: frames, seals, and the entries that are not in tiles yet. Knows nothing of the others. */

import { join } from "node:path";
import { equalBytes } from "@/lib/bytes";
import { leafHash } from "@/lib/merkle/hash";
import { tilePath, tileWidth } from "@/lib/tile/path";
import type { OpenFile } from "../files";
import { nodeFiles } from "../node-files";
import { type FrameEntry, secretBytes } from "../wal/frame";
import { type ScannedFrame, type SegmentEnd, scanSegment } from "../wal/scan";
import { segmentPath } from "../wal/wal";
import { damaged, type Finding, findingOf } from "./finding";
import { hashBytes } from "./packed-hashes";
import type { ErasedTree } from "./payload-check";
import { isAbsent } from "./plain-reads";
import { type JudgedEntry, judgeEntry } from "./statements-check";
import type { TileParts } from "./tile-check";
import { faultOf, sealFaultOf } from "./tree-contents";

export interface WalTask {
  readonly segment: number;
  /** Entries below are in tiles, and checked there. */
  readonly tiled: number;
  /** A server is writing: entries from this size on are left alone. */
  readonly liveSize: number | null;
  readonly frameBytesMax: number;
}

/** An entry that only the WAL has. */
export interface WalEntry {
  readonly leafIndex: number;
  readonly leafHash: Uint8Array;
  readonly entry: JudgedEntry;
}

export interface WalFrame {
  readonly offset: number;
  readonly firstIndex: number;
  readonly findings: readonly Finding[];
  readonly erased: readonly ErasedTree[];
  /** Entries whose tile has another leaf hash. */
  readonly differing: readonly number[];
  readonly entries: readonly WalEntry[];
  /** Of the log after the frame. */
  readonly rootHash: Uint8Array;
}

export interface WalReport {
  readonly segment: number;
  readonly path: string;
  readonly frames: readonly WalFrame[];
  /** Where the frames end; null when that could not be told. */
  readonly end: SegmentEnd | null;
  /** Why not. */
  readonly failure: Finding | null;
  readonly isAbsent: boolean;
}

/** Checks a segment. */
export async function checkSegment(parts: TileParts, task: WalTask): Promise<WalReport> {
  const path = segmentPath(join(parts.dir, "wal"), task.segment);
  const frames: WalFrame[] = [];
  const report = { segment: task.segment, path, frames };
  let file: OpenFile | null = null;
  try {
    file = await nodeFiles.open(path, "read");
    const end = await readFrames(parts, task, { file, frames });
    return { ...report, end, failure: null, isAbsent: false };
  } catch (error) {
    return { ...report, end: null, failure: findingOf(error, path), isAbsent: isAbsent(error) };
  } finally {
    await file?.close();
  }
}

async function readFrames(
  parts: TileParts,
  task: WalTask,
  { file, frames }: { file: OpenFile; frames: WalFrame[] },
): Promise<SegmentEnd> {
  const { liveSize } = task;
  const scanned = scanSegment(file, task.frameBytesMax);
  const lastTile = new LastTile();
  for (;;) {
    const next = await scanned.next();
    if (next.done) return next.value;
    const { frame, offset } = next.value;
    if (liveSize !== null && frame.firstIndex >= liveSize) return { offset, tornBytes: 0 };
    frames.push(checkFrame(parts, task, { path: file.path, scanned: next.value, lastTile }));
  }
}

function checkFrame(
  parts: TileParts,
  { tiled }: WalTask,
  { path, scanned, lastTile }: { path: string; scanned: ScannedFrame; lastTile: LastTile },
): WalFrame {
  const { frame, offset } = scanned;
  const { firstIndex, rootHash, recordTimeMs } = frame;
  const report = {
    findings: [] as Finding[],
    erased: [] as ErasedTree[],
    differing: [] as number[],
    entries: [] as WalEntry[],
  };
  for (const [i, entry] of frame.entries.entries()) {
    const leafIndex = firstIndex + i;
    checkSeals(parts, { path, scanned, i, isArchived: leafIndex < tiled }, report);
    if (leafIndex >= tiled) report.entries.push(readEntry(parts, { entry, leafIndex, recordTimeMs }));
    else if (!agrees(parts, lastTile.hashOf(parts, leafIndex), entry)) report.differing.push(leafIndex);
  }
  return { offset, firstIndex, rootHash, ...report };
}

function checkSeals(
  { verifier }: TileParts,
  { path, scanned, i, isArchived }: { path: string; scanned: ScannedFrame; i: number; isArchived: boolean },
  { findings, erased }: { findings: Finding[]; erased: ErasedTree[] },
): void {
  const { frame, offset } = scanned;
  for (const [ordinal, tree] of (frame.entries[i]?.trees ?? []).entries()) {
    const id = `${frame.firstIndex + i}.${ordinal}`;
    const at = offset + (frame.spans[i]?.secretsOffset ?? 0) + ordinal * secretBytes;
    if (tree.secret === null) erased.push({ id, path, offset: at });
    // Of an archived event the root was derived from the payload file; here only this copy of the secret is left, and
    // it is right where the CRC over a whole frame's secrets holds.
    if (isArchived && frame.areSecretsAsWritten) continue;
    const fault = isArchived ? sealFaultOf(verifier.suite, tree) : faultOf(verifier.suite, tree);
    if (fault === "seal") {
      findings.push(damaged(path, at, `event ${id}: expected the secret that opens its seal, got another`));
    } else if (fault === "root") {
      findings.push(
        damaged(path, offset, `event ${id}: expected an event of the signed root under the seal`),
      );
    }
  }
}

function readEntry(
  { verifier, reader, admission }: TileParts,
  { entry, leafIndex, recordTimeMs }: { entry: FrameEntry; leafIndex: number; recordTimeMs: number },
): WalEntry {
  const { statement: bytes, trees } = entry;
  const read = { bytes, recordTimeMs, roots: trees.map(({ root }) => root) };
  const judged =
    admission === "none"
      ? { bytes: new Uint8Array(), recordTimeMs, treeCount: 0, treesFault: null, isSigned: true }
      : judgeEntry({ verifier, reader, wantsEach: true }, read);
  return { leafIndex, leafHash: new Uint8Array(leafHash(verifier.suite.sha256, bytes)), entry: judged };
}

function agrees({ verifier }: TileParts, tileHash: Uint8Array | null, { statement }: FrameEntry): boolean {
  return tileHash === null || equalBytes(tileHash, leafHash(verifier.suite.sha256, statement));
}

/** The tile that was compared with last: entries come in order, and 256 of them share one. */
class LastTile {
  #n = -1;
  #bytes: Uint8Array | null = null;

  /** Returns the leaf hash that its tile has for an entry; null when there is none: that is reported elsewhere. */
  hashOf({ dir, reads }: TileParts, leafIndex: number): Uint8Array | null {
    const n = Math.floor(leafIndex / tileWidth);
    if (n !== this.#n) this.#bytes = reads.whole(join(dir, tilePath(0, n)));
    this.#n = n;
    const at = (leafIndex % tileWidth) * hashBytes;
    const hash = this.#bytes?.subarray(at, at + hashBytes);
    return hash?.length === hashBytes ? hash : null;
  }
}
