/** Edges between lots, containers and items, as events state them. */
import type { Sql } from "@/server/db/client";
import { keysOf, lotId } from "@/server/mirror/item-keys";

export type RelationKind = "transformation" | "aggregation" | "association";

export type Direction = "upstream" | "downstream";

export interface RelationEdge {
  /** Input or content. */
  from: string;
  /** Output or container. */
  to: string;
  kind: RelationKind;
  /** Summed over the events; null = not told. */
  fromQuantity: number | null;
  /** UN/CEFACT Recommendation 20 code; null = a count. */
  fromUom: string | null;
  toQuantity: number | null;
  toUom: string | null;
  /** ISO 8601, of the first event. */
  eventTime: string | null;
  /** `index.ordinal` of the events that state it, at most 20. */
  events: string[];
}

/** Instances of one lot whose containers are looked for. */
const instancesMax = 2_000;
/** Edges read in one step at most. */
export const edgesMax = 20_000;

/** Identifiers to ask for, each with the node it counts under. */
export type Frontier = Map<string, string>;

/** An instance was made when its lot was; where it went is its own affair. */
export async function startOf(sql: Sql, id: string, direction: Direction): Promise<Frontier> {
  if (direction === "downstream") return withInstances(sql, [id], direction);
  const lots = await lotsOfInstances(sql, [id]);
  return new Map([[id, id], ...[...lots.values()].map((lot): [string, string] => [lot, id])]);
}

/** Downstream, what happened to the instances of a lot happened to the lot. */
export async function withInstances(sql: Sql, ids: string[], direction: Direction): Promise<Frontier> {
  const frontier: Frontier = new Map(ids.map((id) => [id, id]));
  if (direction === "upstream") return frontier;
  const lots = ids.map((id) => ({ id, ...keysOf(id) })).filter(({ kind }) => kind === "lot");
  if (lots.length === 0) return frontier;
  const rows = await sql<{ n: number; epc: string }[]>`
    select l.n::int as n, i.epc
    from unnest(${lots.map(({ gtin }) => gtin)}::text[], ${lots.map(({ lot }) => lot)}::text[]) with ordinality as l (gtin, lot, n)
    cross join lateral (
      select distinct x.epc from mirror.event_epcs x where x.gtin = l.gtin and x.lot = l.lot and x.serial is not null limit ${instancesMax}
    ) i`;
  for (const { n, epc } of rows) frontier.set(epc, lots[n - 1]?.id ?? epc);
  return frontier;
}

/** Reads the lots of instances, as far as the mirror knows them. */
async function lotsOfInstances(sql: Sql, ids: string[]): Promise<Map<string, string>> {
  const instances = ids.filter((id) => keysOf(id).kind === "serial");
  if (instances.length === 0) return new Map();
  const rows = await sql<{ epc: string; gtin: string; lot: string }[]>`
    select distinct on (epc) epc, gtin, lot from mirror.event_epcs
    where epc = any(${instances}) and gtin is not null and lot is not null order by epc, event_time`;
  return new Map(rows.map(({ epc, gtin, lot }) => [epc, lotId(gtin, lot)]));
}

/** Reads the edges of a frontier, by pair and kind; packings undone and events declared erroneous do not count. */
export async function edgesOf(
  sql: Sql,
  frontier: Frontier,
  direction: Direction,
  kinds: RelationKind[],
): Promise<RelationEdge[]> {
  if (frontier.size === 0) return [];
  const near = direction === "upstream" ? sql`r.to_epc` : sql`r.from_epc`;
  const rows = await sql<EdgeRow[]>`
    select r.from_epc, r.to_epc, r.kind, r.event_time, r.from_quantity, r.from_uom, r.to_quantity, r.to_uom, r.action,
      r.leaf_index, r.ordinal
    from mirror.lot_relations r join mirror.events e on e.leaf_index = r.leaf_index and e.ordinal = r.ordinal
    where ${near} = any(${[...frontier.keys()]}) and r.kind = any(${kinds}) and r.action is distinct from 'DELETE'
      and not e.is_error_declaration and not exists (
        select 1 from mirror.events d where d.event_id = e.event_id and d.iss = e.iss and d.is_error_declaration)
    order by r.event_time, r.leaf_index, r.ordinal, r.position limit ${edgesMax}`;
  const far = rows.map((row) => (direction === "upstream" ? row.from_epc : row.to_epc));
  const lots =
    direction === "upstream" ? await lotsOfInstances(sql, [...new Set(far)]) : new Map<string, string>();
  const nameOf = (epc: string) => frontier.get(epc) ?? lots.get(epc) ?? epc;
  return rows.map((row) => ({
    from: nameOf(row.from_epc),
    to: nameOf(row.to_epc),
    kind: row.kind,
    // An observation repeats what a packing told: only its existence counts.
    fromQuantity: row.action === "OBSERVE" ? null : row.from_quantity,
    fromUom: row.from_uom,
    toQuantity: row.action === "OBSERVE" ? null : row.to_quantity,
    toUom: row.to_uom,
    eventTime: row.event_time?.toISOString() ?? null,
    events: [`${row.leaf_index}.${row.ordinal}`],
  }));
}

interface EdgeRow {
  from_epc: string;
  to_epc: string;
  kind: RelationKind;
  event_time: Date | null;
  from_quantity: number | null;
  from_uom: string | null;
  to_quantity: number | null;
  to_uom: string | null;
  action: string | null;
  leaf_index: number;
  ordinal: number;
}
