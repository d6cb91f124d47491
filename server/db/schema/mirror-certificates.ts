import { index, jsonb, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import type { JsonObject } from "@/lib/json";
import { identifier, leafIndex, ordinal, tsvector } from "./columns";
import { mirrorSchema } from "./mirror-schema";

/** Certificates: the newest `certificate.issued` of an id by its first issuer. */
export const mirrorCertificates = mirrorSchema.table(
  "certificates",
  {
    id: identifier("id").notNull(),
    leafIndex: leafIndex(),
    ordinal: ordinal(),
    /** The certifier. */
    iss: identifier("iss").notNull(),
    claimEn: text("claim_en"),
    claimZh: text("claim_zh"),
    /** Id of the product, place or party that it speaks of. */
    subject: identifier("subject"),
    standard: text("standard"),
    validFrom: timestamp("valid_from", { withTimezone: true, mode: "string" }),
    validUntil: timestamp("valid_until", { withTimezone: true, mode: "string" }),
    terms: tsvector("terms").notNull(),
    /** The record as signed. */
    body: jsonb("body").$type<JsonObject>().notNull(),
  },
  (t) => [
    primaryKey({ name: "certificates_pkey", columns: [t.id] }),
    index("certificates_subject").on(t.subject),
    index("certificates_terms").using("gin", t.terms),
  ],
);
