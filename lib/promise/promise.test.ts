import { describe, expect, test } from "vitest";
import { toBase64Url } from "@/lib/bytes";
import { nobleSuite } from "@/lib/crypto/noble-suite";
import { type JsonObject, parseJson } from "@/lib/json";
import { leafHash } from "@/lib/merkle/hash";
import { formatTlogProof } from "@/lib/note/tlog-proof";
import { flippedBytes, flippedTexts } from "@/lib/proof/testing/flips";
import { parties, SmallLog } from "@/lib/proof/testing/small-log";
import { twoMembers } from "@/lib/proof/testing/two-members";
import { pinLog } from "@/lib/proof/trust";
import { leafHashes } from "@/lib/receipt/testing/log-receipts";
import { statementTypes } from "@/lib/statement/statement";
import { formatBrokenPromise, parseBrokenPromise } from "./broken-promise";
import { formatEntryPromise, parseEntryPromise } from "./entry-promise";
import { decodeBatchPromise, encodeBatchPromise } from "./promise";
import { entryPromise } from "./testing/log-promises";
import { verifyBrokenPromise, verifyPromise } from "./verify-promise";

const { sha256 } = nobleSuite;
const { log, trust } = twoMembers();
const pinned = pinLog(trust);
const hashes = leafHashes(log);

function batchOf(firstIndex: number, count: number) {
  return { firstIndex, leafHashes: hashes.slice(firstIndex, firstIndex + count) };
}

describe("a promise", () => {
  test("holds for every entry of batches of every size, and survives its JSON", async () => {
    for (let count = 1; count <= 5; count++) {
      for (let position = 0; position < count; position++) {
        const promise = entryPromise(log, batchOf(2, count), position);
        const said = await verifyPromise(nobleSuite, promise, pinned);
        expect(said).toMatchObject({ index: 2 + position, leafHash: hashes[2 + position] });
        const json = parseJson(JSON.stringify(formatEntryPromise(promise)));
        expect(parseEntryPromise(json)).toEqual(promise);
      }
    }
  });

  test("is refused for another index, leaf hash, place, size or log", async () => {
    const promise = entryPromise(log, batchOf(1, 4), 2);
    const other = pinLog({ origin: "b.example", logVkey: new SmallLog("b.example").vkey });
    const step = (changes: object, by = pinned) =>
      verifyPromise(nobleSuite, { ...promise, ...changes }, by).then(
        () => "accepted",
        (error) => error.step,
      );
    expect(await step({})).toBe("accepted");
    expect(await step({ index: 4 })).toBe("batch path");
    expect(await step({ leafHash: hashes[0] })).toBe("batch path");
    expect(await step({ position: 3 })).toBe("batch path");
    expect(await step({ count: 3 })).toBe("batch path");
    expect(await step({ path: promise.path.slice(1) })).toBe("batch path");
    expect(await step({}, other)).toBe("promise signature");
  });

  test("is refused when any bit of its signed part is changed", async () => {
    const promise = entryPromise(log, batchOf(1, 4), 2);
    for (const { bit, bytes } of flippedBytes(promise.statement, 3)) {
      const verdict = await verifyPromise(nobleSuite, { ...promise, statement: bytes }, pinned).then(
        () => "accepted",
        (error) => error.code,
      );
      expect(verdict, `bit ${bit}`).toBe("verification");
    }
  });

  test("is refused, or says the very same, when any bit of its file is changed", async () => {
    const promise = entryPromise(log, batchOf(1, 4), 2);
    const file = JSON.stringify(formatEntryPromise(promise));
    for (const { bit, text } of flippedTexts(file, 5)) {
      const verdict = await (async () =>
        verifyPromise(nobleSuite, parseEntryPromise(parseJson(text)), pinned))().then(
        () => "accepted",
        (error) => error.code,
      );
      expect(verdict, `bit ${bit}`).toMatch(/^(malformed|unsupported|verification)$/);
    }
  });

  test("cannot be taken for a statement's signature, nor the other way round", () => {
    const { statement } = entryPromise(log, batchOf(1, 4), 2);
    const state = log.sign(log.log, statementTypes.membershipState, log.membership.stateRoot(sha256));
    expect(() => decodeBatchPromise(state)).toThrow();
    const { protectedBytes, root, signature } = decodeBatchPromise(statement);
    expect(encodeBatchPromise(protectedBytes, root, signature)).toEqual(statement);
  });

  test.each<[string, JsonObject]>([
    ["a missing member", { version: 1 }],
    ["another version", { version: 2 }],
    ["an additional member", { extra: 1 }],
    ["padding", { leafHash: `${toBase64Url(new Uint8Array(32))}=` }],
    ["a negative index", { index: -1 }],
  ])("file is refused with %s", (name, changes) => {
    const file = formatEntryPromise(entryPromise(log, batchOf(1, 2), 0));
    const changed = name === "a missing member" ? changes : { ...file, ...changes };
    expect(() => parseEntryPromise(changed)).toThrow("expected");
  });
});

