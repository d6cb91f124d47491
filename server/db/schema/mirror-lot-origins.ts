import { doublePrecision, index, integer, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import { identifier, leafIndex, ordinal } from "./columns";
import { mirrorSchema } from "./mirror-schema";

/** One row per (event, lot) where the event brings the lot, or some of it, into being. */
export const mirrorLotOrigins = mirrorSchema.table(
  "lot_origins",
  {
    leafIndex: leafIndex(),
    ordinal: ordinal(),
    position: integer("position").notNull(),
    /** Canonical Digital Link of the lot, `https://id.gs1.org/01/{gtin}/10/{lot}`. */
    epc: identifier("epc").notNull(),
    /** 14 digits. */
    gtin: identifier("gtin").notNull(),
    lot: identifier("lot").notNull(),
    /** The issuer of the event. */
    iss: identifier("iss").notNull(),
    /** commissioned = ObjectEvent ADD, produced = output of a TransformationEvent. */
    kind: text("kind").$type<"commissioned" | "produced">().notNull(),
    /** In `uom`, or a count when `uom` is null; null = not told, or told in several units. */
    quantity: doublePrecision("quantity"),
    uom: text("uom"),
    /** Instances (serials) of the lot in the event. */
    itemCount: integer("item_count").notNull(),
    /** `cbvmda:bestBeforeDate`, else the expiration date, of the ILMD, as written. */
    bestBefore: text("best_before"),
    /** bizLocation, else readPoint. */
    place: identifier("place"),
    eventTime: timestamp("event_time", { withTimezone: true, mode: "string" }),
  },
  (t) => [
    primaryKey({ name: "lot_origins_pkey", columns: [t.leafIndex, t.ordinal, t.position] }),
    index("lot_origins_iss_event_time").on(t.iss, t.eventTime, t.epc),
    index("lot_origins_epc").on(t.epc, t.iss, t.eventTime),
    index("lot_origins_gtin_event_time").on(t.gtin, t.eventTime),
  ],
);
