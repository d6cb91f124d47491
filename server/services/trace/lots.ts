/** The lots a member brought into being. */
import { fromBase64Url, fromUtf8, toBase64Url, utf8 } from "@/lib/bytes";
import { DomainError } from "@/lib/errors";
import type { Sql } from "@/server/db/client";
import { type LocalizedText, productsOf } from "./master-data";
import { momentText } from "./span";

export interface LotSummary {
  /** Canonical Digital Link, `https://id.gs1.org/01/{gtin}/10/{lot}`. */
  id: string;
  gtin: string;
  lot: string;
  productName: LocalizedText | null;
  kind: "commissioned" | "produced";
  /** Over all events that brought it into being; null = not told. */
  quantity: number | null;
  /** UN/CEFACT Recommendation 20 code; null = a count. */
  uom: string | null;
  /** Instances with a serial. */
  itemCount: number;
  bestBefore: string | null;
  /** The first event that brought it into being, `index.ordinal`. */
  originEvent: string;
  firstEventTime: string | null;
  lastEventTime: string | null;
  /** What the last event says of the lot. */
  state: { eventId: string; bizStep: string | null; disposition: string | null; place: string | null } | null;
}

export interface LotsOptions {
  /** Lots a page, 1–200. Default 50. */
  limit?: number;
  /** `next` of the page before. */
  cursor?: string;
  /** Only lots of this product (14 digits). */
  gtin?: string;
  /** Part of the lot number, the GTIN or the product's name; case does not matter. */
  text?: string;
}

export interface LotsPage {
  /** Newest first, by the event that brought them into being. */
  lots: LotSummary[];
  next: string | null;
}

const limitMax = 200;

/** The condition that a lot, its GTIN or its product's name holds a text. */
function matching(sql: Sql, text: string) {
  const pattern = `%${text.trim().replace(/[\\%_]/g, "\\$&")}%`;
  return sql`and (o.lot ilike ${pattern} or o.gtin like ${pattern} or exists (
    select 1 from mirror.products n where n.gtin = o.gtin and (n.name_en ilike ${pattern} or n.name_zh ilike ${pattern})))`;
}

/** Lists the lots that a member commissioned or produced. @throws DomainError malformed for a cursor that cannot be read */
export async function lotsOf(sql: Sql, iss: string, options: LotsOptions = {}): Promise<LotsPage> {
  const limit = Math.min(Math.max(1, options.limit ?? 50), limitMax);
  const ofProduct = options.gtin === undefined ? sql`` : sql`and o.gtin = ${options.gtin}`;
  const ofText = options.text === undefined ? sql`` : matching(sql, options.text);
  const [beforeTime, beforeEpc] = options.cursor === undefined ? [null, ""] : readCursor(options.cursor);
  // The first origin of a lot stands for it; a lot that is brought into being piece by piece has many.
  const rows = await sql<LotRow[]>`
    select first.*, amount.quantity, amount.uom, amount.item_count, earliest.event_time as first_time,
      state.event_time as last_time, state.leaf_index as state_index, state.ordinal as state_ordinal,
      state.biz_step, state.disposition, state.place
    from (
      select o.epc, o.gtin, o.lot, o.kind, o.best_before, o.leaf_index, o.ordinal, o.event_time from mirror.lot_origins o
      where o.iss = ${iss} ${ofProduct} ${ofText} and (o.event_time, o.epc) < (coalesce(${beforeTime}::timestamptz, 'infinity'), ${beforeEpc})
        and not exists (
          select 1 from mirror.lot_origins p where p.epc = o.epc and p.iss = o.iss
            and (p.event_time, p.leaf_index, p.ordinal) < (o.event_time, o.leaf_index, o.ordinal))
      order by o.event_time desc, o.epc desc limit ${limit + 1}
    ) first
    cross join lateral (
      select case when count(distinct coalesce(a.uom, '')) filter (where a.quantity is not null) <= 1 then sum(a.quantity) end as quantity,
        max(a.uom) as uom, sum(a.item_count)::int as item_count
      from mirror.lot_origins a where a.epc = first.epc and a.iss = ${iss}
    ) amount
    cross join lateral (
      select x.event_time from mirror.event_epcs x
      where x.gtin = first.gtin and x.lot = first.lot and x.event_time is not null order by x.event_time limit 1
    ) earliest
    cross join lateral (
      select e.event_time, e.leaf_index, e.ordinal, e.biz_step, e.disposition, coalesce(e.biz_location, e.read_point) as place
      from mirror.event_epcs x join mirror.events e on e.leaf_index = x.leaf_index and e.ordinal = x.ordinal
      where x.gtin = first.gtin and x.lot = first.lot and x.event_time is not null order by x.event_time desc limit 1
    ) state
    order by first.event_time desc, first.epc desc`;
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const products = await productsOf(sql, [...new Set(page.map(({ gtin }) => gtin))]);
  return {
    lots: page.map((row) => lotSummary(row, products.get(row.gtin)?.name ?? null)),
    next:
      rows.length > limit && last !== undefined
        ? writeCursor([last.event_time.toISOString(), last.epc])
        : null,
  };
}

interface LotRow {
  epc: string;
  gtin: string;
  lot: string;
  kind: "commissioned" | "produced";
  best_before: string | null;
  leaf_index: number;
  ordinal: number;
  event_time: Date;
  quantity: number | null;
  uom: string | null;
  item_count: number;
  first_time: Date;
  last_time: Date;
  state_index: number;
  state_ordinal: number;
  biz_step: string | null;
  disposition: string | null;
  place: string | null;
}

function lotSummary(row: LotRow, productName: LocalizedText | null): LotSummary {
  return {
    id: row.epc,
    gtin: row.gtin,
    lot: row.lot,
    productName,
    kind: row.kind,
    quantity: row.quantity,
    uom: row.uom,
    itemCount: row.item_count,
    bestBefore: row.best_before,
    originEvent: `${row.leaf_index}.${row.ordinal}`,
    firstEventTime: row.first_time.toISOString(),
    lastEventTime: row.last_time.toISOString(),
    state: {
      eventId: `${row.state_index}.${row.state_ordinal}`,
      bizStep: row.biz_step,
      disposition: row.disposition,
      place: row.place,
    },
  };
}

function writeCursor(position: [time: string, epc: string]): string {
  return toBase64Url(utf8(JSON.stringify(position)));
}

function readCursor(cursor: string): [time: string, epc: string] {
  try {
    const position: unknown = JSON.parse(fromUtf8(fromBase64Url(cursor)));
    if (Array.isArray(position) && typeof position[1] === "string") {
      return [momentText("cursor", String(position[0])), position[1]];
    }
  } catch {
    // Said below: why it cannot be read helps nobody.
  }
  throw new DomainError(
    "malformed",
    `cursor: expected the \`next\` of a page, got ${JSON.stringify(cursor)}`,
  );
}
