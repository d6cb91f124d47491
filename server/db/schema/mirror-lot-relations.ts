import { doublePrecision, index, integer, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import { identifier, leafIndex, ordinal } from "./columns";
import { mirrorSchema } from "./mirror-schema";

/**
 * Edges between lots, containers and items that an event states: from input to output, from child to parent.
 * Instances whose lot the event tells count under their lot, so an edge appears once an event however many there are.
 */
export const mirrorLotRelations = mirrorSchema.table(
  "lot_relations",
  {
    leafIndex: leafIndex(),
    ordinal: ordinal(),
    position: integer("position").notNull(),
    kind: text("kind").$type<"transformation" | "aggregation" | "association">().notNull(),
    /** Input or child; the transformationID when the inputs are in another event of the process. */
    fromEpc: identifier("from_epc").notNull(),
    /** Output or parent; the transformationID when the outputs are in another event of the process. */
    toEpc: identifier("to_epc").notNull(),
    /** All of `from_epc` in the event, in `from_uom`; null = not told, or told in several units. */
    fromQuantity: doublePrecision("from_quantity"),
    /** UN/CEFACT Recommendation 20 code; null = a count. */
    fromUom: text("from_uom"),
    toQuantity: doublePrecision("to_quantity"),
    toUom: text("to_uom"),
    eventTime: timestamp("event_time", { withTimezone: true, mode: "string" }),
    /** ADD, OBSERVE or DELETE; null for transformations. */
    action: text("action"),
  },
  (t) => [
    primaryKey({ name: "lot_relations_pkey", columns: [t.leafIndex, t.ordinal, t.position] }),
    index("lot_relations_from").on(t.fromEpc, t.eventTime),
    index("lot_relations_to").on(t.toEpc, t.eventTime),
  ],
);
