/** Figures derived from readings: the lowest, the highest, the line of the chart. Loaded for pages that show them. */
import { type TemperatureLimits, temperatureHistory } from "@/lib/sensor/temperature-history";
import { temperatureReadingsOf } from "@/lib/sensor/temperature-readings";
import { curvePath, excursionFigures } from "../render/chart-path";
import { reassemble, type SignedRecord, valueAt } from "./signed-records";

/** A source of readings as the page names it: the event, and the record in which its limits stand. */
export interface PageSource {
  id: string;
  record: string | null;
}

/** The lowest and the highest temperature of some events. */
export function spanOf(ids: readonly string[], records: ReadonlyMap<string, SignedRecord>): string {
  const values = readingsOf(ids, records).map(({ celsius }) => celsius);
  return JSON.stringify([Math.min(...values), Math.max(...values)]);
}

function readingsOf(ids: readonly string[], records: ReadonlyMap<string, SignedRecord>) {
  return ids.flatMap((id, i) => {
    const record = records.get(id);
    return record === undefined ? [] : temperatureReadingsOf(reassemble(record), i);
  });
}

/** Derives the figures and the line of the chart from the signed readings, with the limits of the signed product records. */
export function deriveFigures(
  sources: readonly PageSource[],
  records: ReadonlyMap<string, SignedRecord>,
): Record<string, string> | undefined {
  const signed = sources.map((source) => limitsIn(source.record, records));
  const readings = readingsOf(
    sources.map(({ id }) => id),
    records,
  );
  const history = temperatureHistory(readings, signed);
  if (history === undefined) return undefined;
  const { minimum, maximum, meanKinetic, outsideMs, count } = history;
  const figures = { minimum, maximum, meanKinetic, outsideMs, count };
  const texts = Object.entries(figures).map(([name, value]) => [name, JSON.stringify(value)]);
  return { ...Object.fromEntries(texts), curve: curvePath(history), excursions: excursionFigures(history) };
}

function limitsIn(id: string | null, records: ReadonlyMap<string, SignedRecord>): TemperatureLimits {
  const record = id === null ? undefined : records.get(id);
  const limit = (name: string): number | null => {
    const value = record === undefined ? undefined : valueAt(record, `/temperatureBand/${name}`);
    return typeof value === "number" ? value : null;
  };
  return { minimum: limit("minimum"), maximum: limit("maximum") };
}
