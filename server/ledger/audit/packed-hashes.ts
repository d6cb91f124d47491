/**
 * The hashes of a whole tile at a time, in one buffer. `hash` into a text of one character a byte, written into place,
 * is twice as fast as into a buffer of its own each: 0.7 instead of 0.35 million entries of 300 bytes a second and core.
 */
import { hash } from "node:crypto";

export const hashBytes = 32;
const pair = Buffer.alloc(1 + 2 * hashBytes);
pair[0] = 1;

/** Where an entry lies in its bundle. */
export interface EntrySpan {
  /** Of its length, two bytes. */
  readonly offset: number;
  readonly end: number;
}

/** Finds the entries of a bundle, as far as they are whole, 256 at most (C2SP tlog-tiles). */
export function entrySpans(bundle: Uint8Array): EntrySpan[] {
  const spans: EntrySpan[] = [];
  for (let offset = 0; offset + 2 <= bundle.length && spans.length < 256; ) {
    const end = offset + 2 + (((bundle[offset] ?? 0) << 8) | (bundle[offset + 1] ?? 0));
    if (end > bundle.length) break;
    spans.push({ offset, end });
    offset = end;
  }
  return spans;
}

/** Computes the leaf hashes of a bundle's entries, joined (RFC 9162 §2.1.1). The bundle is as before when it returns. */
export function leafHashesOf(bundle: Buffer, spans: readonly EntrySpan[]): Buffer {
  const hashes = Buffer.allocUnsafe(spans.length * hashBytes);
  for (let i = 0; i < spans.length; i++) {
    const { offset, end } = spans[i] as EntrySpan;
    // The byte before an entry lends its place to the prefix of a leaf.
    const borrowed = bundle[offset + 1] ?? 0;
    bundle[offset + 1] = 0;
    const text = hash("sha256", bundle.subarray(offset + 1, end), "binary");
    hashes.write(text, i * hashBytes, hashBytes, "latin1");
    bundle[offset + 1] = borrowed;
  }
  return hashes;
}

/** Computes the root over 2^k joined leaf hashes, 32 bytes. */
export function rootOfPacked(hashes: Buffer): Buffer {
  const level = Buffer.from(hashes);
  for (let count = hashes.length / hashBytes; count > 1; count /= 2) {
    for (let i = 0; i < count; i += 2) {
      level.copy(pair, 1, i * hashBytes, (i + 2) * hashBytes);
      level.write(hash("sha256", pair, "binary"), (i / 2) * hashBytes, hashBytes, "latin1");
    }
  }
  return level.subarray(0, hashBytes);
}
