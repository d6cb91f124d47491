import { describe, expect, test } from "vitest";
import { codeProblemOf } from "./code-problem";

describe("what is wrong with a code", () => {
  test.each([
    ["/01/09506000134353", { reason: "check_digit", ai: "01", value: "09506000134353", expected: "2" }],
    ["/00/095060001343520004", { reason: "check_digit", ai: "00", expected: expect.stringMatching(/^\d$/) }],
    ["/01/0950600013435", { reason: "check_digit", ai: "01" }],
    ["/01/095060001343521", { reason: "length", value: "095060001343521" }],
    ["/01/0950600013435A", { reason: "characters", value: "0950600013435A" }],
    ["/01/", { reason: "length" }],
    ["/999/123", { reason: "unknown_key", value: "999" }],
    ["/01/09506000134352/00/123", { reason: "qualifier", value: "00/123" }],
    ["/01/09506000134352/10", { reason: "qualifier", value: "10" }],
    ["/01/%E0%A4%A", { reason: "characters" }],
  ])("is said of %s", (path, problem) => {
    expect(codeProblemOf(path)).toMatchObject({ kind: "malformed", ...problem });
  });
});
