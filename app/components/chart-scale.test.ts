import { describe, expect, test } from "vitest";
import { chartScale, curvePath, longestIntervalMs } from "./chart-scale";

const hour = 3_600_000;
const start = Date.parse("2026-11-21T22:00:00Z");
const points = [3, 4, 9, 5, 3].map((value, i) => ({ timeMs: start + i * hour, value }));
const band = { minimum: 0, maximum: 4 };

describe("chartScale", () => {
  test("every reading and the limits near it lie within the chart", () => {
    const scale = chartScale(points, band, 480);
    for (const { timeMs, value } of points) {
      expect(scale.x(timeMs)).toBeGreaterThanOrEqual(0);
      expect(scale.x(timeMs)).toBeLessThanOrEqual(100);
      expect(scale.y(value)).toBeGreaterThan(0);
      expect(scale.y(value)).toBeLessThan(100);
    }
    expect(scale.y(0)).toBeLessThan(100);
    expect(scale.y(9)).toBeLessThan(scale.y(4));
  });

  test("time ticks stand at round hours of the place's own clock", () => {
    const half = chartScale(points, band, 330).timeTicks;
    expect(half.every((tick) => (tick + 330 * 60_000) % hour === 0)).toBe(true);
    expect(half.length).toBeGreaterThan(1);
    expect(half.length).toBeLessThanOrEqual(7);
  });

  test("a limit far from every reading does not flatten the curve", () => {
    const cold = points.map((point) => ({ ...point, value: point.value - 200 }));
    expect(chartScale(cold, { minimum: null, maximum: 25 }, 0).y(25)).toBeLessThan(0);
  });

  test("one reading, or readings that are all the same, still have a scale", () => {
    const [only = { timeMs: start, value: 3 }] = points;
    const scale = chartScale([only], { minimum: null, maximum: null }, 0);
    expect(scale.x(start)).toBe(50);
    expect(scale.y(3)).toBeCloseTo(50);
  });
});

test("a curve is broken where readings are missing", () => {
  const gapped = [...points, { timeMs: start + 30 * hour, value: 3 }];
  const scale = chartScale(gapped, band, 0);
  expect(curvePath(gapped, scale, longestIntervalMs(gapped)).match(/M/g)).toHaveLength(2);
});
