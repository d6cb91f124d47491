import { beforeAll, describe, expect, test } from "vitest";
import { fromHex, toHex } from "@/lib/bytes";
import { CborTag, type CborValue, decodeCbor, encodeCbor } from "@/lib/cbor";
import { nobleSuite } from "@/lib/crypto/noble-suite";
import { rootFromInclusion, rootsFromConsistency } from "@/lib/merkle/verify";
import { flippedBytes } from "@/lib/proof/testing/flips";
import { SmallLog } from "@/lib/proof/testing/small-log";
import { twoMembers } from "@/lib/proof/testing/two-members";
import { decodeSign1, encodeSign1 } from "@/lib/statement/sign1";
import { decodeReceipt, encodeReceipt, verifyConsistencyReceipt, verifyInclusionReceipt } from "./receipt";
import { consistencyReceipt, headAt, inclusionReceipt, namedLog } from "./testing/log-receipts";
import { decodeVdp, encodeVdp } from "./vdp";

const { sha256 } = nobleSuite;
const { log } = twoMembers();
const size = log.entries.length;

function entryAt(index: number): Uint8Array {
  return log.entries[index] ?? new Uint8Array();
}

describe("a receipt of inclusion", () => {
  test("holds for every entry in every tree that has it, and writes back byte for byte", async () => {
    for (let at = 1; at <= size; at++) {
      for (let index = 0; index < at; index++) {
        const bytes = inclusionReceipt(log, index, at);
        const receipt = decodeReceipt(bytes);
        const { vdp, head } = await verifyInclusionReceipt(
          nobleSuite,
          receipt,
          entryAt(index),
          namedLog(log),
        );
        expect(vdp).toMatchObject({ index, size: at });
        expect(head).toEqual(headAt(log, at));
        expect(encodeReceipt(receipt, receipt.vdp)).toEqual(bytes);
      }
    }
  });

  test("is one signature for all entries of a tree", () => {
    const signatures = [0, 1, 2].map((index) => toHex(decodeReceipt(inclusionReceipt(log, index)).signature));
    expect(new Set(signatures).size).toBe(1);
  });

  test("is refused for another entry, another log and another key", async () => {
    const receipt = decodeReceipt(inclusionReceipt(log, 2));
    const other = new SmallLog("other.example/log");
    const refused = (entry: Uint8Array, named: ReturnType<typeof namedLog>) =>
      verifyInclusionReceipt(nobleSuite, receipt, entry, named).catch((error) => error.step);
    expect(await refused(entryAt(3), namedLog(log))).toBe("log signature");
    expect(await refused(entryAt(2), namedLog(other))).toBe("log signature");
    const stolen = { ...namedLog(log), key: { alg: -19 as const, bytes: fromHex("11".repeat(32)) } };
    expect(await refused(entryAt(2), stolen)).toBe("log signature");
  });

  test("is refused when any bit of it is changed", async () => {
    const bytes = inclusionReceipt(log, 3);
    let tried = 0;
    for (const { bit, bytes: flipped } of flippedBytes(bytes, 3)) {
      tried++;
      const verdict = await (async () =>
        verifyInclusionReceipt(nobleSuite, decodeReceipt(flipped), entryAt(3), namedLog(log)))().then(
        () => "accepted",
        (error) => error.code,
      );
      expect(verdict, `bit ${bit}`).toMatch(/^(malformed|unsupported|verification)$/);
    }
    expect(tried).toBeGreaterThan(700);
  });

  test("cannot tell another index than it was given, though paths of several sizes have one shape", async () => {
    // Leaf 4 of 5 has the path [left four]; so has leaf 1 of 2.
    const { protectedBytes, signature, vdp } = decodeReceipt(inclusionReceipt(log, 4, 5));
    expect(vdp.path).toHaveLength(1);
    expect(() =>
      encodeReceipt({ protectedBytes, signature }, { kind: "inclusion", size: 2, index: 1, path: vdp.path }),
    ).toThrow("tree-size");
  });
});