/**
 * A log that does not keep its promise: the same key promises index i to one entry, then signs a checkpoint in which another
 * is there.
 */
function forgedLog() {
  const forged = new SmallLog();
  forged.join(parties.farm, "manufacturer");
  const promisedEntry = forged.sign(parties.farm, statementTypes.capture, new Uint8Array(32).fill(1));
  const index = forged.entries.length;
  const batch = { firstIndex: index, leafHashes: [leafHash(sha256, promisedEntry)] };
  const promise = entryPromise(forged, batch, 0);
  const other = forged.sign(parties.farm, statementTypes.capture, new Uint8Array(32).fill(2));
  forged.admit(other);
  forged.state();
  return { forged, promise, index, leafHash: leafHash(sha256, other) };
}

describe("a broken promise", () => {
  const { forged, promise, index, leafHash: otherLeafHash } = forgedLog();
  const proof = formatTlogProof(forged.proofOf(index));
  const evidence = { promise, leafHash: otherLeafHash, proof };
  const theirs = pinLog({ origin: forged.origin, logVkey: forged.vkey });

  test("is proven by two things the log signed", async () => {
    const json = parseJson(JSON.stringify(formatBrokenPromise(evidence)));
    const shown = await verifyBrokenPromise(nobleSuite, parseBrokenPromise(json), theirs);
    expect(shown).toMatchObject({ index, leafHash: promise.leafHash, otherLeafHash });
    expect(shown.signed.promise).toEqual(promise.statement);
    expect(proof.endsWith(shown.signed.checkpoint)).toBe(true);
  });

  test("cannot be claimed of a log that kept it", async () => {
    const kept = entryPromise(log, batchOf(3, 2), 1);
    const honest = {
      promise: kept,
      leafHash: hashes[4] ?? otherLeafHash,
      proof: formatTlogProof(log.proofOf(4)),
    };
    await expect(verifyBrokenPromise(nobleSuite, honest, pinned)).rejects.toMatchObject({
      step: "contradiction",
    });
    const elsewhere = {
      ...honest,
      leafHash: hashes[3] ?? otherLeafHash,
      proof: formatTlogProof(log.proofOf(3)),
    };
    await expect(verifyBrokenPromise(nobleSuite, elsewhere, pinned)).rejects.toMatchObject({
      step: "contradiction",
    });
    await expect(
      verifyBrokenPromise(nobleSuite, { ...honest, leafHash: otherLeafHash }, pinned),
    ).rejects.toMatchObject({ step: "checkpoint root" });
  });

  test("cannot be claimed with a promise of another log, or a checkpoint nobody signed", async () => {
    const foreign = entryPromise(
      new SmallLog("b.example"),
      { firstIndex: index, leafHashes: [hashes[0] ?? otherLeafHash] },
      0,
    );
    await expect(
      verifyBrokenPromise(nobleSuite, { ...evidence, promise: foreign }, theirs),
    ).rejects.toMatchObject({ step: "promise signature" });
    const unsigned = proof.replace(/(— \S+ )(\S)/, (_, head, first) => `${head}${first === "A" ? "B" : "A"}`);
    await expect(
      verifyBrokenPromise(nobleSuite, { ...evidence, proof: unsigned }, theirs),
    ).rejects.toMatchObject({ code: "verification" });
  });

  test("is not accepted when any bit of the evidence is changed", async () => {
    const file = JSON.stringify(formatBrokenPromise(evidence));
    for (const { bit, text } of flippedTexts(file, 11)) {
      const verdict = await (async () =>
        verifyBrokenPromise(nobleSuite, parseBrokenPromise(parseJson(text)), theirs))().then(
        () => "accepted",
        (error) => error.code,
      );
      expect(verdict, `bit ${bit}`).toMatch(/^(malformed|unsupported|verification)$/);
    }
  });
});
