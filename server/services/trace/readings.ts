/** Sensor readings as curves: thinned for drawing, with totals over all of them. */
import { DomainError } from "@/lib/errors";
import type { Sql } from "@/server/db/client";

export interface ReadingsQuery {
  /** Event ids (`index.ordinal`) whose readings are wanted. */
  events?: string[];
  /** Or the readings of these devices. */
  deviceIds?: string[];
  /** ISO 8601, inclusive. */
  from?: string;
  /** ISO 8601, exclusive. */
  to?: string;
  /** Bare CBV measurement type, `Temperature`. Default: all with a numeric value. */
  type?: string;
  /** Points a curve, 2–5,000. Default 240. */
  points?: number;
}

/** One reading, with where in which event it stands. */
export interface ReadingPoint {
  timeMs: number;
  /** `value`, else `meanValue`, else the middle of min and max; in the curve's unit. */
  value: number;
  minimum: number;
  maximum: number;
  /** `index.ordinal` */
  eventId: string;
  element: number;
  report: number;
  /** ALARM_CONDITION or ERROR_CONDITION. */
  exception: string | null;
}

/** All readings of one measurement in one unit. */
export interface ReadingSeries {
  type: string;
  /** UN/CEFACT Recommendation 20 code, as captured. */
  uom: string | null;
  deviceIds: string[];
  /** Over every reading, also those that are not among `points`. */
  total: {
    count: number;
    minimum: number;
    maximum: number;
    /** Plain arithmetic mean. */
    mean: number;
    firstTime: string;
    lastTime: string;
    exceptions: number;
  };
  /** Ascending by time; the smallest and the largest reading of every stretch of time are among them. */
  points: ReadingPoint[];
}

/** Reads the curves of some events or devices, by type and unit. The most-measured comes first. */
export async function readingsOf(sql: Sql, query: ReadingsQuery): Promise<ReadingSeries[]> {
  throw new DomainError("unavailable", `readings: not yet ${Object.keys(query).join()} ${typeof sql}`);
}

/** Every reading of one measurement in columns, ascending by time: for mean kinetic temperature and excursions. */
export interface RawReadings {
  timesMs: number[];
  values: number[];
  /** There were more than `limit`. */
  isTruncated: boolean;
}

/** Reads all readings of one type and unit of some events, at most `limit` (default 200,000). */
export async function rawReadingsOf(
  sql: Sql,
  query: { events: string[]; type: string; uom: string; limit?: number },
): Promise<RawReadings> {
  throw new DomainError("unavailable", `readings: not yet ${Object.keys(query).join()} ${typeof sql}`);
}
