/** Where the WAL holds an event's secret: in the one frame of its entry, as long as that frame's segment is there. */
import { invariant } from "@/lib/errors";
import { LedgerDamage } from "../damage";
import type { Files, OpenFile } from "../files";
import {
  decodeFrame,
  decodeFrameHeader,
  type FrameHeader,
  frameHeaderBytes,
  secretBytes,
} from "../wal/frame";
import { segmentNumbers, segmentPath } from "../wal/wal";

/** An event by its place in the log. */
export interface EventPlace {
  readonly leafIndex: number;
  readonly ordinal: number;
}

/** The segments of a WAL, oldest first, open. */
export interface WalSegments {
  readonly numbers: readonly number[];
  segment(number: number): OpenFile;
}

/** The WAL's copy of one event's secret. */
export interface WalCopy {
  readonly file: OpenFile;
  /** Of the secret in the file. */
  readonly offset: number;
  /** Number of the event's tree in the log. */
  readonly tree: number;
  /** 32 bytes; all zero once erased. */
  readonly secret: Uint8Array;
  readonly statement: Uint8Array;
  readonly treeCount: number;
}

/** Opens the segments of a WAL that no ledger of this process has open. */
export async function openSegments(
  files: Files,
  walDir: string,
  mode: "read" | "update" = "read",
): Promise<WalSegments> {
  const segments = new Map<number, OpenFile>();
  for (const number of await segmentNumbers(files, walDir)) {
    const file = await files.open(segmentPath(walDir, number), mode).catch((error: { code?: string }) => {
      // A running server has removed it since: its entries are in the other files.
      if (mode === "read" && error.code === "ENOENT") return null;
      throw error;
    });
    if (file !== null) segments.set(number, file);
  }
  const segment = (number: number): OpenFile => {
    const file = segments.get(number);
    invariant(file !== undefined, `WAL segment ${number} is there`);
    return file;
  };
  return { numbers: [...segments.keys()], segment };
}

/**
 * Finds an event in the WAL, going from frame header to frame header; null when its segment is gone, or the entry has
 * no such event.
 * @throws LedgerDamage when the frame does not hold
 */
export async function findInWal(wal: WalSegments, event: EventPlace): Promise<WalCopy | null> {
  for (const number of wal.numbers.toReversed()) {
    const file = wal.segment(number);
    const first = decodeFrameHeader(await file.read(frameHeaderBytes, 0));
    // The newest segment may have no frame yet.
    if (first === null || first.firstIndex > event.leafIndex) continue;
    return findInSegment(file, first, event);
  }
  return null;
}

async function findInSegment(file: OpenFile, first: FrameHeader, event: EventPlace): Promise<WalCopy | null> {
  let offset = 0;
  for (let header: FrameHeader | null = first; header !== null; ) {
    if (event.leafIndex < header.firstIndex + header.entryCount) {
      return copyIn(file, offset, { header, bytes: await file.read(header.frameLength, offset) }, event);
    }
    offset += header.frameLength;
    header = decodeFrameHeader(await file.read(frameHeaderBytes, offset));
  }
  return null;
}

function copyIn(
  file: OpenFile,
  offset: number,
  { header, bytes }: { header: FrameHeader; bytes: Uint8Array },
  { leafIndex, ordinal }: EventPlace,
): WalCopy | null {
  const frame = decodeFrame(header, bytes);
  if (frame === null) throw new LedgerDamage(file.path, offset, "expected a whole frame, got changed bytes");
  const i = leafIndex - header.firstIndex;
  const [entry, span] = [frame.entries[i], frame.spans[i]];
  if (entry === undefined || span === undefined || ordinal >= entry.trees.length) return null;
  const at = span.secretsOffset + ordinal * secretBytes;
  const before = frame.entries.slice(0, i).reduce((sum, { trees }) => sum + trees.length, 0);
  return {
    file,
    offset: offset + at,
    tree: header.firstTree + before + ordinal,
    secret: bytes.slice(at, at + secretBytes),
    statement: entry.statement,
    treeCount: entry.trees.length,
  };
}
