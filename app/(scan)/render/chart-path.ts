/** The geometry of the temperature chart. The server draws with it; the visitor's browser draws again from the signed readings and compares. */
import type { TemperatureHistory } from "@/lib/sensor/temperature-history";

/** The drawing area in user units; the axis labels stand outside it. */
export const frame = { width: 360, height: 176, left: 30, right: 6, top: 10, bottom: 22 };

/** Where values fall on the drawing. */
export interface Scale {
  x(timeMs: number): number;
  y(celsius: number): number;
  low: number;
  high: number;
}

/** Fits the readings and their limits into the frame with some air. */
export function scaleOf(
  history: Pick<TemperatureHistory, "fromMs" | "toMs" | "minimum" | "maximum" | "limits">,
): Scale {
  const limits = history.limits
    .flatMap(({ minimum, maximum }) => [minimum, maximum])
    .filter((v) => v !== null);
  const bottom = Math.min(history.minimum, ...limits);
  const top = Math.max(history.maximum, ...limits);
  const air = Math.max(1, (top - bottom) * 0.12);
  const [low, high] = [bottom - air, top + air];
  const duration = Math.max(1, history.toMs - history.fromMs);
  const inner = {
    width: frame.width - frame.left - frame.right,
    height: frame.height - frame.top - frame.bottom,
  };
  return {
    x: (timeMs) => frame.left + ((timeMs - history.fromMs) / duration) * inner.width,
    y: (celsius) => frame.top + ((high - celsius) / (high - low)) * inner.height,
    low,
    high,
  };
}

/** Draws every curve as one path, broken where a device was silent for long. Coordinates are tenths of a unit, relative, to save bytes. */
export function curvePath(history: TemperatureHistory): string {
  const scale = scaleOf(history);
  const breakMs = Math.max(3 * ((history.toMs - history.fromMs) / 110), 30 * 60_000);
  return history.curves.map(({ points }) => onePath(points, scale, breakMs)).join("");
}

function onePath(points: readonly [number, number][], scale: Scale, breakMs: number): string {
  let path = "";
  let [lastX, lastY, lastMs] = [0, 0, Number.NEGATIVE_INFINITY];
  for (const [timeMs, celsius] of points) {
    const [x, y] = [Math.round(scale.x(timeMs) * 10), Math.round(scale.y(celsius) * 10)];
    if (timeMs - lastMs > breakMs) path += `M${tenths(x)} ${tenths(y)}`;
    else path += `l${tenths(x - lastX)}${y < lastY ? "" : " "}${tenths(y - lastY)}`;
    [lastX, lastY, lastMs] = [x, y, timeMs];
  }
  return path;
}

/** Writes tenths without a useless zero: 5 → `.5`, −12 → `-1.2`. */
function tenths(n: number): string {
  return String(n / 10).replace(/^(-?)0\./, "$1.");
}

/** Writes the excursions as figures, [from, to, peak] each, for comparing: the sentences of the page are made from these. */
export function excursionFigures({ excursions }: Pick<TemperatureHistory, "excursions">): string {
  return JSON.stringify(excursions.map(({ fromMs, toMs, peak }) => [fromMs, toMs, peak]));
}
