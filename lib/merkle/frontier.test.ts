import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toHex } from "../bytes";
import { nobleSuite } from "../crypto/noble-suite";
import { Frontier } from "./frontier";
import { leafHash } from "./hash";
import { rootOfHashes } from "./tree";

const { sha256 } = nobleSuite;
const hashes = Array.from({ length: 300 }, (_, i) => leafHash(sha256, Uint8Array.of(i, i >> 8)));

function frontierOf(size: number): Frontier {
  const frontier = new Frontier(sha256);
  for (const hash of hashes.slice(0, size)) frontier.append(hash);
  return frontier;
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
