import { sql } from "drizzle-orm";
import { boolean, doublePrecision, index, integer, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import { identifier, leafIndex, ordinal } from "./columns";
import { mirrorSchema } from "./mirror-schema";

/** One row per (event, role, identifier): what an event is about. */
export const mirrorEventEpcs = mirrorSchema.table(
  "event_epcs",
  {
    leafIndex: leafIndex(),
    ordinal: ordinal(),
    /** epc, parent, child, input or output. */
    role: text("role").$type<"epc" | "parent" | "child" | "input" | "output">().notNull(),
    /** Place in its list, from 0. */
    position: integer("position").notNull(),
    /** From a quantity list (a class or lot) rather than an EPC list (an instance). */
    isClass: boolean("is_class").notNull(),
    /** Canonical Digital Link, or the URI as written when it is no GS1 key. */
    epc: identifier("epc").notNull(),
    /** 14 digits. */
    gtin: identifier("gtin"),
    /** The identifier's own lot, else the lot number in the event's ILMD. */
    lot: identifier("lot"),
    serial: identifier("serial"),
    /** In `uom`, or a count when `uom` is null; null for instances. */
    quantity: doublePrecision("quantity"),
    /** UN/CEFACT Recommendation 20 code. */
    uom: text("uom"),
    /** The event's `eventTime`. */
    eventTime: timestamp("event_time", { withTimezone: true, mode: "string" }),
  },
  (t) => [
    primaryKey({ name: "event_epcs_pkey", columns: [t.leafIndex, t.ordinal, t.role, t.isClass, t.position] }),
    index("event_epcs_epc_event_time").on(t.epc, t.eventTime, t.leafIndex, t.ordinal),
    index("event_epcs_gtin_lot").on(t.gtin, t.lot, t.eventTime).where(sql`${t.lot} is not null`),
    index("event_epcs_lot_folded").on(sql`lower(${t.lot})`, t.gtin, t.lot).where(sql`${t.lot} is not null`),
    index("event_epcs_serial_folded").on(sql`lower(${t.serial})`, t.epc).where(sql`${t.serial} is not null`),
  ],
);
