/** What anybody may know of an erasure: the log says it in the clear. */
import { toHex } from "@/lib/bytes";
import type { DomainError } from "@/lib/errors";
import { statementTypes } from "@/lib/statement/header";
import type { Sql } from "@/server/db/client";
import type { ServiceDeps } from "@/server/services/deps";
import { type LocalizedText, partiesOf } from "@/server/services/trace/master-data";
import { parseEventId } from "@/server/services/trace/trace-event";

/** An erasure as the log records it. */
export interface ErasureNotice {
  /** Of the erased event, `index.ordinal`. */
  event: string;
  /** Log index of the erasure record. */
  entry: number;
  /** Log time of the record, ISO 8601. */
  at: string;
  iss: string;
  name: LocalizedText | null;
  /** A code; see lib/membership/erasure-reasons.ts. */
  reason: string;
  /** Root of the event's fields, hex: what a proof of its existence leads up from. */
  eventRoot: string;
}

interface NoticeRow {
  leaf_index: number;
  iss: string;
  record_time: Date;
  record: { event: string; reason: string };
  event_root: Uint8Array;
}

/** Erasure records with what they erased, from the rows of entries and events. */
function noticeRows(sql: Sql) {
  return sql`
    select n.leaf_index, n.iss, n.record_time, n.record, e.event_root
    from mirror.entries n join mirror.events e
      on e.leaf_index = split_part(n.record->>'event', '.', 1)::bigint
      and e.ordinal = split_part(n.record->>'event', '.', 2)::int
    where n.typ = ${statementTypes.erasure}`;
}

/** Reads the erasure of an event; null while there is none. */
export async function erasureNotice(sql: Sql, event: string): Promise<ErasureNotice | null> {
  // The first one counts; of a later one nothing was left to erase.
  const [row] = await sql<NoticeRow[]>`
    ${noticeRows(sql)} and n.record->>'event' = ${event} order by n.leaf_index limit 1`;
  return row === undefined ? null : ((await noticesOf(sql, [row]))[0] ?? null);
}

/** Lists a member's erasures, newest first. */
export async function erasuresBy(sql: Sql, iss: string, limit: number): Promise<ErasureNotice[]> {
  const rows = await sql<NoticeRow[]>`
    ${noticeRows(sql)} and n.iss = ${iss} order by n.leaf_index desc limit ${limit}`;
  return noticesOf(sql, rows);
}

async function noticesOf(sql: Sql, rows: readonly NoticeRow[]): Promise<ErasureNotice[]> {
  const parties = await partiesOf(sql, [...new Set(rows.map(({ iss }) => iss))]);
  return rows.map(({ leaf_index: entry, iss, record_time: at, record, event_root: root }) => ({
    event: record.event,
    entry,
    at: at.toISOString(),
    iss,
    name: parties.get(iss)?.name ?? null,
    reason: record.reason,
    eventRoot: toHex(root),
  }));
}

/** How far an erasure is: in the ledger's files it is done with its record; the database takes longer. */
export interface ErasureStatus {
  notice: ErasureNotice | null;
  /** Null while there is no erasure. */
  database: {
    state: "forgetting" | "forgotten";
    step: string | null;
    done: number;
    of: number;
    /** What could not be done there, one line each. */
    left: readonly string[];
    error: string | null;
  } | null;
}

/** Tells how far the erasure of an event is. @throws DomainError malformed for an id that cannot be one */
export async function erasureStatus(
  { sql, forgetter }: Pick<ServiceDeps, "sql" | "forgetter">,
  event: string,
): Promise<ErasureStatus> {
  parseEventId(event);
  const notice = await erasureNotice(sql, event);
  if (notice === null) return { notice, database: null };
  const { size, progress, left, error } = forgetter.status();
  const isForgotten = notice.entry < size;
  const { step = null, done = 0, of = 1 } = progress ?? {};
  return {
    notice,
    database: isForgotten
      ? { state: "forgotten", step: null, done: of, of, left, error: null }
      : { state: "forgetting", step, done, of, left: [], error },
  };
}

/** Tells whether a refusal says that an event is erased already. */
export function isErasedAlready(error: unknown): boolean {
  const { code, path } = error as Partial<DomainError>;
  return code === "conflict" && path === "event";
}
