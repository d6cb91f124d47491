import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toHex, utf8 } from "../bytes";
import { nobleSuite } from "../crypto/noble-suite";
import { leafHash } from "../merkle/hash";
import type { HashReader, NodeId } from "../merkle/proof";
import { consistencyProof, inclusionProof, rootAt } from "../merkle/proof";
import { rootOfHashes } from "../merkle/tree";
import { verifyConsistency, verifyInclusion } from "../merkle/verify";
import { decodeEntryBundle, encodeEntryBundle } from "./bundle";
import { tileLevels, tileRangeOf, widthOfTile } from "./layout";
import { entriesPath, parseTilePath, tilePath } from "./path";

describe("tile paths", () => {
  it("are those of C2SP tlog-tiles", () => {
    expect(tilePath(0, 0)).toBe("tile/0/000");
    expect(tilePath(1, 999, 17)).toBe("tile/1/999.p/17");
    expect(tilePath(0, 1000)).toBe("tile/0/x001/000");
    expect(tilePath(0, 1234067)).toBe("tile/0/x001/x234/067");
    expect(tilePath(63, 5, 1)).toBe("tile/63/005.p/1");
    expect(entriesPath(273, 112)).toBe("tile/entries/273.p/112");
    expect(entriesPath(1234067, 256)).toBe("tile/entries/x001/x234/067");
  });

  it("read back as written", () => {
    const level = fc.oneof(fc.constant("entries" as const), fc.nat(63));
    fc.assert(
      fc.property(level, fc.maxSafeNat(), fc.integer({ min: 1, max: 256 }), (at, n, width) => {
        const path = at === "entries" ? entriesPath(n, width) : tilePath(at, n, width);
        expect(parseTilePath(path)).toEqual({ level: at, n, width });
      }),
    );
  });

  it.each([
    "tile/0/0",
    "tile/0/00",
    "tile/0/0000",
    "tile/00/000",
    "tile/64/000",
    "tile/-1/000",
    "tile/data/000",
    "/tile/0/000",
    "tile/0/x000/001",
    "tile/0/x001/234/067",
    "tile/0/001/067",
    "tile/0/x001/x067",
    "tile/0/000.p/0",
    "tile/0/000.p/256",
    "tile/0/000.p/01",
    "tile/0/000.p",
    "tile/0/000/",
    "tile/0/000.p/1/",
    "tile/0/../0/000",
    "tile/0/x999/x999/x999/x999/x999/999",
    "",
  ])("refuse %j", (path) => {
    expect(() => parseTilePath(path)).toThrow(expect.objectContaining({ code: "malformed" }));
  });
});

describe("tile layout", () => {
  it("of 70,000 leaves is the specification's example", () => {
    expect(tileLevels(70_000)).toEqual([
      { level: 0, fullTiles: 273, partialWidth: 112 },
      { level: 1, fullTiles: 1, partialWidth: 17 },
      { level: 2, fullTiles: 0, partialWidth: 1 },
    ]);
    expect([widthOfTile(0, 272, 70_000), widthOfTile(0, 273, 70_000), widthOfTile(0, 274, 70_000)]).toEqual([
      256, 112, 0,
    ]);
    expect([widthOfTile(1, 1, 70_000), widthOfTile(2, 0, 70_000), widthOfTile(3, 0, 70_000)]).toEqual([
      17, 1, 0,
    ]);
    expect(tileLevels(0)).toEqual([]);
  });

  it("serves every proof and root from the tiles of that size alone", async () => {
    const { sha256 } = nobleSuite;
    const leaves = Array.from({ length: 700 }, (_, i) => leafHash(sha256, Uint8Array.of(i, i >> 8)));
    for (const size of [1, 255, 256, 257, 511, 512, 700]) {
      const reader = tileReader(leaves.slice(0, size));
      const root = rootOfHashes(sha256, leaves.slice(0, size));
      expect(await rootAt(reader, sha256, size)).toEqual(root);
      for (const index of [0, size >> 1, size - 1]) {
        const path = await inclusionProof(reader, sha256, index, size);
        verifyInclusion(sha256, { index, size, leafHash: leaves[index] as Uint8Array, path, root });
      }
      for (const size1 of [1, Math.ceil(size / 3), size]) {
        const root1 = rootOfHashes(sha256, leaves.slice(0, size1));
        const path = await consistencyProof(reader, sha256, size1, size);
        verifyConsistency(sha256, { size1, size2: size, root1, root2: root, path });
      }
    }
  });
});

describe("entry bundles", () => {
  it("read back as written, byte for byte", () => {
    const entries = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 256 });
    fc.assert(
      fc.property(entries, (written) => {
        expect(decodeEntryBundle(encodeEntryBundle(written)).map(toHex)).toEqual(written.map(toHex));
      }),
    );
    expect(toHex(encodeEntryBundle([utf8("ab"), utf8("")]))).toBe("000261620000");
    expect(decodeEntryBundle(encodeEntryBundle([new Uint8Array(65_535)]))[0]).toHaveLength(65_535);
  });

  it("refuse truncation at every byte, entries too long and entries too many", () => {
    const bundle = encodeEntryBundle([utf8("abc"), utf8("de")]);
    for (let length = 1; length < bundle.length; length++) {
      if (length === 5) continue; // exactly one entry
      expect(() => decodeEntryBundle(bundle.subarray(0, length))).toThrow(
        expect.objectContaining({ code: "malformed" }),
      );
    }
    const tooLarge = expect.objectContaining({ code: "too_large" });
    expect(() => encodeEntryBundle([new Uint8Array(65_536)])).toThrow(tooLarge);
    expect(() => encodeEntryBundle(Array.from({ length: 257 }, () => new Uint8Array(0)))).toThrow(tooLarge);
    expect(() => decodeEntryBundle(new Uint8Array(2 * 257))).toThrow(tooLarge);
  });
});

/** Reads hashes only from tiles that a log of this size serves. */
function tileReader(leaves: Uint8Array[]): HashReader {
  const { sha256 } = nobleSuite;
  const levels: Uint8Array[][] = [];
  for (let hashes = leaves; hashes.length > 0; ) {
    levels.push(hashes);
    const above: Uint8Array[] = [];
    for (let i = 0; i + 256 <= hashes.length; i += 256)
      above.push(rootOfHashes(sha256, hashes.slice(i, i + 256)));
    hashes = above;
  }
  return {
    read: (ids: NodeId[]) =>
      ids.map((id) => {
        const { level, n, offset, count } = tileRangeOf(id);
        const width = widthOfTile(level, n, leaves.length);
        if (offset + count > width) throw new Error(`beyond tile ${tilePath(level, n, width)}`);
        return rootOfHashes(sha256, levels[level]?.slice(n * 256 + offset, n * 256 + offset + count) ?? []);
      }),
  };
}
