/**
 * A frame: one batch in the write-ahead log, written with one write and made durable with one fdatasync.
 *
 * ```
 *   0  8  "suyuanW1"
 *   8  4  CRC-32C of bytes 12–127          16  8  first leaf index
 *  12  4  frame length, a multiple of 512  24  8  number of the first tree in the log
 *  32  8  log time, ms                     40  4  epoch          44  4  entries
 *  48  4  trees                            52  4  body length    56  4  CRC-32C of the body
 *  60  4  CRC-32C of the secrets           64 32  root hash of the log after this batch
 *  96 32  zero
 * 128     body: per entry u32 length ‖ u32 trees ‖ statement, then per tree 32 root ‖ u32 length ‖ sealed
 *         secrets: 32 bytes per tree      zero padding      last 8: "suyuanWe"
 * ```
 * Integers are big-endian. The CRC of the body does not cover the secrets, so that erasure can overwrite them with
 * zeros in place; each secret that is left must open its seal.
 */
import { equalBytes, utf8 } from "@/lib/bytes";
import { crc32c } from "../crc32c";
import type { LogTree } from "../ledger";

export const frameAlignment = 512;
export const frameHeaderBytes = 128;
export const secretBytes = 32;
const crcOffset = 8;
const checkedOffset = 12;
const begin = utf8("suyuanW1");
const end = utf8("suyuanWe");

/** One entry as a frame holds it. */
export interface FrameEntry {
  readonly statement: Uint8Array;
  readonly trees: readonly LogTree[];
}

/** A batch: consecutive entries that became durable together. */
export interface Frame {
  readonly firstIndex: number;
  /** Trees in the log before this batch: the number of its first secret. */
  readonly firstTree: number;
  readonly recordTimeMs: number;
  readonly epoch: number;
  /** Root hash of the log after the batch, 32 bytes. */
  readonly rootHash: Uint8Array;
  readonly entries: readonly FrameEntry[];
}

/** Where, within its frame, an entry's trees and secrets lie. */
export interface EntrySpan {
  readonly treesOffset: number;
  readonly treesLength: number;
  readonly secretsOffset: number;
}

/** The header of a frame, before its body is read. */
export interface FrameHeader extends Omit<Frame, "entries"> {
  readonly frameLength: number;
  readonly entryCount: number;
  readonly treeCount: number;
  readonly bodyLength: number;
  readonly bodyCrc: number;
  readonly secretsCrc: number;
}

/** Computes how many bytes the frame of these entries takes. */
export function frameLengthOf(entries: readonly FrameEntry[]): number {
  let length = frameHeaderBytes + end.length;
  for (const { statement, trees } of entries) {
    length += 8 + statement.length;
    for (const { sealed } of trees) length += 36 + secretBytes + (sealed?.length ?? 0);
  }
  return Math.ceil(length / frameAlignment) * frameAlignment;
}

/** Encodes a batch, and tells where each entry's trees and secrets lie in it. */
export function encodeFrame(frame: Frame): { bytes: Uint8Array; spans: EntrySpan[] } {
  const bytes = new Uint8Array(frameLengthOf(frame.entries));
  const view = new DataView(bytes.buffer);
  const treesOf = writeBody(frame.entries, bytes, view);
  const bodyEnd = treesOf.end;
  const spans: EntrySpan[] = [];
  let secretsOffset = bodyEnd;
  let treeCount = 0;
  for (const [i, { trees }] of frame.entries.entries()) {
    const { treesOffset, treesLength } = treesOf.places[i] ?? { treesOffset: 0, treesLength: 0 };
    spans.push({ treesOffset, treesLength, secretsOffset });
    for (const { secret } of trees) {
      if (secret !== null) bytes.set(secret, secretsOffset);
      secretsOffset += secretBytes;
      treeCount++;
    }
  }
  const secretsCrc = crc32c(bytes.subarray(bodyEnd, secretsOffset));
  bytes.set(end, bytes.length - end.length);
  writeHeader(bytes, view, { ...frame, treeCount, bodyEnd, secretsCrc });
  return { bytes, spans };
}

function writeBody(entries: readonly FrameEntry[], bytes: Uint8Array, view: DataView) {
  const places: { treesOffset: number; treesLength: number }[] = [];
  let offset = frameHeaderBytes;
  for (const { statement, trees } of entries) {
    view.setUint32(offset, statement.length);
    view.setUint32(offset + 4, trees.length);
    bytes.set(statement, offset + 8);
    offset += 8 + statement.length;
    const treesOffset = offset;
    for (const { root, sealed } of trees) {
      bytes.set(root, offset);
      view.setUint32(offset + 32, sealed?.length ?? 0);
      if (sealed !== null) bytes.set(sealed, offset + 36);
      offset += 36 + (sealed?.length ?? 0);
    }
    places.push({ treesOffset, treesLength: offset - treesOffset });
  }
  return { places, end: offset };
}

