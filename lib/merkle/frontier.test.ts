import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes, toHex } from "../bytes";
import { nobleSuite } from "../crypto/noble-suite";
import { Frontier } from "./frontier";
import { leafHash, nodeHash } from "./hash";
import { rootOfHashes } from "./tree";

const { sha256 } = nobleSuite;
const hashes = Array.from({ length: 300 }, (_, i) => leafHash(sha256, Uint8Array.of(i, i >> 8)));

function frontierOf(size: number): Frontier {
  const frontier = new Frontier(sha256);
  for (const hash of hashes.slice(0, size)) frontier.append(hash);
  return frontier;
}

/** Tells whether the perfect subtree `level/index` lies in a tree of `size` leaves. */
function isWithin(id: string, size: number): boolean {
  const [level = 0, index = 0] = id.split("/").map(Number);
  return (index + 1) * 2 ** level <= size;
}

describe("Frontier", () => {
  it("has the root of the whole tree after every append", () => {
    const frontier = new Frontier(sha256);
    expect(frontier.root()).toEqual(rootOfHashes(sha256, []));
    for (const [i, hash] of hashes.entries()) {
      frontier.append(hash);
      expect(frontier.size).toBe(i + 1);
      expect(frontier.root()).toEqual(rootOfHashes(sha256, hashes.slice(0, i + 1)));
    }
  });

  it("grows by rows of any lengths to the same tree as by single hashes, and tells of the same nodes", () => {
    const hashPairs = (pairs: Uint8Array) =>
      concatBytes(
        ...Array.from({ length: pairs.length / 64 }, (_, i) =>
          nodeHash(sha256, pairs.subarray(64 * i, 64 * i + 32), pairs.subarray(64 * i + 32, 64 * i + 64)),
        ),
      );
    const nodesOf = new Map<string, string>();
    const model = new Frontier(sha256);
    for (const hash of hashes)
      model.append(hash, (level, index, node) => nodesOf.set(`${level}/${index}`, toHex(node)));
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 70 }), { maxLength: 6 }), (lengths) => {
        const frontier = new Frontier(sha256);
        const seen = new Map<string, string>();
        for (const length of lengths) {
          const row = hashes.slice(frontier.size, frontier.size + length);
          frontier.appendRow(concatBytes(...row), hashPairs, (level, first, joined) => {
            for (let i = 0; i < joined.length / 32; i++) {
              expect(seen.has(`${level}/${first + i}`)).toBe(false);
              seen.set(`${level}/${first + i}`, toHex(joined.subarray(32 * i, 32 * i + 32)));
            }
          });
          const { size } = frontier;
          expect(frontier.serialise()).toEqual(frontierOf(size).serialise());
          const whole = [...nodesOf].filter(([id]) => isWithin(id, size));
          expect([...seen].sort()).toEqual(whole.sort());
        }
      }),
    );
  });

  it("tells of every perfect subtree exactly once, lowest first, with its hash", () => {
    const seen = new Map<string, Uint8Array>();
    const frontier = new Frontier(sha256);
    for (const hash of hashes) {
      let expectedLevel = 0;
      frontier.append(hash, (level, index, node) => {
        expect(level).toBe(expectedLevel++);
        expect(seen.has(`${level}/${index}`)).toBe(false);
        seen.set(`${level}/${index}`, node);
      });
    }
    for (let level = 0; 2 ** level <= hashes.length; level++) {
      const width = 2 ** level;
      for (let index = 0; (index + 1) * width <= hashes.length; index++) {
        const subtree = rootOfHashes(sha256, hashes.slice(index * width, (index + 1) * width));
        expect(seen.get(`${level}/${index}`)).toEqual(subtree);
        seen.delete(`${level}/${index}`);
      }
    }
    expect(seen.size).toBe(0);
  });

  it("goes on from its bytes, and from a clone, without touching the original", () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(99), (size, more) => {
        const original = frontierOf(size);
        const bytes = original.serialise();
        for (const copy of [original.clone(), Frontier.restore(sha256, bytes)]) {
          for (const hash of hashes.slice(size, size + more)) copy.append(hash);
          expect(copy.root()).toEqual(frontierOf(size + more).root());
        }
        expect(toHex(original.serialise())).toBe(toHex(bytes));
      }),
      { numRuns: 30 },
    );
  });

  it("refuses bytes that are no right edge", () => {
    const bytes = frontierOf(5).serialise();
    for (const bad of [
      bytes.slice(1),
      bytes.slice(0, -1),
      new Uint8Array(0),
      new Uint8Array(40),
      new Uint8Array(8).fill(255),
    ]) {
      expect(() => Frontier.restore(sha256, bad)).toThrow(expect.objectContaining({ code: "malformed" }));
    }
    expect(() => new Frontier(sha256, 3, [])).toThrow(/invariant/);
  });
});
