import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { vocabularies } from "../epcis/vocabulary";
import { convert, isConvertible, unitsOf } from "./units";

const measured = [...vocabularies.measurementType.words].filter((type) => unitsOf(type).length > 0);
const pairs = measured.flatMap((type) => {
  const units = unitsOf(type);
  return units.flatMap((from) => units.map((to) => [from, to] as const));
});

describe("convert", () => {
  it.each([
    [5, "CEL", "KEL", 278.15],
    [278.15, "KEL", "CEL", 5],
    [212, "FAH", "CEL", 100],
    [-40, "CEL", "FAH", -40],
    [0.6, "C62", "P1", 60],
    [12, "A93", "KMQ", 0.012],
    [36, "KMH", "MTS", 10],
    [1, "KNT", "KMH", 1.852],
    [1, "SMI", "KMT", 1.609344],
    [1, "LBR", "GRM", 453.59237],
    [1013.25, "A97", "ATM", 1],
    [2, "HUR", "MIN", 120],
    [Math.PI, "C81", "DD", 180],
  ])("gives %d %s in %s as %d", (value, from, to, expected) => {
    expect(convert(value, from, to)).toBeCloseTo(expected, 9);
  });

  it("comes back to where it started, for every pair of units", () => {
    expect(pairs.length).toBeGreaterThan(300);
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...pairs), value, ([from, to], amount) => {
        const back = convert(convert(amount, from, to), to, from);
        return Math.abs(back - amount) <= 1e-9 * Math.max(1000, Math.abs(amount));
      }),
    );
  });

  it("leaves a value in its own unit untouched, known or not", () => {
    expect(convert(0.1, "CEL", "CEL")).toBe(0.1);
    expect(convert(0.1, "ZZZ", "ZZZ")).toBe(0.1);
  });

  it("refuses to mix quantities and units it does not know", () => {
    expect(() => convert(1, "CEL", "KGM")).toThrow('expected a unit that converts to KGM, got "CEL"');
    expect(() => convert(1, "ZZZ", "CEL")).toThrow("ZZZ");
    expect(isConvertible("CEL", "FAH")).toBe(true);
    expect(isConvertible("CEL", "P1")).toBe(false);
  });

  it("gives each unit to one quantity only", () => {
    for (const [from, to] of pairs) expect(isConvertible(from, to)).toBe(true);
  });
});
