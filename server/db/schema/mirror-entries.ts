import { bigint, index, integer, jsonb, primaryKey, timestamp } from "drizzle-orm/pg-core";
import type { JsonValue } from "@/lib/json";
import { bytea, identifier, leafIndex } from "./columns";
import { mirrorSchema } from "./mirror-schema";

/** One row per log entry: the statement's header. */
export const mirrorEntries = mirrorSchema.table(
  "entries",
  {
    leafIndex: leafIndex(),
    /** RFC 9162 §2.1.1, 32 bytes. */
    leafHash: bytea("leaf_hash").notNull(),
    /** The issuer's URI. */
    iss: identifier("iss").notNull(),
    /** COSE key thumbprint of the signing key, 32 bytes (RFC 9679). */
    kid: bytea("kid").notNull(),
    /** The statement's media type. */
    typ: identifier("typ").notNull(),
    /** The key's counter. */
    seq: bigint("seq", { mode: "number" }).notNull(),
    /** `iat` of the statement: the signer's clock, whole seconds; null past the year 9999. */
    issuedAt: timestamp("issued_at", { withTimezone: true, mode: "string" }),
    /** The log's clock at admission, ms. */
    recordTime: timestamp("record_time", { withTimezone: true, mode: "string" }).notNull(),
    /** Events or records in the capture; 0 for statements that carry their payload in clear. */
    eventCount: integer("event_count").notNull(),
    /** Length of the statement in bytes. */
    sizeBytes: integer("size_bytes").notNull(),
    /** The clear payload of membership and erasure statements; null for all others. */
    record: jsonb("record").$type<JsonValue>(),
  },
  (t) => [
    primaryKey({ name: "entries_pkey", columns: [t.leafIndex] }),
    index("entries_iss_record_time").on(t.iss, t.recordTime),
    index("entries_typ_leaf_index").on(t.typ, t.leafIndex),
    index("entries_kid_seq").on(t.kid, t.seq),
  ],
);
