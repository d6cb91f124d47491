/** Sensor readings of an event as rows (EPCIS 2.0 §7.3.7). */
import { sensorReadingsOf } from "@/lib/epcis/sensor-readings";
import type { JsonObject } from "@/lib/json";
import { indexedOrNull, indexedText, instantOfMs } from "./column-values";
import type { EventSource } from "./event-rows";
import type { MirrorRows } from "./tables";

/** Adds one row for each sensor report. */
export function addReadingRows(
  rows: MirrorRows,
  { leafIndex, ordinal }: Pick<EventSource, "leafIndex" | "ordinal">,
  body: JsonObject,
): void {
  for (const reading of sensorReadingsOf(body)) {
    rows.sensor_readings.push({
      leafIndex,
      ordinal,
      element: reading.element,
      report: reading.report,
      type: indexedText(reading.type),
      deviceId: indexedOrNull(reading.deviceID),
      time: instantOfMs(reading.timeMs),
      value: reading.value ?? null,
      minValue: reading.minValue ?? null,
      maxValue: reading.maxValue ?? null,
      meanValue: reading.meanValue ?? null,
      uom: reading.uom ?? null,
      stringValue: reading.stringValue ?? null,
      booleanValue: reading.booleanValue ?? null,
      exception: reading.exception ?? null,
    });
  }
}
