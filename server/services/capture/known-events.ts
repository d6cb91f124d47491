import type { Sql } from "@/server/db/client";
import type { EventPlace, KnownEvent } from "./recent-events";

/** An earlier event as the mirror knows it. */
export type MirroredEvent = KnownEvent & EventPlace;

/** Ids asked for in one query; more would make a parameter list that Postgres refuses. */
const idsPerQuery = 5_000;

/** Reads the member's mirrored events that share an id or a CBV hash with one of `events`. */
export async function knownEvents(sql: Sql, iss: string, events: KnownEvent[]): Promise<MirroredEvent[]> {
  const found: MirroredEvent[] = [];
  for (let from = 0; from < events.length; from += idsPerQuery) {
    const part = events.slice(from, from + idsPerQuery);
    found.push(...(await knownAmong(sql, iss, part)));
  }
  return found;
}

async function knownAmong(sql: Sql, iss: string, events: KnownEvent[]): Promise<MirroredEvent[]> {
  const ids = events.map((event) => event.eventID);
  const hashes = events.map((event) => event.cbvHash);
  const rows = await sql`
    select leaf_index, ordinal, event_id, event_hash, encode(content_hash, 'hex') as content_hash, is_error_declaration
    from mirror.events where iss = ${iss} and event_id = any(${ids})
    union
    select leaf_index, ordinal, event_id, event_hash, encode(content_hash, 'hex') as content_hash, is_error_declaration
    from mirror.events where iss = ${iss} and event_hash = any(${hashes})
    order by leaf_index, ordinal`;
  return rows.map((row) => ({
    leafIndex: Number(row.leaf_index),
    ordinal: Number(row.ordinal),
    eventID: String(row.event_id),
    cbvHash: String(row.event_hash),
    contentHash: String(row.content_hash),
    isErrorDeclaration: Boolean(row.is_error_declaration),
  }));
}
