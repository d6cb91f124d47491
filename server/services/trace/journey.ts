/** The journey of one identifier: every event that tells where it, its containers and its ingredients have been. */
import type { Sql } from "@/server/db/client";
import { momentOf } from "./span";
import { followLeads, type Leads } from "./subjects";
import {
  type Cursor,
  cursorAfter,
  type EventPlace,
  type EventPosition,
  eventsAt,
  parseCursor,
  type TraceEvent,
  type Via,
} from "./trace-event";

/** An identifier whose events belong to the journey, and for how long. */
export interface Subject {
  /** Canonical Digital Link. */
  id: string;
  via: Via;
  /** What leads from the asked-for identifier (first) to this one (last). */
  links: string[];
  /** ISO 8601; events before it are somebody else's. null = from the beginning. */
  from: string | null;
  /** ISO 8601; null = to this day. */
  to: string | null;
}

/** One event of a journey. */
export interface JourneyEvent extends TraceEvent {
  via: Via;
  /** What leads from the asked-for identifier (first) to the one that the event names (last). */
  links: string[];
}

export interface JourneyOptions {
  /** Events a page, 1–2,000. Default 500. */
  limit?: number;
  /** `next` of the page before. */
  after?: Cursor;
  /** Whether events come with their bodies. Default true. */
  bodies?: boolean;
}

export interface Journey {
  id: string;
  /** Ascending by eventTime, then by log index. */
  events: JourneyEvent[];
  hasMore: boolean;
  next: Cursor | null;
  /** Every identifier that was followed; also what a disclosure of these events is about. */
  subjects: Subject[];
  /** There were more containers or ingredients than are followed. */
  isTruncated: boolean;
}

/** The most events of a page. */
const limitMax = 2_000;

/**
 * Reads the journey of a canonical identifier: lot, serial, SSCC or class.
 * An unknown identifier has an empty journey.
 * @throws DomainError malformed for a cursor that cannot be read
 */
export async function journeyOf(sql: Sql, id: string, options: JourneyOptions = {}): Promise<Journey> {
  return readJourney(sql, id, await followLeads(sql, id), options);
}

/** Reads one page of the events of these leads. */
export async function readJourney(
  sql: Sql,
  id: string,
  found: Leads,
  options: JourneyOptions,
): Promise<Journey> {
  const limit = Math.min(Math.max(1, options.limit ?? 500), limitMax);
  const after = options.after === undefined ? null : parseCursor(options.after);
  const places = await placesOf(sql, found, after, limit + 1);
  const events = await eventsAt(sql, places.slice(0, limit), options.bodies ?? true);
  const leadOf = new Map(
    places.map((place) => [`${place.leafIndex}.${place.ordinal}`, found.leads[place.lead - 1]]),
  );
  const hasMore = places.length > limit;
  const last = events.at(-1);
  return {
    id,
    events: events.map((event) => {
      const lead = leadOf.get(event.id);
      return { ...event, via: lead?.via ?? "self", links: lead?.links ?? [id] };
    }),
    hasMore,
    next: hasMore && last !== undefined ? cursorAfter(last) : null,
    subjects: found.leads.map(({ id: subject, via, links, fromMs, toMs }) => ({
      id: subject,
      via,
      links,
      from: momentOf(fromMs),
      to: momentOf(toMs),
    })),
    isTruncated: found.isTruncated,
  };
}

/**
 * Finds the events of these leads, each once, with its nearest lead (counted from 1), in order of time.
 * Left out: what happened to other contents of a container (it was packed or unpacked around them), and what else an
 * ingredient went into.
 */
async function placesOf(
  sql: Sql,
  { leads, makings }: Leads,
  after: EventPosition | null,
  limit: number,
): Promise<(EventPlace & { lead: number })[]> {
  const isAfter =
    after === null
      ? sql``
      : sql`and (x.event_time, x.leaf_index, x.ordinal) > (${momentOf(after.timeMs)}::timestamptz, ${after.leafIndex}::bigint, ${after.ordinal}::int)`;
  return sql<(EventPlace & { lead: number })[]>`
    select hits.leaf_index as "leafIndex", hits.ordinal, min(l.n)::int as lead
    from unnest(
      ${leads.map(({ id }) => id)}::text[], ${leads.map(({ via }) => via)}::text[],
      ${leads.map(({ fromMs }) => momentOf(fromMs))}::timestamptz[], ${leads.map(({ toMs }) => momentOf(toMs))}::timestamptz[]
    ) with ordinality as l (id, via, since, until, n)
    cross join lateral (
      select x.leaf_index, x.ordinal, x.event_time from mirror.event_epcs x
      where x.epc = l.id and x.event_time >= coalesce(l.since, '-infinity') and x.event_time <= coalesce(l.until, 'infinity') ${isAfter}
        and (l.via in ('self', 'lot') or x.role <> 'parent' or not exists (
          select 1 from mirror.event_epcs c join mirror.events e on e.leaf_index = c.leaf_index and e.ordinal = c.ordinal
          where c.leaf_index = x.leaf_index and c.ordinal = x.ordinal and c.role = 'child' and e.action <> 'OBSERVE'))
        and (l.via <> 'ancestor' or x.role <> 'input' or (x.leaf_index, x.ordinal) in (
          select * from unnest(${makings.map((m) => m.leafIndex)}::bigint[], ${makings.map((m) => m.ordinal)}::int[])))
      order by x.event_time, x.leaf_index, x.ordinal limit ${limit}
    ) hits
    group by hits.leaf_index, hits.ordinal, hits.event_time
    order by hits.event_time, hits.leaf_index, hits.ordinal limit ${limit}`;
}
