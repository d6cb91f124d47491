import { describe, expect, it } from "vitest";
import { equalBytes } from "../bytes";
import { nobleSuite } from "../crypto/noble-suite";
import { leafHash } from "./hash";
import type { HashReader, NodeId } from "./proof";
import { consistencyProof, inclusionProof, planInclusion, rootAt } from "./proof";
import { pathOfHashes, rootOfHashes, splitPoint } from "./tree";
import { verifyConsistency, verifyInclusion } from "./verify";

const { sha256 } = nobleSuite;
const sizeMax = 130;
const hashes = Array.from({ length: sizeMax }, (_, i) => leafHash(sha256, Uint8Array.of(i)));
const roots = Array.from({ length: sizeMax + 1 }, (_, size) => rootOfHashes(sha256, hashes.slice(0, size)));
const subtreeCache = new Map<string, Uint8Array>();

/** Reads only perfect subtrees that lie within the tree of `size`, and counts the reads. */
class MemoryReader implements HashReader {
  readonly size: number;
  reads = 0;

  constructor(size: number) {
    this.size = size;
  }

  read(ids: NodeId[]): Uint8Array[] {
    this.reads++;
    return ids.map(({ level, index }) => {
      const end = (index + 1) * 2 ** level;
      if (!Number.isInteger(index) || end > this.size) throw new Error(`outside the tree: ${level}/${index}`);
      const key = `${level}/${index}`;
      const known = subtreeCache.get(key) ?? rootOfHashes(sha256, hashes.slice(end - 2 ** level, end));
      subtreeCache.set(key, known);
      return known;
    });
  }
}

const rootOf = (size: number) => roots[size] as Uint8Array;
const hashOf = (index: number) => hashes[index] as Uint8Array;

describe("inclusionProof", () => {
  it("is PATH of RFC 9162 §2.1.3.1 and verifies, for every index in every tree up to 130, with one read at most", async () => {
    for (let size = 1; size <= sizeMax; size++) {
      for (let index = 0; index < size; index++) {
        const reader = new MemoryReader(size);
        const path = await inclusionProof(reader, sha256, index, size);
        expect(reader.reads).toBeLessThanOrEqual(1);
        if (size % 10 === 0 || size < 20) {
          expect(path).toEqual(pathOfHashes(sha256, hashes.slice(0, size), index));
        }
        verifyInclusion(sha256, { index, size, leafHash: hashOf(index), path, root: rootOf(size) });
      }
    }
  });

  it("refuses an index outside the tree", async () => {
    const reader = new MemoryReader(5);
    for (const index of [-1, 5, 0.5]) {
      const refused = expect.objectContaining({ code: "not_found" });
      await expect(inclusionProof(reader, sha256, index, 5)).rejects.toEqual(refused);
    }
    expect(() => planInclusion(0, 0)).toThrow(expect.objectContaining({ code: "not_found" }));
  });
});

describe("consistencyProof", () => {
  it("is PROOF of RFC 9162 §2.1.4.1 and verifies, for every pair of sizes up to 130", async () => {
    for (let size2 = 1; size2 <= sizeMax; size2++) {
      for (let size1 = 1; size1 <= size2; size1++) {
        const path = await consistencyProof(new MemoryReader(size2), sha256, size1, size2);
        if (size2 < 40) expect(path).toEqual(naiveProof(size1, hashes.slice(0, size2), true));
        verifyConsistency(sha256, { size1, size2, root1: rootOf(size1), root2: rootOf(size2), path });
      }
    }
  });

  it("is empty from the empty tree and between equal sizes, and refused backwards", async () => {
    expect(await consistencyProof(new MemoryReader(9), sha256, 0, 9)).toEqual([]);
    expect(await consistencyProof(new MemoryReader(9), sha256, 9, 9)).toEqual([]);
    await expect(consistencyProof(new MemoryReader(9), sha256, 10, 9)).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("does not verify with any flipped bit, in path or roots, nor for any other pair of sizes with other roots", async () => {
    const [size1, size2] = [6, 13];
    const path = await consistencyProof(new MemoryReader(size2), sha256, size1, size2);
    const proof = {
      size1,
      size2,
      root1: rootOf(size1).slice(),
      root2: rootOf(size2).slice(),
      path: path.map((hash) => hash.slice()),
    };
    const refused = expect.objectContaining({ code: "verification", step: "path" });
    for (const hash of [proof.root1, proof.root2, ...proof.path]) {
      for (let bit = 0; bit < 256; bit++) {
        const at = Math.floor(bit / 8);
        hash[at] = (hash[at] ?? 0) ^ (1 << (bit % 8));
        expect(() => verifyConsistency(sha256, proof)).toThrow(refused);
        hash[at] = (hash[at] ?? 0) ^ (1 << (bit % 8));
      }
    }
    expect(() => verifyConsistency(sha256, proof)).not.toThrow();
    for (const bad of [path.slice(1), path.slice(0, -1), [...path, rootOf(1)], []]) {
      expect(() => verifyConsistency(sha256, { ...proof, path: bad })).toThrow(refused);
    }
  });

  it("does not let a forked log pass", async () => {
    const forked = [...hashes.slice(0, 4), ...hashes.slice(5, 14)];
    const root2 = rootOfHashes(sha256, forked);
    const path = naiveProof(6, forked, true);
    expect(equalBytes(root2, rootOf(13))).toBe(false);
    const proof = { size1: 6, size2: 13, root1: rootOf(6), root2, path };
    expect(() => verifyConsistency(sha256, proof)).toThrow(/root1/);
  });
});

describe("rootAt", () => {
  it("is the root the tree had at every size", async () => {
    for (let size = 0; size <= sizeMax; size++) {
      expect(await rootAt(new MemoryReader(size), sha256, size)).toEqual(rootOf(size));
    }
  });
});

/** SUBPROOF as RFC 9162 §2.1.4.1 defines it. */
function naiveProof(size1: number, leaves: Uint8Array[], isWhole: boolean): Uint8Array[] {
  if (size1 === leaves.length) return isWhole ? [] : [rootOfHashes(sha256, leaves)];
  const split = splitPoint(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return size1 <= split
    ? [...naiveProof(size1, left, isWhole), rootOfHashes(sha256, right)]
    : [...naiveProof(size1 - split, right, false), rootOfHashes(sha256, left)];
}
