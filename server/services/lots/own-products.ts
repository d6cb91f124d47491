import type { Sql } from "@/server/db/client";
import { type Product, productsOf } from "@/server/services/trace/master-data";

/** The most products a member is offered to choose from. */
const productsMax = 500;

/** Lists the products that a member described, or that were described as its own, by name. */
export async function ownProducts(sql: Sql, iss: string): Promise<Product[]> {
  const rows = await sql<{ gtin: string }[]>`
    select gtin from mirror.products
    where gtin is not null and (iss = ${iss} or party = ${iss})
    order by name_en, gtin limit ${productsMax}`;
  const gtins = rows.map((row) => row.gtin);
  const products = await productsOf(sql, gtins);
  return gtins.flatMap((gtin) => products.get(gtin) ?? []);
}