describe("a receipt of consistency", () => {
  test("leads from every smaller tree to every larger one", async () => {
    for (let size2 = 1; size2 <= size; size2++) {
      for (let size1 = 1; size1 <= size2; size1++) {
        const receipt = decodeReceipt(await consistencyReceipt(log, size1, size2));
        const newer = await verifyConsistencyReceipt(nobleSuite, receipt, headAt(log, size1), namedLog(log));
        expect(newer).toEqual(headAt(log, size2));
      }
    }
  });

  test("is refused from another older tree, and as a receipt of inclusion", async () => {
    const receipt = decodeReceipt(await consistencyReceipt(log, 3, size));
    const other = { size: 3, rootHash: headAt(log, 4).rootHash };
    const refused = (older: typeof other) =>
      verifyConsistencyReceipt(nobleSuite, receipt, older, namedLog(log)).catch((error) => error.step);
    expect(await refused(other)).toBe("consistency");
    expect(await refused(headAt(log, 4))).toBe("consistency");
    const inclusion = verifyInclusionReceipt(nobleSuite, receipt, entryAt(0), namedLog(log));
    await expect(inclusion).rejects.toMatchObject({ step: "receipt kind" });
  });

  test("is refused when any bit of it is changed", async () => {
    const bytes = await consistencyReceipt(log, 3, size);
    for (const { bit, bytes: flipped } of flippedBytes(bytes, 5)) {
      const verdict = await (async () =>
        verifyConsistencyReceipt(nobleSuite, decodeReceipt(flipped), headAt(log, 3), namedLog(log)))().then(
        () => "accepted",
        (error) => error.code,
      );
      expect(verdict, `bit ${bit}`).toMatch(/^(malformed|unsupported|verification)$/);
    }
  });
});

describe("the decoder", () => {
  const good = inclusionReceipt(log, 1);
  const { protectedBytes, unprotected, signature } = decodeSign1(good, "receipt");
  const root = headAt(log, size).rootHash;
  const vdp = decodeVdp(unprotected);
  const proofs = (unprotected.get(396) as Map<CborValue, CborValue>).get(-1) as CborValue[];
  const sign1 = (changes: object) =>
    encodeSign1({ protectedBytes, unprotected, payload: null, signature, ...changes });
  const envelope = (...values: CborValue[]) => encodeCbor(new CborTag(18, values));

  test.each<[string, Uint8Array]>([
    ["an attached payload", sign1({ payload: root })],
    ["a second label", sign1({ unprotected: new Map([...unprotected, [4, "key"]]) })],
    ["two proofs", sign1({ unprotected: new Map([[396, new Map([[-1, [...proofs, ...proofs]]])]]) })],
    ["no proof", sign1({ unprotected: new Map([[396, new Map([[-1, []]])]]) })],
    [
      "both kinds",
      sign1({
        unprotected: new Map([
          [
            396,
            new Map([
              [-1, proofs],
              [-2, proofs],
            ]),
          ],
        ]),
      }),
    ],
    ["a proof that is not wrapped", sign1({ unprotected: new Map([[396, new Map([[-1, [[1, 0, []]]]])]]) })],
    ["an empty header", sign1({ protectedBytes: new Uint8Array() })],
    ["a fifth member", envelope(protectedBytes, unprotected, null, signature, 1)],
    ["no tag", encodeCbor([protectedBytes, unprotected, null, signature])],
    ["a byte behind it", Uint8Array.of(...good, 0)],
  ])("refuses %s", (_, bytes) => {
    expect(() => decodeReceipt(bytes)).toThrow();
  });

  test("accepts no bytes that it would not write, of any with a bit changed", () => {
    let accepted = 0;
    for (const { bytes } of flippedBytes(good)) {
      let receipt: ReturnType<typeof decodeReceipt>;
      try {
        receipt = decodeReceipt(bytes);
      } catch {
        continue;
      }
      accepted++;
      expect(encodeReceipt(receipt, receipt.vdp)).toEqual(bytes);
    }
    // Those in hashes, texts and the signature are well formed still.
    expect(accepted).toBeGreaterThan(1000);
  });

  test("refuses an index in a form longer than it need be", () => {
    const long = Uint8Array.of(0x83, 0x18, size, 0x18, 1, 0x80);
    expect(() => decodeVdp(new Map([[396, new Map([[-1, [long]]])]]))).toThrow("shortest");
    expect(decodeVdp(encodeVdp(vdp))).toEqual(vdp);
  });
});

