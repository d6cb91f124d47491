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

/** Takes `repetitions` samples and tells operations per second. */
export async function rate(
  name: string,
  unit: string,
  repetitions: number,
  sample: (repetition: number) => Promise<Sample>,
): Promise<Figure> {
  const rates: number[] = [];
  const latencies: number[] = [];
  for (let i = 0; i < repetitions; i++) {
    const { operations, milliseconds, latenciesMs = [] } = await sample(i);
    rates.push((operations / milliseconds) * 1_000);
    for (const latency of latenciesMs) latencies.push(latency);
  }
  const p99 = latencies.length === 0 ? null : percentile(latencies, 0.99);
  return { name, unit, median: percentile(rates, 0.5), p99 };
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

/** Runs `count` operations, `width` at a time, and times each. */
export async function timedInParallel(
  count: number,
  width: number,
  operation: (i: number) => Promise<unknown>,
): Promise<Sample> {
  const latenciesMs: number[] = [];
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < count; i = next++) {
      const started = performance.now();
      await operation(i);
      latenciesMs.push(performance.now() - started);
    }
  };
  const from = performance.now();
  await Promise.all(Array.from({ length: width }, worker));
  return { operations: count, milliseconds: performance.now() - from, latenciesMs };
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
