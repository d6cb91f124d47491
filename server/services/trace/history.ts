/** Whole histories, for regulators: every event that names an identifier, with its body and who signed it. */
import type { Sql } from "@/server/db/client";
import { keysOf } from "@/server/mirror/item-keys";
import { type JourneyEvent, readJourney } from "./journey";
import { momentOf } from "./span";
import { followLeads, ownLeads } from "./subjects";
import {
  type Cursor,
  cursorAfter,
  type EventPlace,
  eventsAt,
  parseCursor,
  type TraceEvent,
} from "./trace-event";

export interface HistoryOptions {
  /** `self`: only events that name the identifier (or its lot's instances); `journey`: containers and ingredients too. Default self. */
  scope?: "self" | "journey";
  /** Events a page, 1–2,000. Default 100. */
  limit?: number;
  after?: Cursor;
}

export interface History {
  id: string;
  /** Ascending by eventTime, then by log index. */
  events: JourneyEvent[];
  next: Cursor | null;
}

/** The most events of a page. */
const limitMax = 2_000;

/**
 * Reads the history of a canonical identifier: lot, serial, SSCC, class, place (read point or business location),
 * document, or a member's URI (what it signed).
 * @throws DomainError malformed for a cursor that cannot be read
 */
export async function historyOf(sql: Sql, id: string, options: HistoryOptions = {}): Promise<History> {
  const limit = Math.min(Math.max(1, options.limit ?? 100), limitMax);
  const page = { limit, bodies: true, ...(options.after === undefined ? {} : { after: options.after }) };
  const { kind } = keysOf(id);
  if (kind === "place" || kind === "other") return plainHistory(sql, id, options, limit);
  const found =
    options.scope === "journey"
      ? await followLeads(sql, id)
      : {
          leads: (await ownLeads(sql, id)).filter(({ via }) => via === "self"),
          makings: [],
          isTruncated: false,
        };
  const { events, next } = await readJourney(sql, id, found, page);
  return { id, events, next };
}

/** The events of a place, a document, a member, or of an identifier that is no GS1 key. */
async function plainHistory(sql: Sql, id: string, options: HistoryOptions, limit: number): Promise<History> {
  const after = options.after === undefined ? null : parseCursor(options.after);
  const position = sql`(coalesce(${momentOf(after?.timeMs ?? null)}::timestamptz, '-infinity'), ${after?.leafIndex ?? -1}::bigint, ${after?.ordinal ?? -1}::int)`;
  const page = sql`order by e.event_time, e.leaf_index, e.ordinal limit ${limit + 1}`;
  const isAfter = sql`e.event_time is not null and (e.event_time, e.leaf_index, e.ordinal) > ${position}`;
  const columns = sql`e.event_time, e.leaf_index, e.ordinal`;
  const places = await sql<EventPlace[]>`
    select leaf_index as "leafIndex", ordinal from (
      (select ${columns} from mirror.events e where e.read_point = ${id} and ${isAfter} ${page})
      union
      (select ${columns} from mirror.events e where e.biz_location = ${id} and ${isAfter} ${page})
      union
      (select ${columns} from mirror.events e where e.iss = ${id} and ${isAfter} ${page})
      union
      (select ${columns} from mirror.event_epcs e where e.epc = ${id} and ${isAfter} ${page})
      union
      (select ${columns} from mirror.documents d join mirror.events e on e.leaf_index = d.leaf_index and e.ordinal = d.ordinal
        where d.id = ${id} and ${isAfter} ${page})
    ) e order by e.event_time, e.leaf_index, e.ordinal limit ${limit + 1}`;
  const events = await eventsAt(sql, places.slice(0, limit), true);
  const last = events.at(-1);
  return {
    id,
    events: events.map((event) => ({ ...event, via: "self", links: [id] })),
    next: places.length > limit && last !== undefined ? cursorAfter(last) : null,
  };
}

/** Reads one event or record by its place in the log; null when the mirror does not hold it. */
export async function eventOf(sql: Sql, leafIndex: number, ordinal: number): Promise<TraceEvent | null> {
  const [event] = await eventsAt(sql, [{ leafIndex, ordinal }], true);
  return event ?? null;
}
