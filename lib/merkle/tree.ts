import type { Sha256 } from "../crypto/suite";
import { invariant } from "../errors";
import { emptyRoot, leafHash, nodeHash } from "./hash";

/** Computes the root over leaf inputs, in order (RFC 9162 §2.1.1, MTH). */
export function rootOfLeaves(sha256: Sha256, leafInputs: Uint8Array[]): Uint8Array {
  return rootOfHashes(
    sha256,
    leafInputs.map((input) => leafHash(sha256, input)),
  );
}

/** Computes the root over leaf hashes, in order, 32 bytes each; of none, the empty root. */
export function rootOfHashes(sha256: Sha256, leafHashes: Uint8Array[]): Uint8Array {
  let level = leafHashes;
  while (level.length > 1) level = levelAbove(sha256, level);
  return level[0] ?? emptyRoot(sha256);
}

/** Computes the inclusion path of the leaf at `index`, in leaf-to-root order (RFC 9162 §2.1.3.1, PATH). */
export function pathOfHashes(sha256: Sha256, leafHashes: Uint8Array[], index: number): Uint8Array[] {
  return pathInLevels(levelsOfHashes(sha256, leafHashes), index);
}

/** Computes every level of the tree over leaf hashes, the leaves first, the root last: for paths of many leaves. */
export function levelsOfHashes(sha256: Sha256, leafHashes: Uint8Array[]): Uint8Array[][] {
  const levels = [leafHashes];
  for (let level = leafHashes; level.length > 1; ) {
    level = levelAbove(sha256, level);
    levels.push(level);
  }
  return levels;
}

/** Reads the inclusion path of the leaf at `index` off the levels of its tree. */
export function pathInLevels(levels: readonly Uint8Array[][], index: number): Uint8Array[] {
  invariant(index >= 0 && index < (levels[0]?.length ?? 0), `leaf ${index} of ${levels[0]?.length}`);
  const path: Uint8Array[] = [];
  let i = index;
  for (const level of levels) {
    const sibling = level[i % 2 === 0 ? i + 1 : i - 1];
    // The last node of an odd level has no sibling: it rises as it is, and the path is one hash shorter.
    if (sibling !== undefined) path.push(sibling);
    i = Math.floor(i / 2);
  }
  return path;
}

/** Returns the largest power of two smaller than `n` (n ≥ 2): where RFC 9162 §2.1.1 splits n leaves. */
export function splitPoint(n: number): number {
  invariant(n >= 2, `no split of ${n} leaves`);
  let split = 1;
  while (split * 2 < n) split *= 2;
  return split;
}

/**
 * Pairs the nodes of one level. A last node without a partner rises unchanged, which gives the same tree as the
 * recursive definition: the left part is always the largest perfect one.
 */
function levelAbove(sha256: Sha256, level: Uint8Array[]): Uint8Array[] {
  const above: Uint8Array[] = [];
  for (let i = 0; i < level.length; i += 2) {
    const left = level[i] as Uint8Array;
    const right = level[i + 1];
    above.push(right === undefined ? left : nodeHash(sha256, left, right));
  }
  return above;
}
