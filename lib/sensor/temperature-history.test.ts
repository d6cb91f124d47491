import { describe, expect, test } from "vitest";
import { type TemperatureReading, temperatureHistory } from "./temperature-history";

const minute = 60_000;
const cold = { minimum: 0, maximum: 4 };

/** Readings every five minutes from `fromMinute`. */
function log(device: string, source: number, fromMinute: number, celsius: number[]): TemperatureReading[] {
  return celsius.map((value, i) => ({
    timeMs: (fromMinute + 5 * i) * minute,
    celsius: value,
    device,
    source,
  }));
}

describe("a temperature history", () => {
  test("is undefined without readings", () => {
    expect(temperatureHistory([], [])).toBeUndefined();
  });

  test("tells extremes, count and an excursion from the first reading outside to the first back inside", () => {
    const history = temperatureHistory(log("a", 0, 0, [2, 3, 5, 6, 5, 3, 2]), [cold]);
    expect(history).toMatchObject({ count: 7, minimum: 2, maximum: 6, outsideMs: 15 * minute });
    expect(history?.excursions).toEqual([
      {
        fromMs: 10 * minute,
        toMs: 25 * minute,
        durationMs: 15 * minute,
        peak: 6,
        peakAtMs: 15 * minute,
        side: "above",
        isPartial: false,
      },
    ]);
  });

  test("judges each reading by the limits of its own event", () => {
    const readings = [...log("field", 0, 0, [12, 12]), ...log("truck", 1, 10, [3, 3])];
    const history = temperatureHistory(readings, [{ minimum: 0, maximum: 20 }, cold]);
    expect(history?.excursions).toEqual([]);
    expect(history?.limits.map(({ maximum }) => maximum)).toEqual([20, 4]);
  });

  test("counts a moment once when two devices are outside together, and says when only one was", () => {
    const warm = [2, 6, 6, 2];
    const both = temperatureHistory([...log("a", 0, 0, warm), ...log("b", 0, 0, warm)], [cold]);
    expect(both).toMatchObject({
      outsideMs: 10 * minute,
      excursions: [{ isPartial: false }, { isPartial: false }],
    });
    const one = temperatureHistory([...log("a", 0, 0, warm), ...log("b", 0, 0, [2, 2, 2, 2])], [cold]);
    expect(one).toMatchObject({ outsideMs: 10 * minute, excursions: [{ isPartial: true }] });
  });

  test("sees a gap where no device measured", () => {
    const readings = [...log("a", 0, 0, [2, 2, 2]), ...log("a", 0, 120, [2, 2])];
    expect(temperatureHistory(readings, [cold])?.gaps).toEqual([{ fromMs: 10 * minute, toMs: 120 * minute }]);
  });

  test("keeps the extremes when it thins the curve, and comes out the same whatever the order of the readings", () => {
    const readings = log(
      "a",
      0,
      0,
      Array.from({ length: 3000 }, (_, i) => (i === 1234 ? 9.5 : Math.sin(i) + 2)),
    );
    const history = temperatureHistory(readings, [cold]);
    expect(history?.curves[0]?.points.length).toBeLessThanOrEqual(222);
    expect(history?.curves[0]?.points.some(([, celsius]) => celsius === 9.5)).toBe(true);
    expect(temperatureHistory(readings.toReversed(), [cold])).toEqual(history);
  });
});
