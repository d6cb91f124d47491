import type { Sql } from "@/server/db/client";

/**
 * Suggests a lot number for a product made on a day: the date as YYMMDD, a hyphen and the first letter of the alphabet that is
 * still free; after Z, two digits. Capitals and digits only, so that its QR code stays small.
 *
 * @param day `YYYY-MM-DD`
 */
export async function suggestLot(sql: Sql, gtin: string, day: string): Promise<string> {
  const stem = day.slice(2).replaceAll("-", "");
  const rows = await sql<{ lot: string }[]>`
    select distinct lot from mirror.lot_origins where gtin = ${gtin} and lot like ${`${stem}-%`}`;
  const taken = new Set(rows.map((row) => row.lot));
  for (let letter = 65; letter <= 90; letter++) {
    const lot = `${stem}-${String.fromCharCode(letter)}`;
    if (!taken.has(lot)) return lot;
  }
  for (let number = 27; ; number++) {
    const lot = `${stem}-${number}`;
    if (!taken.has(lot)) return lot;
  }
}
