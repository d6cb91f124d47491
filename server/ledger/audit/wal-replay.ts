/** Puts what was found in each WAL segment in order: gaps, the end, and the entries that are in no tile yet. */
import type { WalPlace } from "../wal/wal";
import { segmentPath } from "../wal/wal";
import { damaged, type Finding, unchecked } from "./finding";
import type { LogCheck } from "./log-check";
import type { ErasedTree } from "./payload-check";
import type { TreeCheck } from "./tree-check";
import type { WalFrame, WalReport } from "./wal-check";

export interface WalReplayParts {
  readonly walDir: string;
  readonly tree: TreeCheck;
  /** Null in a log without membership. */
  readonly log: LogCheck | null;
  /** Entries below are in tiles. */
  readonly tiled: number;
  /** Where a clean shutdown says the WAL ends. */
  readonly clean: WalPlace | null;
  /** A server is writing to it: entries from this size on are left alone. */
  readonly liveSize: number | null;
  /** Told before each entry is replayed. */
  readonly beforeEntry: (index: number) => Iterable<Finding>;
  /** Receives the events whose secret is overwritten with zeros here. */
  readonly erased: ErasedTree[];
}

interface Place {
  readonly path: string;
  readonly offset: number;
}

/** Goes through the segments, `numbers` of them in ascending order; returns whether all entries could be read. */
export async function* replayWal(
  parts: WalReplayParts,
  numbers: readonly number[],
  reports: AsyncIterable<WalReport>,
): AsyncGenerator<Finding, boolean> {
  const { walDir, liveSize, clean, tree } = parts;
  // Where the segment before ended; of a missing one, where it would begin.
  let before: Place = { path: segmentPath(walDir, (numbers[0] ?? 1) - 1), offset: 0 };
  for await (const report of reports) {
    const isGapless = yield* replayFrames(parts, report, before);
    if (!isGapless) return false;
    if (report.isAbsent && liveSize !== null) {
      yield unchecked(report.path, removedMeanwhile);
      continue;
    }
    if (report.failure !== null) {
      yield report.failure;
      return false;
    }
    before = { path: report.path, offset: report.end?.offset ?? 0 };
    if (liveSize === null) yield* checkEnd(parts, report, report.segment === numbers.at(-1));
  }
  if (clean !== null && liveSize === null && !numbers.includes(clean.segment)) {
    yield damaged(segmentPath(walDir, clean.segment), 0, "expected the last WAL segment, got none");
  }
  return liveSize === null || tree.size >= liveSize;
}

const removedMeanwhile = "removed by the running server while it was audited: its entries are in tiles now";

/** Goes through a segment's frames; false when entries are missing before one of them. */
async function* replayFrames(
  parts: WalReplayParts,
  { path, frames }: WalReport,
  before: Place,
): AsyncGenerator<Finding, boolean> {
  for (const frame of frames) {
    if (frame.firstIndex > parts.tree.size) {
      yield gap(parts, frame, frame.offset === 0 ? before : { path, offset: frame.offset });
      return false;
    }
    yield* replayFrame(parts, path, frame);
  }
  return true;
}

/** Reports entries that are in no segment. */
function gap({ tree, liveSize }: WalReplayParts, { firstIndex }: WalFrame, at: Place): Finding {
  if (liveSize !== null) {
    return unchecked(
      `entry ${tree.size}`,
      "moved into tiles by the running server meanwhile: audit again to check it and those after it",
    );
  }
  const missing = `expected entries ${tree.size} to ${firstIndex - 1}, got none; those after them are not checked`;
  return damaged(at.path, at.offset, missing);
}

async function* replayFrame(
  { tree, log, erased, beforeEntry }: WalReplayParts,
  path: string,
  frame: WalFrame,
): AsyncGenerator<Finding> {
  const { offset } = frame;
  yield* frame.findings;
  erased.push(...frame.erased);
  for (const leafIndex of frame.differing) {
    // Where its bundle contradicts the tile too, the WAL is not to blame.
    if (tree.isSuspect(leafIndex)) continue;
    yield damaged(path, offset, `entry ${leafIndex}: expected the leaf hash of its tile, got another`);
  }
  for (const { leafIndex, leafHash, entry } of frame.entries) {
    if (leafIndex !== tree.size) {
      yield damaged(path, offset, `expected entry ${tree.size}, got ${leafIndex}`);
      continue;
    }
    yield* beforeEntry(leafIndex);
    tree.append(leafHash, leafHash);
    if (log !== null) yield* await log.check(entry);
  }
  if (frame.entries.length > 0) {
    tree.promise({ size: tree.size, rootHash: frame.rootHash, where: `${path}:${offset}` });
  }
}

function* checkEnd({ clean }: WalReplayParts, report: WalReport, isLast: boolean): Generator<Finding> {
  const { path, segment, end } = report;
  if (end === null) return;
  if (end.tornBytes > 0 && (!isLast || clean !== null)) {
    yield damaged(path, end.offset, "expected whole frames, got a part of one");
  } else if (end.tornBytes > 0) {
    yield unchecked(
      `${path}:${end.offset}`,
      "a batch cut off by a crash, which the next start drops; nobody was told of it",
    );
  } else if (isLast && clean !== null && (clean.segment !== segment || clean.offset !== end.offset)) {
    const expected = `expected the WAL to end at ${clean.segment}:${clean.offset} as after the clean shutdown`;
    yield damaged(path, end.offset, expected);
  }
}
