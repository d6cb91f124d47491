/** Temperatures out of a signed event, for whoever holds the event and no database. */
import { instantOf } from "@/lib/epcis/time";
import { isObject, type JsonObject, type JsonValue } from "@/lib/json";
import type { TemperatureReading } from "./temperature-history";
import { convert, isConvertible } from "./units";

/** The figures of one report that can stand for it; null or absent where it has none. */
export interface ReportFigures {
  value?: number | null;
  meanValue?: number | null;
  minValue?: number | null;
  maxValue?: number | null;
}

/** Chooses what stands for a report: its value, else its mean, else the middle of its extremes. */
export function representative({ value, meanValue, minValue, maxValue }: ReportFigures): number | undefined {
  const chosen = value ?? meanValue;
  if (chosen !== undefined && chosen !== null) return chosen;
  return typeof minValue === "number" && typeof maxValue === "number" ? (minValue + maxValue) / 2 : undefined;
}

/** One report of a temperature, from an event or from a row. */
export interface TemperatureReport extends ReportFigures {
  timeMs: number;
  uom?: string | null;
  deviceID?: string | null;
}

/** Makes a reading of a report; nothing when it has no figure, or one in a unit that is no temperature's. */
export function temperatureReading(report: TemperatureReport, source: number): TemperatureReading[] {
  const figure = representative(report);
  const uom = report.uom ?? "";
  if (figure === undefined || !isConvertible(uom, "CEL")) return [];
  return [
    { timeMs: report.timeMs, celsius: convert(figure, uom, "CEL"), device: report.deviceID ?? "", source },
  ];
}

/**
 * Lists the temperatures of an event in normal form: the same reports at the same times as `sensorReadingsOf` (lib/epcis), with devices as
 * captured, so that a phone need not load the tables of GS1 keys.
 * @param source index of the event among the sources of the history
 */
export function temperatureReadingsOf(event: JsonObject, source: number): TemperatureReading[] {
  return listOf(event.sensorElementList).flatMap((element) => {
    if (!isObject(element)) return [];
    const metadata = isObject(element.sensorMetadata) ? element.sensorMetadata : {};
    const fallback = [metadata.time, metadata.endTime, event.eventTime].find(
      (time) => momentOf(time) !== null,
    );
    return listOf(element.sensorReport).flatMap((report) => {
      if (!isObject(report) || report.type !== "Temperature") return [];
      const timeMs = momentOf(report.time) ?? momentOf(fallback) ?? 0;
      const device = report.deviceID ?? metadata.deviceID;
      const figures = report as ReportFigures & { uom?: string };
      return temperatureReading(
        { ...figures, timeMs, deviceID: typeof device === "string" ? device : "" },
        source,
      );
    });
  });
}

function momentOf(value: JsonValue | undefined): number | null {
  return typeof value === "string" ? instantOf(value) : null;
}

function listOf(value: JsonValue | undefined): JsonValue[] {
  return Array.isArray(value) ? value : [];
}
