import { DomainError } from "../errors";
import { tileWidth } from "./path";

/** The longest entry that a bundle's two-byte length can hold. */
export const entryLengthMax = 65_535;

/**
 * Writes an entry bundle: for each entry its length (2 bytes, big-endian), then itself (C2SP tlog-tiles).
 * @throws DomainError too_large on an entry longer than 65,535 bytes or more than 256 entries
 */
export function encodeEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length > tileWidth) throw tooLarge("entries", tileWidth, entries.length);
  let length = 0;
  for (const entry of entries) {
    if (entry.length > entryLengthMax) throw tooLarge("bytes in an entry", entryLengthMax, entry.length);
    length += 2 + entry.length;
  }
  const bundle = new Uint8Array(length);
  let offset = 0;
  for (const entry of entries) {
    bundle[offset] = entry.length >> 8;
    bundle[offset + 1] = entry.length & 0xff;
    bundle.set(entry, offset + 2);
    offset += 2 + entry.length;
  }
  return bundle;
}

/**
 * Reads an entry bundle. The entries are views of it.
 * @throws DomainError malformed on truncation, too_large on more than 256 entries
 */
export function decodeEntryBundle(bundle: Uint8Array): Uint8Array[] {
  const entries: Uint8Array[] = [];
  let offset = 0;
  while (offset < bundle.length) {
    const start = offset + 2;
    const end = start + (((bundle[offset] ?? 0) << 8) | (bundle[offset + 1] ?? 0));
    if (start > bundle.length || end > bundle.length) {
      throw new DomainError("malformed", `bundle: expected ${end - bundle.length} more bytes, got the end`);
    }
    entries.push(bundle.subarray(start, end));
    offset = end;
  }
  if (entries.length > tileWidth) throw tooLarge("entries", tileWidth, entries.length);
  return entries;
}

function tooLarge(what: string, most: number, got: number): DomainError {
  return new DomainError("too_large", `bundle: expected at most ${most} ${what}, got ${got}`);
}
