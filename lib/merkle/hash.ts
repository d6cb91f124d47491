import type { Sha256 } from "../crypto/suite";

// One buffer for every short input: hashing is synchronous and a Sha256 keeps no view of its argument, so no two
// uses overlap. Saves an allocation for each hash.
const scratch = new Uint8Array(1025);
const pair = new Uint8Array(65);
pair[0] = 1;

/** Hashes a leaf: SHA-256(0x00 ‖ input), 32 bytes (RFC 9162 §2.1.1). */
export function leafHash(sha256: Sha256, input: Uint8Array): Uint8Array {
  const length = input.length + 1;
  const prefixed = length <= scratch.length ? scratch.subarray(0, length) : new Uint8Array(length);
  prefixed.set(input, 1);
  return sha256(prefixed);
}

/** Hashes an inner node: SHA-256(0x01 ‖ left ‖ right), 32 bytes; both children are 32 bytes (RFC 9162 §2.1.1). */
export function nodeHash(sha256: Sha256, left: Uint8Array, right: Uint8Array): Uint8Array {
  pair.set(left, 1);
  pair.set(right, 33);
  return sha256(pair);
}

/** Returns the root of the tree without leaves: SHA-256 of nothing (RFC 9162 §2.1.1). */
export function emptyRoot(sha256: Sha256): Uint8Array {
  return sha256(new Uint8Array(0));
}
