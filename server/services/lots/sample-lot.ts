import type { ServiceDeps } from "@/server/services/deps";
import { type LocalizedText, productsOf } from "@/server/services/trace/master-data";
import { labelLink, lotPath } from "./label-link";

/** A lot that a visitor may try. */
export interface SampleLot {
  gtin: string;
  lot: string;
  productName: LocalizedText | null;
  /** What its label's code holds. */
  link: string;
  /** The same page on this server. */
  path: string;
}

/** How many of the newest lots are looked at. */
const candidatesMax = 40;

/** Chooses the lot with the longest story among the newest of described products; null while there is none. */
export async function sampleLot({
  sql,
  publicUrl,
}: Pick<ServiceDeps, "sql" | "publicUrl">): Promise<SampleLot | null> {
  const [found] = await sql<{ gtin: string; lot: string }[]>`
    with newest as (
      select o.epc, o.gtin, o.lot, max(o.event_time) as made
      from mirror.lot_origins o join mirror.products p on p.gtin = o.gtin
      where o.event_time is not null
      group by o.epc, o.gtin, o.lot order by made desc limit ${candidatesMax}
    )
    select n.gtin, n.lot from newest n
    order by (select count(*) from mirror.event_epcs i where i.epc = n.epc) desc, n.made desc, n.epc limit 1`;
  if (found === undefined) return null;
  const product = (await productsOf(sql, [found.gtin])).get(found.gtin);
  return {
    gtin: found.gtin,
    lot: found.lot,
    productName: product?.name ?? null,
    link: labelLink(publicUrl(), found),
    path: lotPath(found),
  };
}
