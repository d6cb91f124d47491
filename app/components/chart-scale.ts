import type { Band, BandExcursion, Reading } from "@/lib/sensor/excursions";

/** Where a chart's marks stand, in per cent of its width and height. */
export interface ChartScale {
  x(timeMs: number): number;
  y(value: number): number;
  valueTicks: number[];
  timeTicks: number[];
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const timeSteps = [
  ...[5, 10, 15, 30].map((n) => n * minuteMs),
  ...[1, 2, 3, 6, 12].map((n) => n * hourMs),
  ...[1, 2, 7, 14, 30, 90, 180, 365].map((n) => n * dayMs),
];

/** The step of 1, 2 or 5 times a power of ten that cuts `range` into at most `count` parts. */
function niceStep(range: number, count: number): number {
  const power = 10 ** Math.floor(Math.log10(range / count));
  return [1, 2, 5, 10].map((n) => n * power).find((step) => range / step <= count) ?? 10 * power;
}

/** Multiples of `step` from `low` to `high`. */
function multiples(low: number, high: number, step: number): number[] {
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/**
 * Fits readings and their band into a chart.
 * @param points at least one, ascending by time
 * @param offsetMinutes of the clock whose round hours the time ticks stand at
 */
export function chartScale(points: readonly Reading[], band: Band, offsetMinutes: number): ChartScale {
  const values = [...points.map((point) => point.value), ...limitsNear(points, band)];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const air = Math.max((most - least) * 0.1, 0.5);
  const [low, high] = [least - air, most + air];
  const from = points[0]?.timeMs ?? 0;
  const to = points.at(-1)?.timeMs ?? 0;
  const span = Math.max(to - from, minuteMs);
  const step = timeSteps.find((one) => span / one <= 6) ?? span;
  const shift = offsetMinutes * minuteMs;
  return {
    x: (timeMs) => (to === from ? 50 : ((timeMs - from) / span) * 100),
    y: (value) => ((high - value) / (high - low)) * 100,
    valueTicks: multiples(low, high, niceStep(high - low, 6)),
    timeTicks: multiples(from + shift, to + shift, step).map((tick) => tick - shift),
  };
}

/** The limits that lie near enough to the readings to be worth the room. */
function limitsNear(points: readonly Reading[], { minimum, maximum }: Band): number[] {
  const values = points.map((point) => point.value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const reach = Math.max((most - least) * 2, 8);
  return [minimum, maximum].filter(
    (limit): limit is number => limit !== null && limit > least - reach && limit < most + reach,
  );
}

/** What counts as a gap: more than three usual intervals, and more than half an hour. */
export function longestIntervalMs(points: readonly Reading[]): number {
  const intervals = points
    .slice(1)
    .map((point, i) => point.timeMs - (points[i]?.timeMs ?? point.timeMs))
    .filter((ms) => ms > 0)
    .sort((a, b) => a - b);
  return Math.max(30 * minuteMs, 3 * (intervals[Math.floor(intervals.length / 2)] ?? 0));
}

/** Writes the curve as an SVG path on a field of 100 × 100, broken where readings are missing. */
export function curvePath(points: readonly Reading[], scale: ChartScale, longestMs: number): string {
  let path = "";
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const { timeMs, value } of points) {
    const mark = timeMs - lastMs > longestMs ? "M" : "L";
    path += `${mark}${scale.x(timeMs).toFixed(2)} ${scale.y(value).toFixed(2)}`;
    lastMs = timeMs;
  }
  // A lone reading is a dot: a line of no length with round ends.
  return points.length === 1 ? `${path}h0.01` : path;
}

/** The points of one excursion with the one after it, so that the marked line joins the curve. */
export function pointsOf(points: readonly Reading[], excursion: BandExcursion): Reading[] {
  return points.filter(({ timeMs }) => timeMs >= excursion.fromMs && timeMs <= excursion.toMs);
}
