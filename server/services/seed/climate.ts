/** Sensor series for the demo world, in the shape of a real room's temperature. */
import { readFile } from "node:fs/promises";
import type { Random } from "./random";

/** How the readings wander: values around 0 with a standard deviation of about 1, one every 5 minutes. */
export type Wander = (step: number) => number;

const realSeriesPath = "../shared/data/sensors/ambient_temperature.csv";

/**
 * Loads the shape of the real series (hourly, interpolated to 5 minutes) when it is there; draws one of the
 * same kind otherwise. Either way it is scaled to mean 0 and deviation 1 over each day, so that only its
 * wandering is kept, not its level.
 */
export async function loadWander(random: Random): Promise<Wander> {
  const hourly = (await readRealSeries()) ?? drawSeries(random, 4_000);
  const shape = detrend(hourly);
  return (step) => {
    const hour = Math.floor(step / 12);
    const within = (step % 12) / 12;
    const a = shape[hour % shape.length] ?? 0;
    const b = shape[(hour + 1) % shape.length] ?? 0;
    return a + (b - a) * within;
  };
}

async function readRealSeries(): Promise<number[] | null> {
  try {
    const text = await readFile(realSeriesPath, "utf8");
    const values = text
      .split("\n")
      .slice(1)
      .map((line) => Number(line.split(",")[1]));
    return values.filter((value) => Number.isFinite(value) && value !== 0);
  } catch {
    return null;
  }
}

/** An autoregressive walk with a daily swing: what a room does. */
function drawSeries(random: Random, hours: number): number[] {
  const series: number[] = [];
  let walk = 0;
  for (let hour = 0; hour < hours; hour++) {
    walk = 0.92 * walk + (random() + random() + random() - 1.5);
    series.push(walk + Math.sin((hour / 24) * 2 * Math.PI));
  }
  return series;
}

function detrend(series: number[]): number[] {
  const day = 24;
  return series.map((value, i) => {
    const window = series.slice(Math.max(0, i - day / 2), i + day / 2);
    const mean = window.reduce((sum, v) => sum + v, 0) / window.length;
    const variance = window.reduce((sum, v) => sum + (v - mean) ** 2, 0) / window.length;
    return Math.max(-3, Math.min(3, (value - mean) / Math.sqrt(variance + 0.05)));
  });
}
