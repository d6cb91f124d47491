import { canonicalItemId } from "../digital-link/epc-uri";
import { isObject, type JsonObject, type JsonValue } from "../json";
import { instantOf } from "./time";

/** One sensor report of an event with what its element's metadata say, flattened. */
export interface SensorReading {
  /** Index of the element in sensorElementList. */
  element: number;
  /** Index of the report in the element. */
  report: number;
  /** Measurement type: GS1 bare word or URI. */
  type: string;
  /** Canonical id. */
  deviceID?: string;
  /** When it was measured, ms since 1970: the time of report or metadata, else the end of the interval, else the event's. */
  timeMs: number;
  /** The interval the report sums up, ms since 1970. */
  startMs?: number;
  endMs?: number;
  value?: number;
  minValue?: number;
  maxValue?: number;
  meanValue?: number;
  sDev?: number;
  percRank?: number;
  percValue?: number;
  /** UN/CEFACT Rec 20. */
  uom?: string;
  component?: string;
  stringValue?: string;
  booleanValue?: boolean;
  hexBinaryValue?: string;
  uriValue?: string;
  /** ALARM_CONDITION, ERROR_CONDITION or a URI. */
  exception?: string;
}

const numbers = ["value", "minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue"] as const;
const texts = ["uom", "component", "stringValue", "hexBinaryValue", "uriValue", "exception"] as const;

/** Lists the sensor readings of an event in normal form, in order. */
export function sensorReadingsOf(event: JsonObject): SensorReading[] {
  const eventMs = timeOf(event.eventTime) ?? 0;
  return listOf(event.sensorElementList).flatMap((element, elementIndex) => {
    if (!isObject(element)) return [];
    const metadata = isObject(element.sensorMetadata) ? element.sensorMetadata : {};
    return listOf(element.sensorReport).flatMap((report, reportIndex) =>
      isObject(report) ? [readingOf(elementIndex, reportIndex, metadata, report, eventMs)] : [],
    );
  });
}

function readingOf(
  element: number,
  reportIndex: number,
  metadata: JsonObject,
  report: JsonObject,
  eventMs: number,
): SensorReading {
  const startMs = timeOf(metadata.startTime);
  const endMs = timeOf(metadata.endTime);
  const timeMs = timeOf(report.time) ?? timeOf(metadata.time) ?? endMs ?? eventMs;
  const reading: SensorReading = { element, report: reportIndex, type: String(report.type), timeMs };
  const device = report.deviceID ?? metadata.deviceID;
  if (typeof device === "string") reading.deviceID = canonicalItemId(device);
  if (startMs !== null) reading.startMs = startMs;
  if (endMs !== null) reading.endMs = endMs;
  for (const name of numbers) {
    const value = report[name];
    if (typeof value === "number") reading[name] = value;
  }
  for (const name of texts) {
    const value = report[name];
    if (typeof value === "string") reading[name] = value;
  }
  if (typeof report.booleanValue === "boolean") reading.booleanValue = report.booleanValue;
  return reading;
}

function timeOf(value: JsonValue | undefined): number | null {
  return typeof value === "string" ? instantOf(value) : null;
}

function listOf(value: JsonValue | undefined): JsonValue[] {
  return Array.isArray(value) ? value : [];
}