function writeHeader(
  bytes: Uint8Array,
  view: DataView,
  frame: Frame & { treeCount: number; bodyEnd: number; secretsCrc: number },
): void {
  bytes.set(begin, 0);
  view.setUint32(12, bytes.length);
  view.setBigUint64(16, BigInt(frame.firstIndex));
  view.setBigUint64(24, BigInt(frame.firstTree));
  view.setBigUint64(32, BigInt(frame.recordTimeMs));
  view.setUint32(40, frame.epoch);
  view.setUint32(44, frame.entries.length);
  view.setUint32(48, frame.treeCount);
  view.setUint32(52, frame.bodyEnd - frameHeaderBytes);
  view.setUint32(56, crc32c(bytes.subarray(frameHeaderBytes, frame.bodyEnd)));
  view.setUint32(60, frame.secretsCrc);
  bytes.set(frame.rootHash, 64);
  view.setUint32(crcOffset, crc32c(bytes.subarray(checkedOffset, frameHeaderBytes)));
}

/** Reads a frame's header; null when it is not whole. */
export function decodeFrameHeader(bytes: Uint8Array): FrameHeader | null {
  if (bytes.length < frameHeaderBytes || !equalBytes(bytes.subarray(0, 8), begin)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, frameHeaderBytes);
  if (view.getUint32(crcOffset) !== crc32c(bytes.subarray(checkedOffset, frameHeaderBytes))) return null;
  return {
    frameLength: view.getUint32(12),
    firstIndex: Number(view.getBigUint64(16)),
    firstTree: Number(view.getBigUint64(24)),
    recordTimeMs: Number(view.getBigUint64(32)),
    epoch: view.getUint32(40),
    entryCount: view.getUint32(44),
    treeCount: view.getUint32(48),
    bodyLength: view.getUint32(52),
    bodyCrc: view.getUint32(56),
    secretsCrc: view.getUint32(60),
    rootHash: bytes.slice(64, 96),
  };
}

/** A frame as read: its entries, where their parts lie, and whether the secrets are exactly as first written. */
export interface DecodedFrame extends Frame {
  readonly spans: readonly EntrySpan[];
  /** False after an erasure, and after a flipped bit: then each secret has to open its seal. */
  readonly areSecretsAsWritten: boolean;
}

/** Reads a whole frame under its header; null when any byte outside the secrets is not as written. */
export function decodeFrame(header: FrameHeader, bytes: Uint8Array): DecodedFrame | null {
  const bodyEnd = frameHeaderBytes + header.bodyLength;
  const secretsEnd = bodyEnd + secretBytes * header.treeCount;
  const trailer = bytes.subarray(bytes.length - end.length);
  if (secretsEnd + end.length > bytes.length || !equalBytes(trailer, end)) return null;
  if (crc32c(bytes.subarray(frameHeaderBytes, bodyEnd)) !== header.bodyCrc) return null;
  if (!isZero(bytes.subarray(secretsEnd, bytes.length - end.length))) return null;
  const areSecretsAsWritten = crc32c(bytes.subarray(bodyEnd, secretsEnd)) === header.secretsCrc;
  return { ...header, ...readBody(header, bytes), areSecretsAsWritten };
}

function readBody(header: FrameHeader, bytes: Uint8Array): { entries: FrameEntry[]; spans: EntrySpan[] } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: FrameEntry[] = [];
  const spans: EntrySpan[] = [];
  let offset = frameHeaderBytes;
  let secretsOffset = frameHeaderBytes + header.bodyLength;
  for (let i = 0; i < header.entryCount; i++) {
    const length = view.getUint32(offset);
    const count = view.getUint32(offset + 4);
    const treesOffset = offset + 8 + length;
    const secrets = bytes.subarray(secretsOffset, secretsOffset + count * secretBytes);
    const { trees, treesLength } = decodeTrees(bytes.subarray(treesOffset), secrets);
    entries.push({ statement: bytes.subarray(offset + 8, treesOffset), trees });
    spans.push({ treesOffset, treesLength, secretsOffset });
    offset = treesOffset + treesLength;
    secretsOffset += secrets.length;
  }
  return { entries, spans };
}

/** Reads trees (root ‖ u32 length ‖ sealed, each) beside their secrets, as many as there are secrets. */
export function decodeTrees(
  bytes: Uint8Array,
  secrets: Uint8Array,
): { trees: LogTree[]; treesLength: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const trees: LogTree[] = [];
  let offset = 0;
  for (let i = 0; i < secrets.length; i += secretBytes) {
    const length = view.getUint32(offset + 32);
    const root = bytes.subarray(offset, offset + 32);
    const sealed = bytes.subarray(offset + 36, offset + 36 + length);
    trees.push(logTree(root, sealed, secrets.subarray(i, i + secretBytes)));
    offset += 36 + length;
  }
  return { trees, treesLength: offset };
}

/** Makes a tree as readers see it: without seal and secret once the secret is overwritten with zeros. */
export function logTree(root: Uint8Array, sealed: Uint8Array, secret: Uint8Array): LogTree {
  return isZero(secret) ? { root, sealed: null, secret: null } : { root, sealed, secret };
}

/** Tells whether every byte is zero. */
export function isZero(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== 0) return false;
  return true;
}

/**
 * Tells whether a frame that does not hold is one whose write was cut off, rather than one changed later: a write
 * leaves zeros where it did not get to, a whole 512-byte sector of them or everything up to the end.
 */
export function isCutOff(bytes: Uint8Array): boolean {
  if (bytes[bytes.length - 1] === 0) return true;
  for (let offset = 0; offset < bytes.length; offset += frameAlignment) {
    if (isZero(bytes.subarray(offset, offset + frameAlignment))) return true;
  }
  return false;
}
