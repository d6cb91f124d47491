import { describe, expect, test } from "vitest";
import { goodUntilMs, type VerdictFacts, verdictOf } from "./verdict";

const step = (id: string, bizStep: string, disposition?: string) => ({
  id,
  eventTime: `2026-11-1${id}T08:00:00+08:00`,
  bizStep,
  mayRecall: true,
  ...(disposition === undefined ? {} : { disposition }),
});
const facts = (over: Partial<VerdictFacts>): VerdictFacts => ({
  steps: [step("1", "commissioning", "active"), step("2", "shipping", "in_transit")],
  nowMs: Date.parse("2026-11-20T00:00:00Z"),
  excursions: 0,
  ...over,
});

describe("the verdict of a scan", () => {
  test("is unknown when no record is about the code", () => {
    expect(verdictOf(facts({ steps: [] }))).toEqual({ kind: "unknown" });
  });

  test("is traced when nothing speaks against it, and says how many excursions there were", () => {
    expect(verdictOf(facts({ excursions: 2 }))).toEqual({ kind: "traced", steps: 2, excursions: 2 });
  });

  test("is expired one millisecond after the last good moment, and not before", () => {
    const goodUntil = facts({}).nowMs;
    expect(verdictOf(facts({ goodUntilMs: goodUntil })).kind).toBe("traced");
    expect(verdictOf(facts({ goodUntilMs: goodUntil - 1 })).kind).toBe("expired");
  });

  test.each([
    ["decommissioning", undefined, "decommissioned"],
    ["destroying", undefined, "destroyed"],
    ["storing", "inactive", "decommissioned"],
    ["storing", "disposed", "destroyed"],
    ["consuming", undefined, "consumed"],
  ] as const)("ends with %s / %s as %s", (bizStep, disposition, reason) => {
    const verdict = verdictOf(
      facts({ steps: [step("1", "commissioning"), step("2", bizStep, disposition)] }),
    );
    expect(verdict).toMatchObject({ kind: "decommissioned", reason, id: "2" });
  });

  test("puts a recall before everything else", () => {
    const steps = [step("1", "commissioning"), step("2", "holding", "recalled"), step("3", "destroying")];
    expect(verdictOf(facts({ steps, goodUntilMs: 0 }))).toMatchObject({ kind: "recalled", id: "2" });
  });

  test("takes a recall back when a later disposition says otherwise", () => {
    const steps = [step("1", "holding", "recalled"), step("2", "stocking", "sellable_accessible")];
    expect(verdictOf(facts({ steps })).kind).toBe("traced");
  });

  test("does not believe a recall, or its end, of somebody who has no say", () => {
    const stranger = { ...step("2", "holding", "recalled"), mayRecall: false };
    expect(verdictOf(facts({ steps: [step("1", "commissioning"), stranger] })).kind).toBe("traced");
    const shop = { ...step("2", "stocking", "sellable_accessible"), mayRecall: false };
    expect(verdictOf(facts({ steps: [step("1", "holding", "recalled"), shop] })).kind).toBe("recalled");
  });

  test("keeps a recall although parts of the lot move on", () => {
    const steps = [step("1", "holding", "recalled"), step("2", "shipping", "in_transit")];
    expect(verdictOf(facts({ steps })).kind).toBe("recalled");
  });

  test("holds a date good until the end of its day where the pack was made", () => {
    expect(goodUntilMs("2026-11-20", "+08:00")).toBe(Date.parse("2026-11-20T15:59:59.999Z"));
    expect(goodUntilMs("2026-11-20T10:00:00+08:00", "+01:00")).toBe(Date.parse("2026-11-20T02:00:00Z"));
    expect(goodUntilMs("soon", "+08:00")).toBeUndefined();
  });
});
