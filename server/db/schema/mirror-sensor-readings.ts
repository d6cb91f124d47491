import { sql } from "drizzle-orm";
import { boolean, doublePrecision, index, integer, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import { identifier, leafIndex, ordinal } from "./columns";
import { mirrorSchema } from "./mirror-schema";

/** One row per sensor report of an event (EPCIS 2.0 §7.3.7). */
export const mirrorSensorReadings = mirrorSchema.table(
  "sensor_readings",
  {
    leafIndex: leafIndex(),
    ordinal: ordinal(),
    /** Place in `sensorElementList`, from 0. */
    element: integer("element").notNull(),
    /** Place in the element's `sensorReport`, from 0. */
    report: integer("report").notNull(),
    /** Measurement type: bare CBV word (`Temperature`) or URI. */
    type: identifier("type"),
    /** The report's device, else the element's. */
    deviceId: identifier("device_id"),
    /** The report's time, else the element's time, end or start, else the event's. */
    time: timestamp("time", { withTimezone: true, mode: "string" }),
    /** In `uom`, as written. */
    value: doublePrecision("value"),
    minValue: doublePrecision("min_value"),
    maxValue: doublePrecision("max_value"),
    meanValue: doublePrecision("mean_value"),
    /** UN/CEFACT Recommendation 20 code, as written. */
    uom: text("uom"),
    stringValue: text("string_value"),
    booleanValue: boolean("boolean_value"),
    /** ALARM_CONDITION or ERROR_CONDITION. */
    exception: text("exception"),
  },
  (t) => [
    primaryKey({ name: "sensor_readings_pkey", columns: [t.leafIndex, t.ordinal, t.element, t.report] }),
    index("sensor_readings_device_id_time").on(t.deviceId, t.time).where(sql`${t.deviceId} is not null`),
  ],
);
