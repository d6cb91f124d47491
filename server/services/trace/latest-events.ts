import type { Sql } from "@/server/db/client";
import type { SearchHit } from "./search";

/** Kinds of hit that events name directly. */
const itemKinds = new Set(["sscc", "lot", "serial"]);

interface LatestRow {
  id: string;
  event_time: Date | null;
  iss: string;
  type: string | null;
  biz_step: string | null;
}

/** Completes hits on items with the latest event that names each: one index look-up a hit. */
export async function withLatestEvents(sql: Sql, hits: SearchHit[]): Promise<SearchHit[]> {
  const ids = hits.filter((hit) => itemKinds.has(hit.kind)).map((hit) => hit.id);
  if (ids.length === 0) return hits;
  const rows = await sql<LatestRow[]>`
    select wanted.id, event.event_time, event.iss, event.type, event.biz_step
    from unnest(${ids}::text[]) as wanted(id)
    cross join lateral (
      select leaf_index, ordinal from mirror.event_epcs
      where epc = wanted.id order by event_time desc nulls last, leaf_index desc, ordinal desc limit 1
    ) as latest
    join mirror.events as event using (leaf_index, ordinal)`;
  const latest = new Map(rows.map((row) => [row.id, row]));
  return hits.map((hit) => {
    const row = latest.get(hit.id);
    if (row === undefined || hit.event !== null) return hit;
    const { iss, type } = row;
    const event = { eventTime: row.event_time?.toISOString() ?? null, iss, type, bizStep: row.biz_step };
    return { ...hit, event };
  });
}
