import { describe, expect, it } from "vitest";
import { fromBase64 } from "../bytes";
import { nobleSuite } from "../crypto/noble-suite";
import { readShared } from "../testing/shared-data";
import { leafHash } from "./hash";
import { pathOfHashes, rootOfHashes } from "./tree";
import { rootFromInclusion, verifyConsistency, verifyInclusion } from "./verify";

const { sha256 } = nobleSuite;
const refused = expect.objectContaining({ code: "verification", step: "path" });
const hashes = Array.from({ length: 20 }, (_, i) => leafHash(sha256, Uint8Array.of(i)));

interface InclusionCase {
  name: string;
  leafIdx: number;
  treeSize: number;
  root: string | null;
  leafHash: string | null;
  proof: string[] | null;
  wantErr: boolean;
}

interface ConsistencyCase {
  name: string;
  size1: number;
  size2: number;
  root1: string | null;
  root2: string | null;
  proof: string[] | null;
  wantErr: boolean;
}

const inclusionCases = readShared<InclusionCase[]>("merkle/inclusion.json");
const consistencyCases = readShared<ConsistencyCase[]>("merkle/consistency.json");
const bytesOf = (text: string | null) => fromBase64(text ?? "");

describe("published vectors (transparency-dev/merkle testdata)", () => {
  it.skipIf(inclusionCases === null)(
    "of inclusion each get their verdict (skipped without ../shared/data)",
    () => {
      expect(inclusionCases?.length).toBeGreaterThanOrEqual(42);
      for (const { name, leafIdx, treeSize, wantErr, ...texts } of inclusionCases ?? []) {
        const verify = () =>
          verifyInclusion(sha256, {
            index: leafIdx,
            size: treeSize,
            leafHash: bytesOf(texts.leafHash),
            path: (texts.proof ?? []).map(bytesOf),
            root: bytesOf(texts.root),
          });
        if (wantErr) expect(verify, name).toThrow(refused);
        else expect(verify, name).not.toThrow();
      }
    },
  );

  it.skipIf(consistencyCases === null)(
    "of consistency each get their verdict (skipped without ../shared/data)",
    () => {
      expect(consistencyCases?.length).toBeGreaterThanOrEqual(48);
      for (const { name, size1, size2, wantErr, ...texts } of consistencyCases ?? []) {
        const verify = () =>
          verifyConsistency(sha256, {
            size1,
            size2,
            root1: bytesOf(texts.root1),
            root2: bytesOf(texts.root2),
            path: (texts.proof ?? []).map(bytesOf),
          });
        if (wantErr) expect(verify, name).toThrow(refused);
        else expect(verify, name).not.toThrow();
      }
    },
  );
});

describe("verifyInclusion", () => {
  const size = 13;
  const tree = hashes.slice(0, size);
  const root = rootOfHashes(sha256, tree);

  it("refuses every single flipped bit of leaf hash, path and root", () => {
    for (const index of [0, 5, 12]) {
      const proof = {
        index,
        size,
        leafHash: tree[index] as Uint8Array,
        path: pathOfHashes(sha256, tree, index),
        root,
      };
      expect(() => verifyInclusion(sha256, proof)).not.toThrow();
      for (const hash of [proof.leafHash, ...proof.path, proof.root]) {
        for (let bit = 0; bit < 256; bit++) {
          flip(hash, bit);
          expect(() => verifyInclusion(sha256, proof)).toThrow(refused);
          flip(hash, bit);
        }
      }
    }
  });

  it("refuses every other index and path length, and another size unless root and path say so", () => {
    const path = pathOfHashes(sha256, tree, 5);
    const leaf = tree[5] as Uint8Array;
    for (let index = -1; index <= size; index++) {
      if (index !== 5)
        expect(() => verifyInclusion(sha256, { index, size, leafHash: leaf, path, root })).toThrow(refused);
    }
    for (const bad of [path.slice(1), path.slice(0, -1), [...path, root], [leaf, ...path], []]) {
      expect(() => verifyInclusion(sha256, { index: 5, size, leafHash: leaf, path: bad, root })).toThrow(
        refused,
      );
    }
  });

  it.each([-1, 0.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY])("refuses the size or index %d", (bad) => {
    expect(() => rootFromInclusion(sha256, { index: 0, size: bad, leafHash: root, path: [] })).toThrow(
      refused,
    );
    expect(() => rootFromInclusion(sha256, { index: bad, size: 5, leafHash: root, path: [] })).toThrow(
      refused,
    );
  });

  it("refuses hashes that are not 32 bytes", () => {
    const short = new Uint8Array(31);
    expect(() => rootFromInclusion(sha256, { index: 0, size: 2, leafHash: short, path: [root] })).toThrow(
      refused,
    );
    expect(() => rootFromInclusion(sha256, { index: 0, size: 2, leafHash: root, path: [short] })).toThrow(
      refused,
    );
  });

  it("handles trees beyond 32 bits", () => {
    const path = Array.from({ length: 52 }, () => root);
    const size = 2 ** 52;
    expect(rootFromInclusion(sha256, { index: 2 ** 51 + 12345, size, leafHash: root, path })).toHaveLength(
      32,
    );
    expect(() => rootFromInclusion(sha256, { index: 0, size, leafHash: root, path: path.slice(1) })).toThrow(
      refused,
    );
  });
});

function flip(bytes: Uint8Array, bit: number): void {
  const at = Math.floor(bit / 8);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit % 8));
}
