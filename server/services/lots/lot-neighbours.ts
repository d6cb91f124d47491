import type { Sql } from "@/server/db/client";
import { type LocalizedText, productsOf } from "@/server/services/trace/master-data";

/** A lot that went into another, or came of it. */
export interface LotNeighbour {
  /** Canonical Digital Link. */
  id: string;
  gtin: string | null;
  lot: string | null;
  productName: LocalizedText | null;
  /** How much of it; null = not told. */
  quantity: number | null;
  uom: string | null;
}

interface Row {
  epc: string;
  gtin: string | null;
  lot: string | null;
  quantity: number | null;
  uom: string | null;
}

/**
 * Reads what the member itself put into a lot and what it made of it, by lot. What other members did with it is theirs to show.
 */
export async function lotNeighbours(
  sql: Sql,
  iss: string,
  id: string,
): Promise<{ inputs: LotNeighbour[]; outputs: LotNeighbour[] }> {
  const [inputs, outputs] = await Promise.all([
    neighbours(sql, iss, id, "output", "input"),
    neighbours(sql, iss, id, "input", "output"),
  ]);
  const products = await productsOf(
    sql,
    [...inputs, ...outputs].flatMap(({ gtin }) => gtin ?? []),
  );
  const named = (row: Row): LotNeighbour => ({
    id: row.epc,
    gtin: row.gtin,
    lot: row.lot,
    productName: (row.gtin === null ? undefined : products.get(row.gtin)?.name) ?? null,
    quantity: row.quantity,
    uom: row.uom,
  });
  return { inputs: inputs.map(named), outputs: outputs.map(named) };
}

/** Reads the items that stand in `wanted` roles of the member's transformations in which `id` stands as `own`. */
async function neighbours(
  sql: Sql,
  iss: string,
  id: string,
  own: "input" | "output",
  wanted: "input" | "output",
): Promise<Row[]> {
  return sql<Row[]>`
    select i.epc, min(i.gtin) as gtin, min(i.lot) as lot, sum(i.quantity) as quantity, i.uom
    from mirror.event_epcs o
    join mirror.events e using (leaf_index, ordinal)
    join mirror.event_epcs i using (leaf_index, ordinal)
    where o.epc = ${id} and o.role = ${own} and e.iss = ${iss} and i.role = ${wanted}
    group by i.epc, i.uom order by i.epc limit 200`;
}
