/**
 * Stretches of time outside a band, told from readings alone: a reading stands until the next one, and nothing is said about
 * gaps. For readings of one device in one unit, in order of time.
 */

/** One reading. */
export interface Reading {
  timeMs: number;
  value: number;
}

/** The values that are allowed, both ends included; null means no limit. */
export interface Band {
  minimum: number | null;
  maximum: number | null;
}

/** A stretch outside the band on one side. */
export interface BandExcursion {
  /** The first reading outside. */
  fromMs: number;
  /** The first reading back inside or on the other side; else the last one before a gap or the end. */
  toMs: number;
  durationMs: number;
  /** The reading furthest outside. */
  peak: number;
  side: "above" | "below";
}

/** A stretch without readings. */
export interface Gap {
  fromMs: number;
  toMs: number;
}

/**
 * Finds the excursions, in order of time.
 * @param longestIntervalMs two readings further apart have a gap between them, which ends an excursion at its last reading
 */
export function excursionsOf(
  readings: readonly Reading[],
  band: Band,
  longestIntervalMs: number,
): BandExcursion[] {
  const excursions: BandExcursion[] = [];
  let open: BandExcursion | undefined;
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const { timeMs, value } of readings) {
    if (timeMs - lastMs > longestIntervalMs) open = undefined;
    const side = sideOf(value, band);
    if (open !== undefined) lengthen(open, timeMs);
    if (side === null) {
      open = undefined;
    } else if (open?.side === side) {
      open.peak = side === "above" ? Math.max(open.peak, value) : Math.min(open.peak, value);
    } else {
      open = { fromMs: timeMs, toMs: timeMs, durationMs: 0, peak: value, side };
      excursions.push(open);
    }
    lastMs = timeMs;
  }
  return excursions;
}

/** Adds up the time outside the band, in ms. */
export function timeOutside(excursions: readonly BandExcursion[]): number {
  return excursions.reduce((sum, excursion) => sum + excursion.durationMs, 0);
}

/** Finds the stretches between readings further apart than `longestIntervalMs`. */
export function gapsOf(readings: readonly Pick<Reading, "timeMs">[], longestIntervalMs: number): Gap[] {
  return readings.slice(1).flatMap(({ timeMs: toMs }, i) => {
    const fromMs = readings[i]?.timeMs ?? toMs;
    return toMs - fromMs > longestIntervalMs ? [{ fromMs, toMs }] : [];
  });
}

/** Tells on which side of the band a value lies; null inside it. */
export function sideOf(value: number, band: Band): "above" | "below" | null {
  if (band.maximum !== null && value > band.maximum) return "above";
  if (band.minimum !== null && value < band.minimum) return "below";
  return null;
}

function lengthen(excursion: BandExcursion, toMs: number): void {
  excursion.toMs = toMs;
  excursion.durationMs = toMs - excursion.fromMs;
}
