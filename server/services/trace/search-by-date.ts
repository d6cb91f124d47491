/** Events by date, newest first: what a search without text gives. */
import type { Sql } from "@/server/db/client";
import type { SearchHit, SearchPage } from "./search";
import type { SearchFilter } from "./search-filter";
import { momentOf } from "./span";
import { cursorAfter, type EventPosition } from "./trace-event";

interface Row {
  leaf_index: number;
  ordinal: number;
  event_time: Date;
  iss: string;
  type: string | null;
  biz_step: string | null;
}

/** Reads one page of events in a stretch of time, of one member or of all. */
export async function searchByDate(
  sql: Sql,
  filter: SearchFilter,
  limit: number,
  after: EventPosition | null,
): Promise<SearchPage> {
  const before =
    after === null
      ? sql``
      : sql`and (event_time, leaf_index, ordinal) < (${momentOf(after.timeMs)}::timestamptz, ${after.leafIndex}::bigint, ${after.ordinal}::int)`;
  const byMember = filter.iss === null ? sql`` : sql`and iss = ${filter.iss}`;
  const rows = await sql<Row[]>`
    select leaf_index, ordinal, event_time, iss, type, biz_step from mirror.events
    where event_time >= coalesce(${filter.from}::timestamptz, '-infinity')
      and event_time < coalesce(${filter.to}::timestamptz, 'infinity') ${byMember} ${before}
    order by event_time desc, leaf_index desc, ordinal desc limit ${limit + 1}`;
  const last = rows[limit - 1];
  return {
    hits: rows.slice(0, limit).map((row) => eventHit(row)),
    next:
      rows.length > limit && last !== undefined
        ? cursorAfter({
            eventTime: last.event_time.toISOString(),
            leafIndex: last.leaf_index,
            ordinal: last.ordinal,
          })
        : null,
  };
}

/** Makes the hit of an event. */
export function eventHit(row: Row, isExact = false): SearchHit {
  return {
    kind: "event",
    id: `${row.leaf_index}.${row.ordinal}`,
    isExact,
    name: null,
    gtin: null,
    lot: null,
    serial: null,
    event: {
      eventTime: row.event_time?.toISOString() ?? null,
      iss: row.iss,
      type: row.type,
      bizStep: row.biz_step,
    },
  };
}
