/** How a figure is taken and told: repeated, the median reported, the tail beside it. */

/** One figure of the bench. */
export interface Figure {
  name: string;
  unit: string;
  /** Median over the repetitions. */
  median: number;
  /** 99th percentile of the single operations, in ms; null where there is no latency to speak of. */
  p99: number | null;
}

/** One repetition: how many operations, how long all of it took, how long each took where that is known. */
export interface Sample {
  operations: number;
  milliseconds: number;
  latenciesMs?: number[];
}

/** Returns the value below which `share` (0–1) of the values lie; the upper neighbour when it falls between two. */
export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Takes `repetitions` samples, one after another. */
export async function take<S extends Sample>(
  repetitions: number,
  sample: (repetition: number) => Promise<S>,
): Promise<S[]> {
  const samples: S[] = [];
  for (let i = 0; i < repetitions; i++) samples.push(await sample(i));
  return samples;
}

/** Tells operations per second: the median of the samples, and the tail of all their operations. */
export function rateOf(name: string, unit: string, samples: Sample[]): Figure {
  const rates = samples.map(({ operations, milliseconds }) => (operations / milliseconds) * 1_000);
  const latencies = latenciesOf(samples);
  const p99 = latencies.length === 0 ? null : percentile(latencies, 0.99);
  return { name, unit, median: percentile(rates, 0.5), p99 };
}

/** Tells how long single operations took, in ms: the middle and the tail over all samples. */
export function latencyOf(name: string, samples: Sample[]): Figure {
  const latencies = latenciesOf(samples);
  return { name, unit: "ms", median: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) };
}

/** Tells the median of values that were measured by other means, or counted. */
export function medianOf(name: string, unit: string, values: number[]): Figure {
  return { name, unit, median: percentile(values, 0.5), p99: null };
}

function latenciesOf(samples: Sample[]): number[] {
  return samples.flatMap(({ latenciesMs = [] }) => latenciesMs);
}

/** Takes `repetitions` samples and tells operations per second. */
export async function rate(
  name: string,
  unit: string,
  repetitions: number,
  sample: (repetition: number) => Promise<Sample>,
): Promise<Figure> {
  return rateOf(name, unit, await take(repetitions, sample));
}

/** Runs `operation` one after another for `count` times and times each. */
export async function timed(count: number, operation: (i: number) => unknown): Promise<Sample> {
  const latenciesMs: number[] = [];
  const from = performance.now();
  for (let i = 0; i < count; i++) {
    const started = performance.now();
    await operation(i);
    latenciesMs.push(performance.now() - started);
  }
  return { operations: count, milliseconds: performance.now() - from, latenciesMs };
}

/**
 * Runs `count` operations, `width` at a time, and times each. None begins after `limitMs`, so that a slow machine does
 * fewer of them rather than take longer.
 */
export async function timedInParallel(
  count: number,
  width: number,
  operation: (i: number) => Promise<unknown>,
  limitMs = Number.POSITIVE_INFINITY,
): Promise<Sample> {
  const latenciesMs: number[] = [];
  let next = 0;
  const from = performance.now();
  const worker = async () => {
    for (let i = next++; i < count && performance.now() - from < limitMs; i = next++) {
      const started = performance.now();
      await operation(i);
      latenciesMs.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return { operations: latenciesMs.length, milliseconds: performance.now() - from, latenciesMs };
}

/** Prints figures as JSON lines, or as a table for people. */
export function tell(figures: Figure[], asJson: boolean): void {
  if (asJson) {
    for (const { name, unit, median, p99 } of figures) {
      console.log(
        JSON.stringify({ name, unit, median: rounded(median), p99: p99 === null ? null : rounded(p99) }),
      );
    }
    return;
  }
  const width = Math.max(...figures.map(({ name }) => name.length));
  for (const { name, unit, median, p99 } of figures) {
    const tail = p99 === null ? "" : `   p99 ${rounded(p99)} ms`;
    console.log(`${name.padEnd(width)}  ${String(rounded(median)).padStart(10)} ${unit}${tail}`);
  }
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
