import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BandExcursion, excursionsOf, gapsOf, sideOf, timeOutside } from "./excursions";

const minute = 60_000;
const band = { minimum: 2, maximum: 8 };

function every5(...values: number[]) {
  return values.map((value, i) => ({ timeMs: i * 5 * minute, value }));
}

describe("excursionsOf", () => {
  it("runs from the first reading outside to the first back inside, with the peak", () => {
    expect(excursionsOf(every5(5, 9, 11, 10, 7, 5), band, 15 * minute)).toEqual<BandExcursion[]>([
      { fromMs: 5 * minute, toMs: 20 * minute, durationMs: 15 * minute, peak: 11, side: "above" },
    ]);
  });

  it("counts the limits themselves as inside", () => {
    expect(excursionsOf(every5(2, 8, 2), band, 15 * minute)).toEqual([]);
    expect(sideOf(8.01, band)).toBe("above");
    expect(sideOf(-100, { minimum: null, maximum: 8 })).toBeNull();
  });

  it("tells apart the two sides", () => {
    const sides = excursionsOf(every5(9, 1, 5), band, 15 * minute).map(({ side, peak }) => [side, peak]);
    expect(sides).toEqual([
      ["above", 9],
      ["below", 1],
    ]);
  });

  it("says nothing about a gap", () => {
    const readings = [
      ...every5(5, 9),
      { timeMs: 600 * minute, value: 9 },
      { timeMs: 605 * minute, value: 5 },
    ];
    const excursions = excursionsOf(readings, band, 15 * minute);
    expect(excursions.map(({ durationMs }) => durationMs)).toEqual([0, 5 * minute]);
    expect(gapsOf(readings, 15 * minute)).toEqual([{ fromMs: 5 * minute, toMs: 600 * minute }]);
  });

  it("accounts for every stretch after a reading outside, once", () => {
    const step = fc.record({ wait: fc.integer({ min: 1, max: 30 }), value: fc.integer({ min: 0, max: 10 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let timeMs = 0;
        const readings = steps.map(({ wait, value }) => {
          timeMs += wait * minute;
          return { timeMs, value };
        });
        const longest = 15 * minute;
        const expected = readings.slice(1).reduce((sum, reading, i) => {
          const before = readings[i] ?? reading;
          const interval = reading.timeMs - before.timeMs;
          return sideOf(before.value, band) !== null && interval <= longest ? sum + interval : sum;
        }, 0);
        expect(timeOutside(excursionsOf(readings, band, longest))).toBe(expected);
      }),
    );
  });
});
