import { doublePrecision, index, integer, jsonb, primaryKey, text } from "drizzle-orm/pg-core";
import type { JsonObject } from "@/lib/json";
import { identifier, leafIndex, ordinal, tsvector } from "./columns";
import { mirrorSchema } from "./mirror-schema";

/** Products: the newest `product.described` of an id by its first describer. */
export const mirrorProducts = mirrorSchema.table(
  "products",
  {
    /** `https://id.gs1.org/01/{gtin14}` */
    id: identifier("id").notNull(),
    leafIndex: leafIndex(),
    ordinal: ordinal(),
    iss: identifier("iss").notNull(),
    /** 14 digits; null when the id is no GTIN. */
    gtin: identifier("gtin"),
    nameEn: text("name_en"),
    nameZh: text("name_zh"),
    brandEn: text("brand_en"),
    brandZh: text("brand_zh"),
    /** The party whose product it is. */
    party: identifier("party"),
    /** Allowed band, in `temperature_uom`. */
    minimumTemperature: doublePrecision("minimum_temperature"),
    maximumTemperature: doublePrecision("maximum_temperature"),
    /** CEL */
    temperatureUom: text("temperature_uom"),
    shelfLifeDays: integer("shelf_life_days"),
    image: text("image"),
    terms: tsvector("terms").notNull(),
    /** The record as signed. */
    body: jsonb("body").$type<JsonObject>().notNull(),
  },
  (t) => [
    primaryKey({ name: "products_pkey", columns: [t.id] }),
    index("products_gtin").on(t.gtin),
    index("products_party").on(t.party),
    index("products_terms").using("gin", t.terms),
  ],
);
