/** Reading a WAL segment from its begin to where the writing stopped, trusting nothing. */
import { LedgerDamage } from "../damage";
import type { OpenFile } from "../files";
import type { DecodedFrame } from "./frame";
import { decodeFrame, decodeFrameHeader, frameHeaderBytes, isCutOff, isZero } from "./frame";

/** A frame and where it lies in its segment. */
export interface ScannedFrame {
  readonly offset: number;
  readonly length: number;
  readonly frame: DecodedFrame;
}

/** Where a segment's frames end. `tornBytes` > 0: a last write was cut off there, and all after it is zero. */
export interface SegmentEnd {
  readonly offset: number;
  readonly tornBytes: number;
}

const chunkBytes = 1 << 20;
const zeros = new Uint8Array(chunkBytes);
/** A header's bytes 96–127 are zero: a header cut off before byte 96 shows nothing at or after it. */
const headerContentBytes = 96;

/**
 * Yields the frames of one segment in order, then returns where they end.
 * @param frameBytesMax how far a write that was cut off may have reached
 * @throws LedgerDamage at the first frame that was changed after it was written
 */
export async function* scanSegment(
  file: OpenFile,
  frameBytesMax: number,
): AsyncGenerator<ScannedFrame, SegmentEnd> {
  const size = await file.size();
  let offset = 0;
  while (offset < size) {
    const header = decodeFrameHeader(await file.read(frameHeaderBytes, offset));
    if (header === null) return headless(file, { offset, size, frameBytesMax });
    const { frameLength } = header;
    // Segments are never shortened: they are filled to their size before use.
    if (offset + frameLength > size) throw changed(file, offset);
    const bytes = await file.read(frameLength, offset);
    const frame = decodeFrame(header, bytes);
    if (frame === null) {
      if (!isCutOff(bytes) || !(await isZeroBetween(file, offset + frameLength, size)))
        throw changed(file, offset);
      return { offset, tornBytes: frameLength };
    }
    yield { offset, length: frameLength, frame };
    offset += frameLength;
  }
  return { offset, tornBytes: 0 };
}

/** Judges the rest of a segment that does not begin with a whole frame header. */
async function headless(
  file: OpenFile,
  { offset, size, frameBytesMax }: { offset: number; size: number; frameBytesMax: number },
): Promise<SegmentEnd> {
  if (await isZeroBetween(file, offset, size)) return { offset, tornBytes: 0 };
  const reach = Math.min(size, offset + frameBytesMax);
  const sector = await file.read(512, offset);
  const isSectorMissing = isZero(sector) && (await isZeroBetween(file, reach, size));
  const isHeaderCut =
    isZero(sector.subarray(headerContentBytes)) && (await isZeroBetween(file, offset + 512, size));
  if (!isSectorMissing && !isHeaderCut) throw changed(file, offset);
  return { offset, tornBytes: reach - offset };
}

/** Tells whether a file holds only zeros between two offsets. */
export async function isZeroBetween(file: OpenFile, from: number, to: number): Promise<boolean> {
  for (let offset = from; offset < to; offset += chunkBytes) {
    const chunk = await file.read(Math.min(chunkBytes, to - offset), offset);
    if (Buffer.compare(chunk, zeros.subarray(0, chunk.length)) !== 0) return false;
  }
  return true;
}

function changed(file: OpenFile, offset: number): LedgerDamage {
  return new LedgerDamage(file.path, offset, "expected a whole frame or zeros, got changed bytes");
}
