import type { Sql } from "@/server/db/client";
import { type Location, locationsOf } from "@/server/services/trace/master-data";

/** The most places a member is offered to choose from. */
const placesMax = 500;

/** Lists the places that a member described, or that were described as its own, by name. */
export async function ownPlaces(sql: Sql, iss: string): Promise<Location[]> {
  const rows = await sql<{ id: string }[]>`
    select id from mirror.locations where iss = ${iss} or party = ${iss} order by name_en, id limit ${placesMax}`;
  const ids = rows.map((row) => row.id);
  const places = await locationsOf(sql, ids);
  return ids.flatMap((id) => places.get(id) ?? []);
}
