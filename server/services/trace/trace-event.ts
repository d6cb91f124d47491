/** An event of the mirror as pages and procedures read it: plain JSON. */
import { fromBase64Url, fromUtf8, toBase64Url, toHex, utf8 } from "@/lib/bytes";
import { DomainError } from "@/lib/errors";
import type { JsonObject } from "@/lib/json";
import type { Sql } from "@/server/db/client";

/** One event with where it stands in the log and who signed it. Times are ISO 8601 in UTC, hashes hex. */
export interface TraceEvent {
  /** `index.ordinal` */
  id: string;
  leafIndex: number;
  ordinal: number;
  /** EPCIS event type, or a record's `type`; null when erased. */
  type: string | null;
  eventID: string | null;
  action: string | null;
  /** null for records and erased events. */
  eventTime: string | null;
  /** `+08:00`, as captured. */
  eventTimeZoneOffset: string | null;
  /** The log's clock. */
  recordTime: string;
  bizStep: string | null;
  disposition: string | null;
  /** Canonical Digital Link, or the URI as captured. */
  readPoint: string | null;
  bizLocation: string | null;
  /** The member that signed. */
  iss: string;
  /** Thumbprint of the key that signed. */
  kid: string;
  leafHash: string;
  eventRoot: string;
  /** SHA-256 of the canonical bytes; null when erased. */
  contentHash: string | null;
  isErrorDeclaration: boolean;
  /** A later error declaration of the same member names this event. */
  isDeclaredErroneous: boolean;
  isErased: boolean;
  /** The normal form; null when erased, or when bodies were not asked for. */
  body: JsonObject | null;
}

/** How an event concerns what was asked for. */
export type Via =
  /** It names the identifier itself (for a lot: or an instance of it). */
  | "self"
  /** It names the lot that the asked-for instance belongs to. */
  | "lot"
  /** It names a container while the item was in it. */
  | "container"
  /** It names an input, at any depth, or a container of one. */
  | "ancestor";

/** A page's position in an ordered list of events; opaque to callers. */
export type Cursor = string;

/** Where a page ends: the last event's time (ms since 1970; null = not told) and place. */
export interface EventPosition {
  timeMs: number | null;
  leafIndex: number;
  ordinal: number;
}

/** Writes the cursor of the page that begins after an event. */
export function cursorAfter(event: Pick<TraceEvent, "eventTime" | "leafIndex" | "ordinal">): Cursor {
  return toBase64Url(utf8(`${event.eventTime ?? ""}|${event.leafIndex}|${event.ordinal}`));
}

/** Reads a cursor. @throws DomainError malformed */
export function parseCursor(cursor: Cursor): EventPosition {
  const [time = "", leafIndex = "", ordinal = ""] = decoded(cursor).split("|");
  const timeMs = time === "" ? null : Date.parse(time);
  const isPlace = /^\d{1,15}$/.test(leafIndex) && /^\d{1,9}$/.test(ordinal);
  if (!isPlace || Number.isNaN(timeMs)) {
    throw new DomainError(
      "malformed",
      `cursor: expected the \`next\` of a page, got ${JSON.stringify(cursor)}`,
    );
  }
  return { timeMs, leafIndex: Number(leafIndex), ordinal: Number(ordinal) };
}

function decoded(cursor: Cursor): string {
  try {
    return fromUtf8(fromBase64Url(cursor));
  } catch {
    return "";
  }
}

/** A place in the log, as a query found it, in the order it is wanted. */
export interface EventPlace {
  leafIndex: number;
  ordinal: number;
}

/** Reads an event's id, `index.ordinal`. @throws DomainError malformed */
export function parseEventId(id: string): EventPlace {
  const match = /^(0|[1-9]\d{0,14})\.(0|[1-9]\d{0,8})$/.exec(id);
  if (match === null)
    throw new DomainError("malformed", `event: expected index.ordinal, got ${JSON.stringify(id)}`);
  return { leafIndex: Number(match[1]), ordinal: Number(match[2]) };
}

/** Reads events by their places, in that order; places that the mirror does not hold are left out. */
export async function eventsAt(
  sql: Sql,
  places: readonly EventPlace[],
  bodies: boolean,
): Promise<TraceEvent[]> {
  if (places.length === 0) return [];
  const leafIndexes = places.map(({ leafIndex }) => leafIndex);
  const ordinals = places.map(({ ordinal }) => ordinal);
  const rows = await sql<EventRow[]>`
    select e.leaf_index, e.ordinal, e.type, e.event_id, e.action, e.event_time, e.event_time_zone_offset, e.record_time,
      e.biz_step, e.disposition, e.read_point, e.biz_location, e.iss, n.kid, n.leaf_hash, e.event_root, e.content_hash,
      e.is_error_declaration, e.is_erased, ${bodies ? sql`e.body` : sql`null as body`},
      not e.is_error_declaration and exists (
        select 1 from mirror.events d
        where d.event_id = e.event_id and d.iss = e.iss and d.is_error_declaration) as is_declared_erroneous
    from unnest(${leafIndexes}::bigint[], ${ordinals}::int[]) with ordinality as p (leaf_index, ordinal, n)
    join mirror.events e on e.leaf_index = p.leaf_index and e.ordinal = p.ordinal
    join mirror.entries n on n.leaf_index = p.leaf_index
    order by p.n`;
  return rows.map(traceEvent);
}

interface EventRow {
  leaf_index: number;
  ordinal: number;
  type: string | null;
  event_id: string | null;
  action: string | null;
  event_time: Date | null;
  event_time_zone_offset: string | null;
  record_time: Date;
  biz_step: string | null;
  disposition: string | null;
  read_point: string | null;
  biz_location: string | null;
  iss: string;
  kid: Uint8Array;
  leaf_hash: Uint8Array;
  event_root: Uint8Array;
  content_hash: Uint8Array | null;
  is_error_declaration: boolean;
  is_declared_erroneous: boolean;
  is_erased: boolean;
  body: JsonObject | null;
}

function traceEvent(row: EventRow): TraceEvent {
  return {
    id: `${row.leaf_index}.${row.ordinal}`,
    leafIndex: row.leaf_index,
    ordinal: row.ordinal,
    type: row.type,
    eventID: row.event_id,
    action: row.action,
    eventTime: row.event_time?.toISOString() ?? null,
    eventTimeZoneOffset: row.event_time_zone_offset,
    recordTime: row.record_time.toISOString(),
    bizStep: row.biz_step,
    disposition: row.disposition,
    readPoint: row.read_point,
    bizLocation: row.biz_location,
    iss: row.iss,
    kid: toHex(row.kid),
    leafHash: toHex(row.leaf_hash),
    eventRoot: toHex(row.event_root),
    contentHash: row.content_hash === null ? null : toHex(row.content_hash),
    isErrorDeclaration: row.is_error_declaration,
    isDeclaredErroneous: row.is_declared_erroneous,
    isErased: row.is_erased,
    body: row.body,
  };
}
