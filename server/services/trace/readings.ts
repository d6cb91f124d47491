/** Sensor readings as curves: thinned for drawing, with totals over all of them. */
import type { Sql } from "@/server/db/client";
import { groupBy } from "./group-by";
import { momentText } from "./span";
import { parseEventId } from "./trace-event";

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

const pointsMax = 5_000;

/** Reads the curves of some events or devices, by type and unit. The most-measured comes first. */
export async function readingsOf(sql: Sql, query: ReadingsQuery): Promise<ReadingSeries[]> {
  const points = Math.min(Math.max(2, query.points ?? 240), pointsMax);
  const rows = await sql<PointRow[]>`
    with r as materialized (
      select s.leaf_index, s.ordinal, s.element, s.report, s.type, s.uom, s.device_id, s.time, s.exception,
        coalesce(s.value, s.mean_value, (s.min_value + s.max_value) / 2) as value,
        coalesce(s.min_value, s.value, s.mean_value) as minimum, coalesce(s.max_value, s.value, s.mean_value) as maximum
      from ${sourceOf(sql, query)}
    ), t as (
      select type, uom, count(*)::int as count, min(minimum) as least, max(maximum) as most, avg(value) as mean,
        min(time) as first_time, max(time) as last_time, count(exception)::int as exceptions,
        array_agg(distinct device_id) filter (where device_id is not null) as device_ids
      from r where value is not null and time is not null group by type, uom
    ), ranked as (
      select r.*, t.count, t.least, t.most, t.mean, t.first_time, t.last_time, t.exceptions, t.device_ids,
        row_number() over (lowest) as lowest_rank, row_number() over (highest) as highest_rank
      from r join t on r.type = t.type and r.uom is not distinct from t.uom
      cross join lateral (select floor(
        extract(epoch from r.time - t.first_time) / greatest(extract(epoch from t.last_time - t.first_time), 1) * ${points / 2 - 0.001}::float8
      ) as n) bucket
      where r.value is not null and r.time is not null
      window lowest as (partition by r.type, r.uom, bucket.n order by r.minimum, r.time, r.leaf_index, r.ordinal, r.element, r.report),
        highest as (partition by r.type, r.uom, bucket.n order by r.maximum desc, r.time, r.leaf_index, r.ordinal, r.element, r.report)
    )
    select * from ranked where lowest_rank = 1 or highest_rank = 1
    order by count desc, type, uom, time, leaf_index, ordinal, element, report`;
  return [...groupBy(rows, ({ type, uom }) => JSON.stringify([type, uom])).values()].flatMap(seriesOf);
}

/** The readings asked for, as a FROM clause with its conditions. */
function sourceOf(sql: Sql, query: ReadingsQuery) {
  const ofType = query.type === undefined ? sql`true` : sql`s.type = ${query.type}`;
  const since =
    query.from === undefined ? sql`true` : sql`s.time >= ${momentText("from", query.from)}::timestamptz`;
  const until = query.to === undefined ? sql`true` : sql`s.time < ${momentText("to", query.to)}::timestamptz`;
  const conditions = sql`${ofType} and ${since} and ${until}`;
  if (query.deviceIds !== undefined) {
    const both =
      query.events === undefined
        ? sql``
        : sql`and (s.leaf_index, s.ordinal) in (select * from ${placesOf(sql, query.events)})`;
    return sql`mirror.sensor_readings s where s.device_id = any(${query.deviceIds}) and ${conditions} ${both}`;
  }
  return sql`${placesOf(sql, query.events ?? [])} as p (leaf_index, ordinal)
    join mirror.sensor_readings s on s.leaf_index = p.leaf_index and s.ordinal = p.ordinal where ${conditions}`;
}

/** Event ids as a table of places. @throws DomainError malformed */
function placesOf(sql: Sql, events: string[]) {
  const places = [...new Set(events)].map(parseEventId);
  return sql`unnest(${places.map((p) => p.leafIndex)}::bigint[], ${places.map((p) => p.ordinal)}::int[])`;
}

interface PointRow {
  leaf_index: number;
  ordinal: number;
  element: number;
  report: number;
  type: string;
  uom: string | null;
  time: Date;
  value: number;
  minimum: number;
  maximum: number;
  exception: string | null;
  count: number;
  least: number;
  most: number;
  mean: number;
  first_time: Date;
  last_time: Date;
  exceptions: number;
  device_ids: string[] | null;
}

function seriesOf(rows: PointRow[]): ReadingSeries[] {
  const [row] = rows;
  if (row === undefined) return [];
  return [
    {
      type: row.type,
      uom: row.uom,
      deviceIds: row.device_ids ?? [],
      total: {
        count: row.count,
        minimum: row.least,
        maximum: row.most,
        mean: row.mean,
        firstTime: row.first_time.toISOString(),
        lastTime: row.last_time.toISOString(),
        exceptions: row.exceptions,
      },
      points: rows.map((point) => ({
        timeMs: point.time.getTime(),
        value: point.value,
        minimum: point.minimum,
        maximum: point.maximum,
        eventId: `${point.leaf_index}.${point.ordinal}`,
        element: point.element,
        report: point.report,
        exception: point.exception,
      })),
    },
  ];
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
  const limit = query.limit ?? 200_000;
  const rows = await sql<{ ms: number; value: number }[]>`
    select (extract(epoch from s.time) * 1000)::float8 as ms,
      coalesce(s.value, s.mean_value, (s.min_value + s.max_value) / 2) as value
    from ${placesOf(sql, query.events)} as p (leaf_index, ordinal)
    join mirror.sensor_readings s on s.leaf_index = p.leaf_index and s.ordinal = p.ordinal
    where s.type = ${query.type} and s.uom = ${query.uom} and s.time is not null
      and coalesce(s.value, s.mean_value, s.min_value + s.max_value) is not null
    order by s.time, s.leaf_index, s.ordinal, s.element, s.report limit ${limit + 1}`;
  const kept = rows.slice(0, limit);
  return {
    timesMs: kept.map(({ ms }) => ms),
    values: kept.map(({ value }) => value),
    isTruncated: rows.length > limit,
  };
}
