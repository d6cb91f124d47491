/**
 * The member's events that the mirror knows already under an id or a hash. Captures that ask while a query is under way
 * share the next one: thirty single captures at once cost one query, not thirty.
 */
import type { Sql } from "@/server/db/client";
import { deferred } from "@/server/deferred";
import type { EventPlace, KnownEvent } from "./recent-events";

/** An earlier event as the mirror knows it. */
export type MirroredEvent = KnownEvent & EventPlace;

/** Ids asked for in one query; more would make a parameter list that Postgres refuses. */
const idsPerQuery = 5_000;

/** What is asked of an event. */
type Asked = Pick<KnownEvent, "eventID" | "cbvHash">;

interface Asker {
  events: readonly Asked[];
  resolve(known: MirroredEvent[]): void;
  reject(error: unknown): void;
}

/** Those who wait for the next query of a member; there while one is under way. */
const waitingOf = new WeakMap<Sql, Map<string, Asker[]>>();

/**
 * Reads the member's mirrored events that share an id or a CBV hash with one of `events`, as of some time after the call,
 * in log order.
 */
export async function knownEvents(sql: Sql, iss: string, events: readonly Asked[]): Promise<MirroredEvent[]> {
  const members = waitingOf.get(sql) ?? new Map<string, Asker[]>();
  waitingOf.set(sql, members);
  const { promise, resolve, reject } = deferred<MirroredEvent[]>();
  const asker: Asker = { events, resolve, reject };
  const waiting = members.get(iss);
  if (waiting !== undefined) waiting.push(asker);
  else {
    members.set(iss, []);
    void answerAll(sql, iss, members, asker);
  }
  return promise;
}

async function answerAll(sql: Sql, iss: string, members: Map<string, Asker[]>, first: Asker): Promise<void> {
  for (let askers = [first]; askers.length > 0; askers = members.get(iss) ?? []) {
    members.set(iss, []);
    await answer(sql, iss, askers);
  }
  members.delete(iss);
}

async function answer(sql: Sql, iss: string, askers: readonly Asker[]): Promise<void> {
  try {
    const asked = askers.length === 1 ? (askers[0]?.events ?? []) : askers.flatMap(({ events }) => events);
    const known: MirroredEvent[] = [];
    for (let from = 0; from < asked.length; from += idsPerQuery) {
      known.push(...(await knownAmong(sql, iss, asked.slice(from, from + idsPerQuery))));
    }
    for (const { events, resolve } of askers) resolve(known.length === 0 ? [] : sharedWith(known, events));
  } catch (error) {
    for (const { reject } of askers) reject(error);
  }
}

/** Picks those that share an id or a hash with one of `events`. */
function sharedWith(known: readonly MirroredEvent[], events: readonly Asked[]): MirroredEvent[] {
  const ids = new Set(events.map(({ eventID }) => eventID));
  const hashes = new Set(events.map(({ cbvHash }) => cbvHash));
  return known.filter(({ eventID, cbvHash }) => ids.has(eventID) || hashes.has(cbvHash));
}

async function knownAmong(sql: Sql, iss: string, events: readonly Asked[]): Promise<MirroredEvent[]> {
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
