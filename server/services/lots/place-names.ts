import type { Sql } from "@/server/db/client";
import { type LocalizedText, locationsOf } from "@/server/services/trace/master-data";

/** A place as pages name it. */
export interface PlaceName {
  id: string;
  name: LocalizedText | null;
  city: LocalizedText | null;
  /** IANA name. */
  timeZone: string | null;
}

/** Reads the names of some places; one that nobody described has its id only. */
export async function placeNames(
  sql: Sql,
  ids: (string | null)[],
): Promise<(id: string | null) => PlaceName | null> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  const places = await locationsOf(sql, wanted);
  return (id) => {
    if (id === null) return null;
    const place = places.get(id);
    return {
      id,
      name: place?.name ?? null,
      city: place?.city ?? null,
      timeZone: place?.timeZone ?? null,
    };
  };
}
