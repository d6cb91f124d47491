/** What was made of what, as transformations tell it (EPCIS 2.0 §7.4.5). */
import type { Sql } from "@/server/db/client";
import { keysOf, lotId } from "@/server/mirror/item-keys";
import type { EventPlace } from "./trace-event";

/** An input that became part of an output, and the event that names the input. */
export interface Making extends EventPlace {
  input: string;
  /** As it was asked for. */
  output: string;
  /** When the output was made, ms since 1970. */
  timeMs: number;
}

const rowsMax = 20_000;

interface MakingRow {
  output: string;
  input: string;
  leaf_index: number;
  ordinal: number;
  made_at: Date;
}

/**
 * Reads the inputs of everything that these identifiers were an output of. A lot is also an output where its
 * instances are. Inputs of other events with the same transformationID count too.
 */
export async function inputsOf(sql: Sql, ids: string[]): Promise<Making[]> {
  if (ids.length === 0) return [];
  const lots = ids.map(keysOf).filter(({ kind }) => kind === "lot");
  const gtins = lots.map(({ gtin }) => gtin);
  const lotNumbers = lots.map(({ lot }) => lot);
  const rows = await sql<(MakingRow & { gtin: string | null; lot: string | null })[]>`
    with made as (
      select epc, null::text as gtin, null::text as lot, leaf_index, ordinal
      from mirror.event_epcs where epc = any(${ids}) and role = 'output'
      union
      select o.epc, o.gtin, o.lot, o.leaf_index, o.ordinal
      from unnest(${gtins}::text[], ${lotNumbers}::text[]) as l (gtin, lot)
      join mirror.event_epcs o on o.gtin = l.gtin and o.lot = l.lot and o.role = 'output'
    ), events as (
      select m.*, e.event_time as made_at, e.transformation_id, e.iss
      from made m join mirror.events e on e.leaf_index = m.leaf_index and e.ordinal = m.ordinal
      where e.event_time is not null and not e.is_error_declaration and not exists (
        select 1 from mirror.events d where d.event_id = e.event_id and d.iss = e.iss and d.is_error_declaration)
    ), parts as (
      select epc, gtin, lot, made_at, leaf_index, ordinal from events
      union
      select m.epc, m.gtin, m.lot, m.made_at, other.leaf_index, other.ordinal
      from events m join mirror.events other on other.transformation_id = m.transformation_id and other.iss = m.iss
    )
    select parts.epc as output, parts.gtin, parts.lot, i.epc as input, parts.leaf_index, parts.ordinal, max(parts.made_at) as made_at
    from parts join mirror.event_epcs i on i.leaf_index = parts.leaf_index and i.ordinal = parts.ordinal and i.role = 'input'
    group by 1, 2, 3, 4, 5, 6 order by made_at, leaf_index, ordinal, input limit ${rowsMax}`;
  return rows.map((row) => ({
    input: row.input,
    output: row.gtin !== null && row.lot !== null ? lotId(row.gtin, row.lot) : row.output,
    leafIndex: row.leaf_index,
    ordinal: row.ordinal,
    timeMs: row.made_at.getTime(),
  }));
}
