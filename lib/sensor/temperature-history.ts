/**
 * How something was kept, told from its temperature readings: curves thin enough to draw, extremes, mean kinetic temperature, stretches
 * outside the limits, stretches without a reading. Pure: the server draws a page from it, the visitor's browser derives it again from the
 * signed readings and compares, so both must come to the same numbers to the last bit.
 */
import { type BandExcursion, excursionsOf, type Gap, gapsOf } from "./excursions";
import { timeWeightedMeanKineticTemperature } from "./mean-kinetic-temperature";

/** The limits (°C) that the readings of one event are judged by; null = no limit known. */
export interface TemperatureLimits {
  minimum: number | null;
  maximum: number | null;
}

/** One reading. */
export interface TemperatureReading {
  timeMs: number;
  celsius: number;
  /** Which logger; readings of one device form one curve. */
  device: string;
  /** Index into the sources. */
  source: number;
}

/** A stretch outside the limits on one device; the peak is in °C. */
export interface Excursion extends BandExcursion {
  peakAtMs: number;
  /** Another device measured during the same stretch and stayed inside. */
  isPartial: boolean;
}

/** A stretch of time with its limits. */
export interface LimitSpan extends TemperatureLimits {
  fromMs: number;
  toMs: number;
}

/** The history of one journey. Times in ms since the epoch, temperatures in °C. */
export interface TemperatureHistory {
  fromMs: number;
  toMs: number;
  count: number;
  minimum: number;
  maximum: number;
  meanKinetic: number;
  /** Thinned: of every column of time the lowest and the highest reading, in order of time. */
  curves: { device: string; points: [timeMs: number, celsius: number][] }[];
  limits: LimitSpan[];
  excursions: Excursion[];
  /** Time outside the limits on any device, each moment once. */
  outsideMs: number;
  gaps: Gap[];
}

const columns = 110;
const gapMinimumMs = 30 * 60_000;

/**
 * Derives the history; undefined without readings. Readings of one event come in the order in which the event reports them.
 * Two readings of a device further apart than three usual intervals (and half an hour) have a gap between them.
 */
