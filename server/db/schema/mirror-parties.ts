import { index, jsonb, primaryKey, text } from "drizzle-orm/pg-core";
import type { JsonObject } from "@/lib/json";
import { identifier, leafIndex, ordinal, tsvector } from "./columns";
import { mirrorSchema } from "./mirror-schema";

/** What each member says of itself: the newest `party.described` of an id by its first describer. */
export const mirrorParties = mirrorSchema.table(
  "parties",
  {
    /** The member's URI. */
    id: identifier("id").notNull(),
    leafIndex: leafIndex(),
    ordinal: ordinal(),
    iss: identifier("iss").notNull(),
    nameEn: text("name_en"),
    nameZh: text("name_zh"),
    /** ISO 3166-1 alpha-2. */
    country: text("country"),
    website: text("website"),
    terms: tsvector("terms").notNull(),
    /** The record as signed. */
    body: jsonb("body").$type<JsonObject>().notNull(),
  },
  (t) => [
    primaryKey({ name: "parties_pkey", columns: [t.id] }),
    index("parties_iss").on(t.iss),
    index("parties_terms").using("gin", t.terms),
  ],
);
