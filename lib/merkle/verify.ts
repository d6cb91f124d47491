import { equalBytes, toHex } from "../bytes";
import type { Sha256 } from "../crypto/suite";
import { VerificationError } from "../errors";
import { nodeHash } from "./hash";

/** A leaf's place in a tree and the siblings on its way up: sizes and indexes below 2^53, hashes of 32 bytes. */
export interface InclusionProof {
  index: number;
  size: number;
  leafHash: Uint8Array;
  /** Leaf-to-root order. */
  path: Uint8Array[];
}

/** Two tree heads and the hashes that show the smaller tree to be the beginning of the larger. */
export interface ConsistencyProof {
  size1: number;
  size2: number;
  root1: Uint8Array;
  root2: Uint8Array;
  path: Uint8Array[];
}

/**
 * Recomputes the root that an inclusion path leads to (RFC 9162 §2.1.3.2).
 * @throws VerificationError step "path" on an index outside the tree or a path of another length than its place asks
 */
export function rootFromInclusion(sha256: Sha256, proof: InclusionProof): Uint8Array {
  const { index, size, path } = proof;
  requireSize(size);
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) {
    throw fail(`index: expected 0 ≤ index < ${size}, got ${index}`, proof);
  }
  requireHashes([proof.leafHash, ...path]);
  let node = index;
  let last = size - 1;
  let hash = proof.leafHash;
  for (const sibling of path) {
    if (last === 0) throw fail(`path: expected fewer hashes, got ${path.length}`, proof);
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sha256, sibling, hash);
      // A right edge that rose without a sibling: skip the levels where it was alone.
      while (node % 2 === 0 && node !== 0) {
        node /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      hash = nodeHash(sha256, hash, sibling);
    }
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  if (last !== 0) throw fail(`path: expected more hashes, got ${path.length}`, proof);
  return hash;
}

/**
 * Checks that a leaf is in the tree with this root (RFC 9162 §2.1.3.2).
 * @throws VerificationError step "path"
 */
export function verifyInclusion(sha256: Sha256, proof: InclusionProof & { root: Uint8Array }): void {
  const root = rootFromInclusion(sha256, proof);
  if (!equalBytes(root, proof.root)) {
    throw fail(`root: expected ${toHex(proof.root)}, got ${toHex(root)}`, proof);
  }
}

/**
 * Checks that the tree of size1 is the beginning of the tree of size2 (RFC 9162 §2.1.4.2). From the empty tree there
 * is nothing to check, and such a proof is refused: callers who accept any first tree say so themselves.
 * @throws VerificationError step "path"
 */
export function verifyConsistency(sha256: Sha256, proof: ConsistencyProof): void {
  const { size1, size2, root1, root2 } = proof;
  requireHashes([root2]);
  const [computed1, computed2] = rootsFromConsistency(sha256, proof);
  if (size1 === size2 && !equalBytes(root1, root2)) {
    throw fail("root: expected equal roots at equal sizes, got two", proof);
  }
  if (!equalBytes(computed1, root1)) {
    throw fail(`root1: expected ${toHex(root1)}, got ${toHex(computed1)}`, proof);
  }
  if (!equalBytes(computed2, root2)) {
    throw fail(`root2: expected ${toHex(root2)}, got ${toHex(computed2)}`, proof);
  }
}

/**
 * Recomputes the two roots that a consistency path leads to (RFC 9162 §2.1.4.2): whether they are the right ones is for
 * the caller to compare. Between equal sizes there is nothing to compute: both are `root1`.
 * @throws VerificationError step "path" on sizes out of order, an empty first tree, or a path of another length
 */
export function rootsFromConsistency(
  sha256: Sha256,
  proof: Omit<ConsistencyProof, "root2">,
): [Uint8Array, Uint8Array] {
  const { size1, size2, root1, path } = proof;
  requireSize(size1);
  requireSize(size2);
  requireHashes([root1, ...path]);
  if (size1 > size2) throw fail(`size1: expected at most ${size2}, got ${size1}`, proof);
  if (size1 === size2) {
    if (path.length === 0) return [root1, root1];
    throw fail(`path: expected no hashes between equal sizes, got ${path.length}`, proof);
  }
  if (size1 === 0) throw fail("size1: expected at least 1, got 0", proof);
  return foldConsistency(sha256, proof);
}

function foldConsistency(sha256: Sha256, proof: Omit<ConsistencyProof, "root2">): [Uint8Array, Uint8Array] {
  const { size1, size2, root1 } = proof;
  // A perfect smaller tree is itself a node of the larger one, so its root is not sent.
  const path = isPowerOfTwo(size1) ? [root1, ...proof.path] : proof.path;
  const seed = path[0];
  if (seed === undefined) throw fail("path: expected hashes, got none", proof);
  let node = size1 - 1;
  let last = size2 - 1;
  while (node % 2 === 1) {
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  let hash1 = seed;
  let hash2 = seed;
  for (const sibling of path.slice(1)) {
    if (last === 0) throw fail(`path: expected fewer hashes, got ${proof.path.length}`, proof);
    if (node % 2 === 1 || node === last) {
      hash1 = nodeHash(sha256, sibling, hash1);
      hash2 = nodeHash(sha256, sibling, hash2);
      while (node % 2 === 0 && node !== 0) {
        node /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      hash2 = nodeHash(sha256, hash2, sibling);
    }
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  if (last !== 0) throw fail(`path: expected more hashes, got ${proof.path.length}`, proof);
  return [hash1, hash2];
}

function isPowerOfTwo(n: number): boolean {
  return Number.isInteger(Math.log2(n)) && 2 ** Math.log2(n) === n;
}

function requireSize(size: number): void {
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new VerificationError("path", `size: expected 0 ≤ size < 2^53, got ${size}`);
  }
}

function requireHashes(hashes: Uint8Array[]): void {
  for (const hash of hashes) {
    if (hash.length !== 32) {
      throw new VerificationError("path", `hash: expected 32 bytes, got ${hash.length}`);
    }
  }
}

function fail(message: string, proof: InclusionProof | Omit<ConsistencyProof, "root2">): VerificationError {
  return new VerificationError("path", message, { ...proof });
}
