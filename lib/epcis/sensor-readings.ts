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
    const metadata = metadataOf(element.sensorMetadata, eventMs);
    return listOf(element.sensorReport).flatMap((report, reportIndex) =>
      isObject(report) ? [readingOf(elementIndex, reportIndex, metadata, report)] : [],
    );
  });
}

/** What an element says of all its reports. */
interface Metadata {
  startMs: number | null;
  endMs: number | null;
  /** When its reports were measured, unless they say otherwise. */
  timeMs: number;
  /** Canonical id. */
  deviceID: string | null;
}

/** Read once an element, which may have thousands of reports. */
function metadataOf(value: JsonValue | undefined, eventMs: number): Metadata {
  const metadata = isObject(value) ? value : {};
  const endMs = timeOf(metadata.endTime);
  return {
    startMs: timeOf(metadata.startTime),
    endMs,
    timeMs: timeOf(metadata.time) ?? endMs ?? eventMs,
    deviceID: deviceOf(metadata.deviceID),
  };
}

function deviceOf(value: JsonValue | undefined): string | null {
  return typeof value === "string" ? canonicalItemId(value) : null;
}

function readingOf(
  element: number,
  reportIndex: number,
  metadata: Metadata,
  report: JsonObject,
): SensorReading {
  const { startMs, endMs } = metadata;
  const timeMs = timeOf(report.time) ?? metadata.timeMs;
  const reading: SensorReading = { element, report: reportIndex, type: String(report.type), timeMs };
  const deviceID = deviceOf(report.deviceID) ?? metadata.deviceID;
  if (deviceID !== null) reading.deviceID = deviceID;
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
