import { describe, expect, test } from "vitest";
import { scanTexts } from "@/app/texts/scan";
import { parsePolicy } from "@/lib/note/policy";
import { formatVkey, makeVkey } from "@/lib/note/vkey";
import type { VerifiedBundle } from "@/lib/proof/verify";
import { claimedPolicy, witnessReport } from "./witnesses";

const key = (i: number) => formatVkey(makeVkey(`w${i}.example`, 4, new Uint8Array(32).fill(i)));
const witnesses = [1, 2, 3].map((i) => `witness w${i} ${key(i)}\n`).join("");
const text = `${witnesses}group g 2 w1 w2 w3\nquorum g\n`;
const words = { check: scanTexts.en.check, list: ", ", language: "en" as const };
const seenBy = (...names: string[]) =>
  ({
    cosignatures: names.map((name, i) => ({ name, time: 1_700_000_000 + i })),
  }) as unknown as VerifiedBundle;

describe("what a visitor is told of the witnesses", () => {
  test("names them, and when the last one saw the log, once there are enough for every record", () => {
    const report = witnessReport(
      { verified: [seenBy("w1", "w2"), seenBy("w1", "w3")] },
      parsePolicy(text),
      words,
    );
    expect(report.isEnough).toBe(true);
    expect(report.text).toContain("w1, w2 saw the same log");
    expect(report.text).toContain("2023");
  });

  test("is how many have, of how many are needed, while one record still waits for them", () => {
    const policy = parsePolicy(text);
    for (const least of [seenBy(), seenBy("w2")]) {
      const report = witnessReport({ verified: [seenBy("w1", "w2"), least, null] }, policy, words);
      expect(report).toEqual({
        isEnough: false,
        text: expect.stringMatching(new RegExp(`^${least.cosignatures.length} of 2 so far`)),
      });
    }
  });

  test("is that there are none, when the log names none", () => {
    const none = { isEnough: false, text: scanTexts.en.check.results.noWitnesses };
    expect(witnessReport({ verified: [seenBy()] }, undefined, words)).toEqual(none);
    expect(witnessReport({ verified: [seenBy()] }, parsePolicy("quorum none\n"), words)).toEqual(none);
  });

  test("is never that nobody is enough", () => {
    const policy = parsePolicy(`${witnesses}quorum none\n`);
    expect(witnessReport({ verified: [seenBy()] }, policy, words)).toMatchObject({ isEnough: false });
    expect(witnessReport({ verified: [seenBy("w1")] }, policy, words)).toMatchObject({ isEnough: true });
  });

  test("comes from the policy that stands in the file", () => {
    const file = { set: { version: 1 as const, subject: "", bundles: [] }, records: null };
    const trust = { origin: "log.example", vkey: "" };
    expect(claimedPolicy({ ...file, trust: { ...trust, policy: text } })).toEqual(parsePolicy(text));
    expect(claimedPolicy({ ...file, trust })).toBeUndefined();
  });
});
