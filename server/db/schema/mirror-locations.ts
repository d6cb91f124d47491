import { doublePrecision, index, jsonb, primaryKey, text } from "drizzle-orm/pg-core";
import type { JsonObject } from "@/lib/json";
import { identifier, leafIndex, ordinal, tsvector } from "./columns";
import { mirrorSchema } from "./mirror-schema";

/** Places: the newest `location.described` of an id by its first describer. */
export const mirrorLocations = mirrorSchema.table(
  "locations",
  {
    /** `https://id.gs1.org/414/{gln}[/254/…]` */
    id: identifier("id").notNull(),
    leafIndex: leafIndex(),
    ordinal: ordinal(),
    iss: identifier("iss").notNull(),
    nameEn: text("name_en"),
    nameZh: text("name_zh"),
    cityEn: text("city_en"),
    cityZh: text("city_zh"),
    /** ISO 3166-1 alpha-2. */
    country: text("country"),
    /** Degrees north. */
    latitude: doublePrecision("latitude"),
    /** Degrees east. */
    longitude: doublePrecision("longitude"),
    /** IANA name. */
    timeZone: text("time_zone"),
    /** The party that runs the place. */
    party: identifier("party"),
    terms: tsvector("terms").notNull(),
    /** The record as signed. */
    body: jsonb("body").$type<JsonObject>().notNull(),
  },
  (t) => [
    primaryKey({ name: "locations_pkey", columns: [t.id] }),
    index("locations_party").on(t.party),
    index("locations_terms").using("gin", t.terms),
  ],
);
