import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { meanKineticTemperature, timeWeightedMeanKineticTemperature } from "./mean-kinetic-temperature";

const hour = 3_600_000;

describe("meanKineticTemperature", () => {
  it.each([
    [Array<number>(24).fill(5), 5],
    [[2, 8], 5.536],
    [[...Array<number>(23).fill(5), 25], 7.756],
    [[20, 25, 30], 25.858],
  ])("reproduces the worked figure for %j", (temperatures, expected) => {
    expect(meanKineticTemperature(temperatures)).toBeCloseTo(expected, 3);
  });

  it("lies between the arithmetic mean and the highest temperature", () => {
    const temperatures = fc.array(fc.double({ min: -80, max: 60, noNaN: true }), {
      minLength: 1,
      maxLength: 50,
    });
    fc.assert(
      fc.property(temperatures, (list) => {
        const mean = list.reduce((sum, one) => sum + one, 0) / list.length;
        const kinetic = meanKineticTemperature(list);
        expect(kinetic).toBeGreaterThanOrEqual(mean - 1e-6);
        expect(kinetic).toBeLessThanOrEqual(Math.max(...list) + 1e-6);
      }),
    );
  });

  it("refuses nothing at all and the impossible", () => {
    expect(() => meanKineticTemperature([])).toThrow("at least one");
    expect(() => meanKineticTemperature([-300])).toThrow("a temperature in °C");
    expect(() => meanKineticTemperature([5], [-1])).toThrow("a weight");
  });
});

describe("timeWeightedMeanKineticTemperature", () => {
  it("equals the plain mean for readings that stand for equal times", () => {
    const readings = [5, 25, 25, 5].map((celsius, i) => ({ timeMs: i * hour, celsius }));
    const weights = [0.5, 1, 1, 0.5];
    const expected = meanKineticTemperature([5, 25, 25, 5], weights);
    expect(timeWeightedMeanKineticTemperature(readings)).toBeCloseTo(expected, 9);
  });

  it("is not moved by more frequent readings of the same course", () => {
    const at = (hours: number, celsius: number) => ({ timeMs: hours * hour, celsius });
    const sparse = [at(0, 5), at(23, 5), at(24, 20), at(48, 20)];
    const between = Array.from({ length: 22 * 60 }, (_, i) => at((i + 1) / 60, 5));
    const dense = [at(0, 5), ...between, ...sparse.slice(1)];
    const expected = timeWeightedMeanKineticTemperature(sparse);
    expect(timeWeightedMeanKineticTemperature(dense)).toBeCloseTo(expected, 9);
    expect(meanKineticTemperature(dense.map(({ celsius }) => celsius))).toBeLessThan(expected - 5);
  });

  it("lets no reading stand for a gap", () => {
    const readings = [
      { timeMs: 0, celsius: 5 },
      { timeMs: hour, celsius: 5 },
      { timeMs: 100 * hour, celsius: 30 },
    ];
    const longestIntervalMs = 2 * hour;
    expect(timeWeightedMeanKineticTemperature(readings, { longestIntervalMs })).toBeCloseTo(5, 9);
  });

  it("takes a single reading for what it is", () => {
    expect(timeWeightedMeanKineticTemperature([{ timeMs: 0, celsius: 7 }])).toBeCloseTo(7, 9);
  });
});
