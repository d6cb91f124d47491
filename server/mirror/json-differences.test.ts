import { expect, test } from "vitest";
import { jsonDifferences } from "./json-differences";

test("names the members that differ, are missing or are added, however deep", () => {
  const ledger = { a: 1, b: { "c/d": ["x", { e: true }] }, f: [1, 2], g: [], h: "same" };
  const mirror = { a: 1, b: { "c/d": ["x", { e: false }] }, f: [1], g: {}, h: "same", i: null };
  expect(jsonDifferences(ledger, mirror)).toEqual([
    { pointer: "/b/c~1d/1/e", ledger: true, mirror: false },
    { pointer: "/f/1", ledger: 2, mirror: undefined },
    { pointer: "/g", ledger: [], mirror: {} },
    { pointer: "/i", ledger: undefined, mirror: null },
  ]);
  expect(jsonDifferences(ledger, structuredClone(ledger))).toEqual([]);
});
