/** The hashes of a whole batch at once (RFC 9162 §2.1.1), four lanes at a time: less than half of one call for each. */
import { concatBytes } from "@/lib/bytes";
import { hashKernel } from "@/server/crypto/kernel/kernel";

/** Messages hashed in one go: bounds what the kernel's memory grows to. */
const bytesAtOnce = 1 << 20;

/** Computes the leaf hash of each entry; returns them joined. */
export function leafHashesOf(entries: readonly Uint8Array[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let from = 0; from < entries.length; ) {
    let to = from;
    for (let bytes = 0; to < entries.length && (to === from || bytes < bytesAtOnce); to++) {
      bytes += entries[to]?.length ?? 0;
    }
    parts.push(hashKernel().hashPrefixed(0, entries.slice(from, to)));
    from = to;
  }
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : concatBytes(...parts);
}

/** Computes the parents of joined pairs of nodes. */
export function parentsOf(pairs: Uint8Array): Uint8Array {
  if (pairs.length === 0) return pairs;
  const messages = Array.from({ length: pairs.length / 64 }, (_, i) => pairs.subarray(i * 64, (i + 1) * 64));
  return hashKernel().hashPrefixed(1, messages);
}
