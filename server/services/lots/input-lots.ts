import type { Sql } from "@/server/db/client";
import type { LocalizedText } from "@/server/services/trace/master-data";

/** A lot that may go into a batch of the member. */
export interface InputLot {
  /** Canonical Digital Link. */
  id: string;
  gtin: string;
  lot: string;
  productName: LocalizedText | null;
  /** As the member's newest event of it says. */
  quantity: number | null;
  uom: string | null;
  eventTime: string | null;
}

interface Row {
  epc: string;
  gtin: string;
  lot: string;
  name_en: string | null;
  name_zh: string | null;
  quantity: number | null;
  uom: string | null;
  event_time: Date | null;
}

/** The member's own events that are looked through, newest first. */
const eventsMax = 5_000;

/**
 * Finds lots that the member itself has recorded (made, received or moved), newest first: nobody learns here of a lot that did
 * not pass through their hands.
 *
 * @param text part of the lot number, of the GTIN or of the product's name; empty finds all
 */
export async function inputLots(sql: Sql, iss: string, text: string, limit = 20): Promise<InputLot[]> {
  const pattern = `%${text.trim().replace(/[\\%_]/g, "\\$&")}%`;
  const rows = await sql<Row[]>`
    with own as (
      select leaf_index, ordinal, event_time from mirror.events
      where iss = ${iss} and event_time is not null
      order by event_time desc limit ${eventsMax}
    ), lots as (
      select distinct on (i.epc) i.epc, i.gtin, i.lot, i.quantity, i.uom, own.event_time
      from own join mirror.event_epcs i using (leaf_index, ordinal)
      where i.is_class and i.gtin is not null and i.epc like 'https://id.gs1.org/01/%/10/%'
      order by i.epc, own.event_time desc
    )
    select lots.*, p.name_en, p.name_zh
    from lots left join mirror.products p on p.gtin = lots.gtin
    where lots.lot ilike ${pattern} or lots.gtin like ${pattern}
      or p.name_en ilike ${pattern} or p.name_zh ilike ${pattern}
    order by lots.event_time desc, lots.epc limit ${limit}`;
  return rows.map((row) => ({
    id: row.epc,
    gtin: row.gtin,
    lot: row.lot,
    productName: nameOf(row),
    quantity: row.quantity,
    uom: row.uom,
    eventTime: row.event_time?.toISOString() ?? null,
  }));
}

function nameOf({ name_en, name_zh }: Row): LocalizedText | null {
  const name = name_en ?? name_zh;
  return name === null ? null : { en: name, "zh-CN": name_zh ?? name };
}
