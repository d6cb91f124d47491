/** Which hits of a search remain: those with an event in a stretch of time, of a member. */
import type { Sql } from "@/server/db/client";
import type { SearchHit, SearchQuery } from "./search";
import { momentText } from "./span";

/** A hit with its key in the order of its stage. */
export interface Candidate {
  key: string[];
  hit: SearchHit;
}

export interface SearchFilter {
  from: string | null;
  to: string | null;
  iss: string | null;
}

/** Reads the filter of a query. @throws DomainError malformed */
export function filterOf(query: SearchQuery): SearchFilter {
  return {
    from: query.from === undefined ? null : momentText("from", query.from),
    to: query.to === undefined ? null : momentText("to", query.to),
    iss: query.iss ?? null,
  };
}

/** Keeps the candidates that have an event as the filter wants, in order. */
export async function keepFiltered(sql: Sql, found: Candidate[], filter: SearchFilter): Promise<Candidate[]> {
  if (found.length === 0 || (filter.from === null && filter.to === null && filter.iss === null)) return found;
  const wanted = sql`e.event_time >= coalesce(${filter.from}::timestamptz, '-infinity')
    and e.event_time < coalesce(${filter.to}::timestamptz, 'infinity')
    and (${filter.iss}::text is null or e.iss = ${filter.iss})`;
  const items = found.map(({ hit }) => hit);
  const rows = await sql<{ n: number }[]>`
    select h.n::int as n
    from unnest(
      ${items.map(({ kind }) => kind)}::text[], ${items.map(({ id }) => id)}::text[],
      ${items.map(({ gtin }) => gtin)}::text[], ${items.map(({ lot }) => lot)}::text[],
      ${items.map(({ event }) => event?.iss ?? null)}::text[]
    ) with ordinality as h (kind, id, gtin, lot, iss, n)
    where case
      when h.kind = 'lot' then exists (
        select 1 from mirror.event_epcs x join mirror.events e on e.leaf_index = x.leaf_index and e.ordinal = x.ordinal
        where x.gtin = h.gtin and x.lot = h.lot and ${wanted})
      when h.kind = 'product' then exists (
        select 1 from mirror.lot_origins x join mirror.events e on e.leaf_index = x.leaf_index and e.ordinal = x.ordinal
        where x.gtin = h.gtin and ${wanted})
      when h.kind = 'document' then exists (
        select 1 from mirror.documents x join mirror.events e on e.leaf_index = x.leaf_index and e.ordinal = x.ordinal
        where x.id = h.id and ${wanted})
      when h.kind = 'place' then exists (select 1 from mirror.events e where e.read_point = h.id and ${wanted})
        or exists (select 1 from mirror.events e where e.biz_location = h.id and ${wanted})
      when h.kind = 'party' then (${filter.iss}::text is null or h.id = ${filter.iss})
        and exists (select 1 from mirror.events e where e.iss = h.id and ${wanted})
      when h.kind = 'event' then exists (
        select 1 from mirror.events e
        where e.leaf_index = split_part(h.id, '.', 1)::bigint and e.ordinal = split_part(h.id, '.', 2)::int and ${wanted})
      else exists (
        select 1 from mirror.event_epcs x join mirror.events e on e.leaf_index = x.leaf_index and e.ordinal = x.ordinal
        where x.epc = h.id and ${wanted})
    end order by h.n`;
  return rows.flatMap(({ n }) => found[n - 1] ?? []);
}