/**
 * The two examples of draft-ietf-cose-merkle-tree-proofs-18, now RFC 9942 (examples/*.diag): a tree of five leaves, signed
 * with a key that was not published: what can be judged is the form, and the proofs against each other.
 */
describe("the published examples", () => {
  const inclusion = fromHex(
    "d28458" +
      "40a40126044a746573742d6b65792d3119018b010fa101782868747470733a2f2f7472616e73706172656e63792d736572766963652e6578616d706c652e636f6d" +
      "a119018ca12081586a830503835820" +
      "3d06455dd33da4e9bbd8090677a2d0955e6dffe4b92069605a468920d11980955820" +
      "33a5211719e06238a191c7244a7633187da2c9aaa5bc6dec54e2cbb4982554345820" +
      "4d75742d9ea02f7767dcd554a7878ff22cdb208be9f3d35f7aa7700b57e741c0f65840" +
      "34e81008fb0e4e52165766874545" +
      "0df608d0e5c015dffc5d607dd78236c2908f4e2b643817d9191d0abd7c074aff2b1bfda519ab3fab210ff2e0a1de275de6a7",
  );
  const consistency = fromHex(
    "d28458" +
      "40a40126044a746573742d6b65792d3119018b010fa101782868747470733a2f2f7472616e73706172656e63792d736572766963652e6578616d706c652e636f6d" +
      "a119018ca12181588c830305845820" +
      "3d06455dd33da4e9bbd8090677a2d0955e6dffe4b92069605a468920d11980955820" +
      "987ba8093cabe31046a77bbe9aa4b5f62675d943386c7fbbe249cbaca5da242d5820" +
      "33a5211719e06238a191c7244a7633187da2c9aaa5bc6dec54e2cbb4982554345820" +
      "4d75742d9ea02f7767dcd554a7878ff22cdb208be9f3d35f7aa7700b57e741c0f65840" +
      "a1373d8ba837eedb7680692e7bda76569acd2f92259ad482c7076f201c8657910f5623b1ecaa40d845a5d1a49f3f5bd8927096384cfccea5293" +
      "3f448523fe685",
  );
  const [one, two] = [decodeSign1(inclusion, "receipt"), decodeSign1(consistency, "receipt")];
  const [inTree, grown] = [decodeVdp(one.unprotected), decodeVdp(two.unprotected)];
  let root: Uint8Array;

  beforeAll(() => {
    // Leaf 3, which the consistency proof names, is the leaf of the inclusion proof.
    root = rootFromInclusion(sha256, {
      index: 3,
      size: 5,
      leafHash: grown.path[1] ?? root,
      path: inTree.path,
    });
  });

  test("have proofs that are read, and written back byte for byte", () => {
    expect(inTree).toMatchObject({ kind: "inclusion", size: 5, index: 3 });
    expect(grown).toMatchObject({ kind: "consistency", size1: 3, size2: 5 });
    expect(encodeSign1({ ...one, unprotected: encodeVdp(inTree) })).toEqual(inclusion);
    expect(encodeSign1({ ...two, unprotected: encodeVdp(grown) })).toEqual(consistency);
  });

  test("lead to one root, each by its own path", () => {
    const [h2, , h01] = grown.path;
    const root1 = rootFromInclusion(sha256, {
      ...{ index: 2, size: 3, leafHash: h2 ?? root },
      path: [h01 ?? root],
    });
    const [old, now] = rootsFromConsistency(sha256, { size1: 3, size2: 5, root1, path: grown.path });
    expect(toHex(old)).toBe(toHex(root1));
    expect(toHex(now)).toBe(toHex(root));
  });

  test("have a header that is not deterministic CBOR, and are not of this profile", () => {
    expect(() => decodeCbor(one.protectedBytes)).toThrow("ascending");
    expect(() => decodeReceipt(inclusion)).toThrow("ascending");
  });
});