export function temperatureHistory(
  readings: readonly TemperatureReading[],
  sources: readonly TemperatureLimits[],
): TemperatureHistory | undefined {
  const sorted = [...readings].sort((a, b) => a.timeMs - b.timeMs || a.source - b.source);
  const [first] = sorted;
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const values = sorted.map((reading) => reading.celsius);
  const curves = curvesOf(sorted);
  const excursions = curves.flatMap((curve) => excursionsOn(curve, curves, sources));
  excursions.sort((a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs);
  const longestIntervalMs = longestInterval(sorted);
  return {
    fromMs: first.timeMs,
    toMs: last.timeMs,
    count: sorted.length,
    minimum: values.reduce((a, b) => Math.min(a, b)),
    maximum: values.reduce((a, b) => Math.max(a, b)),
    meanKinetic: timeWeightedMeanKineticTemperature(sorted, { longestIntervalMs }),
    curves: curves.map(({ device, own }) => ({ device, points: thin(own, first.timeMs, last.timeMs) })),
    limits: limitsOf(sorted, sources),
    excursions,
    outsideMs: totalOf(excursions),
    gaps: gapsOf(sorted, longestIntervalMs),
  };
}

interface Curve {
  device: string;
  own: TemperatureReading[];
}

function curvesOf(sorted: readonly TemperatureReading[]): Curve[] {
  const devices = new Map<string, TemperatureReading[]>();
  for (const reading of sorted) {
    const own = devices.get(reading.device);
    if (own === undefined) devices.set(reading.device, [reading]);
    else own.push(reading);
  }
  return [...devices].map(([device, own]) => ({ device, own }));
}

/** What counts as a gap: more than three times the middle one of the intervals, and more than half an hour. */
function longestInterval(sorted: readonly TemperatureReading[]): number {
  const intervals = sorted
    .slice(1)
    .map((reading, i) => reading.timeMs - (sorted[i]?.timeMs ?? reading.timeMs))
    .filter((ms) => ms > 0)
    .sort((a, b) => a - b);
  return Math.max(gapMinimumMs, 3 * (intervals[Math.floor(intervals.length / 2)] ?? 0));
}

function limitsAt(reading: TemperatureReading, sources: readonly TemperatureLimits[]): TemperatureLimits {
  const { minimum = null, maximum = null } = sources[reading.source] ?? {};
  return { minimum, maximum };
}

function isSameLimits(a: TemperatureLimits, b: TemperatureLimits): boolean {
  return a.minimum === b.minimum && a.maximum === b.maximum;
}

/** Splits a curve where its limits change. */
function runsOf(own: readonly TemperatureReading[], sources: readonly TemperatureLimits[]) {
  const runs: { limits: TemperatureLimits; readings: TemperatureReading[] }[] = [];
  for (const reading of own) {
    const limits = limitsAt(reading, sources);
    const open = runs.at(-1);
    if (open !== undefined && isSameLimits(open.limits, limits)) open.readings.push(reading);
    else runs.push({ limits, readings: [reading] });
  }
  return runs;
}

function excursionsOn(
  { device, own }: Curve,
  all: readonly Curve[],
  sources: readonly TemperatureLimits[],
): Excursion[] {
  const longest = longestInterval(own);
  return runsOf(own, sources).flatMap(({ limits, readings }) => {
    const plain = readings.map(({ timeMs, celsius }) => ({ timeMs, value: celsius }));
    return excursionsOf(plain, limits, longest).map((excursion) => ({
      ...excursion,
      peakAtMs: peakTime(excursion, readings),
      isPartial: all.some((other) => other.device !== device && stayedInside(other.own, excursion, sources)),
    }));
  });
}

function peakTime({ fromMs, toMs, peak }: BandExcursion, readings: readonly TemperatureReading[]): number {
  const at = readings.find(({ timeMs, celsius }) => timeMs >= fromMs && timeMs <= toMs && celsius === peak);
  return at?.timeMs ?? fromMs;
}

function stayedInside(
  own: readonly TemperatureReading[],
  { fromMs, toMs }: BandExcursion,
  sources: readonly TemperatureLimits[],
): boolean {
  const during = own.filter(({ timeMs }) => timeMs >= fromMs && timeMs <= toMs);
  return (
    during.length > 0 && during.every((reading) => isInside(reading.celsius, limitsAt(reading, sources)))
  );
}

function isInside(celsius: number, { minimum, maximum }: TemperatureLimits): boolean {
  return (maximum === null || celsius <= maximum) && (minimum === null || celsius >= minimum);
}

/** Adds up spans that may overlap. */
function totalOf(spans: readonly { fromMs: number; toMs: number }[]): number {
  let total = 0;
  let coveredTo = Number.NEGATIVE_INFINITY;
  for (const { fromMs, toMs } of spans) {
    total += Math.max(0, toMs - Math.max(fromMs, coveredTo));
    coveredTo = Math.max(coveredTo, toMs);
  }
  return total;
}

function limitsOf(sorted: readonly TemperatureReading[], sources: readonly TemperatureLimits[]): LimitSpan[] {
  const spans: LimitSpan[] = [];
  for (const reading of sorted) {
    const limits = limitsAt(reading, sources);
    const open = spans.at(-1);
    if (open !== undefined) open.toMs = reading.timeMs;
    if (open === undefined || !isSameLimits(open, limits)) {
      spans.push({ fromMs: reading.timeMs, toMs: reading.timeMs, ...limits });
    }
  }
  return spans.filter((span) => span.minimum !== null || span.maximum !== null);
}

function thin(own: readonly TemperatureReading[], fromMs: number, toMs: number): [number, number][] {
  const width = Math.max(1, (toMs - fromMs) / columns);
  const points: [number, number][] = [];
  for (let start = 0; start < own.length; ) {
    const column = Math.floor(((own[start]?.timeMs ?? 0) - fromMs) / width);
    let end = start;
    while (end < own.length && Math.floor(((own[end]?.timeMs ?? 0) - fromMs) / width) === column) end += 1;
    points.push(...extremesOf(own.slice(start, end)));
    start = end;
  }
  return points;
}

function extremesOf(some: readonly TemperatureReading[]): [number, number][] {
  const [head] = some;
  if (head === undefined) return [];
  const low = some.reduce((a, b) => (b.celsius < a.celsius ? b : a), head);
  const high = some.reduce((a, b) => (b.celsius > a.celsius ? b : a), head);
  if (low === high) return [[low.timeMs, low.celsius]];
  const [a, b] = low.timeMs < high.timeMs ? [low, high] : [high, low];
  return [
    [a.timeMs, a.celsius],
    [b.timeMs, b.celsius],
  ];
}
