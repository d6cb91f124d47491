import { sql } from "drizzle-orm";
import { boolean, index, jsonb, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import type { JsonObject } from "@/lib/json";
import { bytea, identifier, leafIndex, ordinal } from "./columns";
import { mirrorSchema } from "./mirror-schema";

/**
 * One row per event, and per record (typ `record`), of the log. Of an erased one only its place, issuer, root and
 * record time are left.
 */
export const mirrorEvents = mirrorSchema.table(
  "events",
  {
    leafIndex: leafIndex(),
    ordinal: ordinal(),
    /** `eventID`; null for records and erased events. Not unique: an error declaration repeats its event's id. */
    eventId: identifier("event_id"),
    /** `ni:///sha-256;…?ver=CBV2.0`; null for records and erased events (CBV 2.0 §8.9). */
    eventHash: identifier("event_hash"),
    /** SHA-256 of the canonical bytes, 32 bytes; null when erased. */
    contentHash: bytea("content_hash"),
    /** EPCIS event type, or the record's `type`. */
    type: identifier("type"),
    /** ADD, OBSERVE or DELETE; null for transformations and records. */
    action: text("action"),
    /** `eventTime`, µs; null for records. */
    eventTime: timestamp("event_time", { withTimezone: true, mode: "string" }),
    /** As written, `+08:00`. */
    eventTimeZoneOffset: text("event_time_zone_offset"),
    /** The log's clock at admission, ms. */
    recordTime: timestamp("record_time", { withTimezone: true, mode: "string" }).notNull(),
    /** Bare CBV word or URI. */
    bizStep: identifier("biz_step"),
    /** Bare CBV word or URI. */
    disposition: identifier("disposition"),
    /** Canonical Digital Link of the place, or the URI as written. */
    readPoint: identifier("read_point"),
    /** Canonical Digital Link of the place, or the URI as written. */
    bizLocation: identifier("biz_location"),
    /** Links transformation events that are parts of one process. */
    transformationId: identifier("transformation_id"),
    /** The issuer's URI. */
    iss: identifier("iss").notNull(),
    /** Root of the event's field tree, 32 bytes (DESIGN §2). */
    eventRoot: bytea("event_root").notNull(),
    isErrorDeclaration: boolean("is_error_declaration").notNull(),
    /** The secret is gone, so nothing but the root is known. */
    isErased: boolean("is_erased").notNull(),
    /** The normal form; null when erased, or sealed in a way that does not open. */
    body: jsonb("body").$type<JsonObject>(),
  },
  (t) => [
    primaryKey({ name: "events_pkey", columns: [t.leafIndex, t.ordinal] }),
    index("events_event_id").on(t.eventId).where(sql`${t.eventId} is not null`),
    index("events_iss_event_hash").on(t.iss, t.eventHash).where(sql`${t.eventHash} is not null`),
    index("events_event_time").on(t.eventTime, t.leafIndex, t.ordinal).where(sql`${t.eventTime} is not null`),
    index("events_iss_event_time").on(t.iss, t.eventTime, t.leafIndex, t.ordinal),
    index("events_read_point_event_time")
      .on(t.readPoint, t.eventTime, t.leafIndex, t.ordinal)
      .where(sql`${t.readPoint} is not null`),
    index("events_biz_location_event_time")
      .on(t.bizLocation, t.eventTime, t.leafIndex, t.ordinal)
      .where(sql`${t.bizLocation} is not null`),
    index("events_transformation_id").on(t.transformationId).where(sql`${t.transformationId} is not null`),
    index("events_record_type").on(t.type, t.leafIndex).where(sql`${t.eventTime} is null`),
  ],
);
