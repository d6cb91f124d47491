import { concatBytes } from "../bytes";
import type { Sha256 } from "../crypto/suite";
import { DomainError, invariant } from "../errors";
import { emptyRoot, nodeHash } from "./hash";

/** Told of each node as its subtree becomes perfect: the hash of the 2^level leaves from index · 2^level on. */
export type NodeListener = (level: number, index: number, hash: Uint8Array) => void;

/** Told of consecutive nodes of one level, joined, from `firstIndex` on, as their subtrees become perfect. */
export type RowListener = (level: number, firstIndex: number, hashes: Uint8Array) => void;

/** Hashes pairs of nodes: joined 64-byte pairs in, joined 32-byte parents out. */
export type HashPairs = (pairs: Uint8Array) => Uint8Array;

/**
 * The right edge of a growing tree: the roots of the perfect subtrees its size is the sum of, largest first. Append
 * costs one leaf hash's way up (amortised under two hashes), the root at most 52 hashes.
 */
export class Frontier {
  private readonly sha256: Sha256;
  private count: number;
  private readonly edge: Uint8Array[];

  /** Begins an empty tree, or goes on from `size` leaves whose `edge` is given, largest subtree first. */
  constructor(sha256: Sha256, size = 0, edge: readonly Uint8Array[] = []) {
    invariant(edge.length === countOnes(size), `an edge of ${countOnes(size)} hashes for size ${size}`);
    this.sha256 = sha256;
    this.count = size;
    this.edge = [...edge];
  }

  /** The number of leaves so far. */
  get size(): number {
    return this.count;
  }

  /** Appends one leaf hash; `onNode` hears of the leaf (level 0) and of each node that it completes, lowest first. */
  append(leafHash: Uint8Array, onNode?: NodeListener): void {
    this.appendSubtree(0, leafHash, onNode);
  }

  /**
   * Appends 2^`atLevel` leaves at once, by the root over them; `onNode` hears of that root and of each node it completes.
   * The size so far has to be a multiple of 2^`atLevel`.
   */
  appendSubtree(atLevel: number, root: Uint8Array, onNode?: NodeListener): void {
    const width = 2 ** atLevel;
    invariant(this.count % width === 0, `a subtree of ${width} leaves begins at a multiple of that`);
    let hash = root;
    let index = this.count / width;
    onNode?.(atLevel, index, hash);
    for (let level = atLevel + 1; index % 2 === 1; level++) {
      index = (index - 1) / 2;
      const left = this.edge.pop();
      invariant(left !== undefined, `an edge that matches size ${this.count}`);
      hash = nodeHash(this.sha256, left, hash);
      onNode?.(level, index, hash);
    }
    this.edge.push(hash);
    this.count += width;
  }

  /**
   * Appends many leaf hashes, joined, a level at a time: what `append` does for each, for whoever hashes many pairs
   * cheaper than one by one. `onRow` hears of all nodes that become perfect, lowest level first.
   */
  appendRow(leafHashes: Uint8Array, hashPairs: HashPairs, onRow?: RowListener): void {
    const size = this.count + leafHashes.length / 32;
    const kept: Uint8Array[] = [];
    let row = leafHashes;
    let first = this.count;
    for (let level = 0; row.length > 0; level++) {
      onRow?.(level, first, row);
      if (first % 2 === 1) {
        const left = this.edge.pop();
        invariant(left !== undefined, `an edge that matches size ${this.count}`);
        row = concatBytes(left, row);
      }
      const paired = row.length - (row.length % 64);
      if (paired < row.length) kept.push(row.slice(paired));
      row = hashPairs(row.subarray(0, paired));
      first = Math.floor(first / 2);
    }
    this.edge.push(...kept.reverse());
    this.count = size;
  }

  /** Computes the root over all leaves so far (RFC 9162 §2.1.1). */
  root(): Uint8Array {
    let hash: Uint8Array | undefined;
    for (let i = this.edge.length - 1; i >= 0; i--) {
      const left = this.edge[i] as Uint8Array;
      hash = hash === undefined ? left : nodeHash(this.sha256, left, hash);
    }
    return hash ?? emptyRoot(this.sha256);
  }

  /** Copies this right edge, so that a batch may be tried and dropped. */
  clone(): Frontier {
    return new Frontier(this.sha256, this.count, this.edge);
  }

  /** Writes the right edge as bytes: size (8 bytes, big-endian) ‖ hashes, largest subtree first. */
  serialise(): Uint8Array {
    const size = new Uint8Array(8);
    new DataView(size.buffer).setBigUint64(0, BigInt(this.count));
    return concatBytes(size, ...this.edge);
  }

  /** Reads what `serialise` wrote. @throws DomainError malformed on any other bytes */
  static restore(sha256: Sha256, bytes: Uint8Array): Frontier {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const size = bytes.length < 8 ? -1 : Number(view.getBigUint64(0));
    if (!Number.isSafeInteger(size) || size < 0 || bytes.length !== 8 + 32 * countOnes(size)) {
      throw new DomainError(
        "malformed",
        `frontier: expected a size and its hashes, got ${bytes.length} bytes`,
      );
    }
    const edge: Uint8Array[] = [];
    for (let offset = 8; offset < bytes.length; offset += 32)
      edge.push(new Uint8Array(bytes.subarray(offset, offset + 32)));
    return new Frontier(sha256, size, edge);
  }
}

function countOnes(size: number): number {
  let ones = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2;
  return ones;
}
