import { describe, expect, it } from "vitest";
import { concatBytes, fromHex, toHex, utf8 } from "../bytes";
import { nobleSuite } from "../crypto/noble-suite";
import { emptyRoot, leafHash, nodeHash } from "./hash";
import { pathOfHashes, rootOfHashes, rootOfLeaves, splitPoint } from "./tree";

const { sha256 } = nobleSuite;
const sizeMax = 130;
/** Leaf i is the one byte i. */
const inputs = Array.from({ length: sizeMax }, (_, i) => Uint8Array.of(i));
const hashes = inputs.map((input) => leafHash(sha256, input));

describe("leafHash and nodeHash", () => {
  it("separate leaves from nodes by their first byte (RFC 9162 §2.1.1)", () => {
    const [a, b] = [sha256(utf8("a")), sha256(utf8("b"))];
    expect(leafHash(sha256, utf8("input"))).toEqual(sha256(utf8("\0input")));
    expect(nodeHash(sha256, a, b)).toEqual(sha256(concatBytes(Uint8Array.of(1), a, b)));
    expect(toHex(leafHash(sha256, new Uint8Array(0)))).toBe(
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    );
    expect(toHex(emptyRoot(sha256))).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });

  it("hash inputs of every length around the shared buffer's, also one after another", () => {
    for (const length of [0, 1, 64, 1023, 1024, 1025, 4096, 65_535, 3]) {
      const input = new Uint8Array(length).fill(7);
      expect(leafHash(sha256, input)).toEqual(sha256(concatBytes(Uint8Array.of(0), input)));
    }
  });
});

describe("roots", () => {
  it("are those of the recursive definition, for every size up to 130", () => {
    expect(rootOfHashes(sha256, [])).toEqual(emptyRoot(sha256));
    for (let size = 1; size <= sizeMax; size++) {
      expect(rootOfLeaves(sha256, inputs.slice(0, size))).toEqual(naiveRoot(hashes.slice(0, size)));
    }
  });

  it("split at the largest power of two below the size", () => {
    const splits = [2, 3, 4, 5, 8, 9, 2 ** 40, 2 ** 40 + 1].map(splitPoint);
    expect(splits).toEqual([1, 2, 2, 4, 4, 8, 2 ** 39, 2 ** 40]);
    expect(() => splitPoint(1)).toThrow(/invariant/);
  });
});

/*
 * The accumulated vectors of draft-ietf-plants-merkle-tree-certs, appendix "Subtree Test Vectors": one SHA-256 over a
 * line for every output, for all subtrees [start, end) with end ≤ 130 whose start is a multiple of the least power of
 * two that is not below their size.
 */
describe("accumulated vectors", () => {
  it("of all subtree hashes come out as published", () => {
    let lines = "";
    forEachSubtree((start, end) => {
      lines += `[${start}, ${end}) ${toHex(rootOfHashes(sha256, hashes.slice(start, end)))}\n`;
    });
    const published = "b82806ad4265bb151c1119c0f4db437bb4d1a1f887b3a7fba1cd4ebf552e3e81";
    expect(sha256(utf8(lines))).toEqual(fromHex(published));
  });

  it("of all subtree inclusion paths come out as published", () => {
    let lines = "";
    forEachSubtree((start, end) => {
      for (let index = start; index < end; index++) {
        const path = pathOfHashes(sha256, hashes.slice(start, end), index - start);
        lines += `${index} [${start}, ${end})${path.map((hash) => ` ${toHex(hash)}`).join("")}\n`;
      }
    });
    const published = "ac2a8f989e44d99e399db448050ff5f19757df53cfb716aa81015d3955d8163f";
    expect(sha256(utf8(lines))).toEqual(fromHex(published));
  });
});

function forEachSubtree(visit: (start: number, end: number) => void): void {
  for (let end = 0; end <= sizeMax; end++) {
    for (let start = 0; start <= end; start++) {
      let width = 1;
      while (width < end - start) width *= 2;
      if (start % width === 0) visit(start, end);
    }
  }
}

/** MTH as RFC 9162 §2.1.1 defines it. */
function naiveRoot(leaves: Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (only !== undefined && leaves.length === 1) return only;
  const split = splitPoint(leaves.length);
  return nodeHash(sha256, naiveRoot(leaves.slice(0, split)), naiveRoot(leaves.slice(split)));
}
