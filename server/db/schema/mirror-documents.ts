import { sql } from "drizzle-orm";
import { index, integer, primaryKey, text } from "drizzle-orm/pg-core";
import { identifier, leafIndex, ordinal } from "./columns";
import { mirrorSchema } from "./mirror-schema";

/** One row per business transaction and certification that an event names. */
export const mirrorDocuments = mirrorSchema.table(
  "documents",
  {
    leafIndex: leafIndex(),
    ordinal: ordinal(),
    position: integer("position").notNull(),
    kind: text("kind").$type<"bizTransaction" | "certification">().notNull(),
    /** Business transaction type: bare CBV word (`po`) or URI; null for certifications. */
    type: identifier("type"),
    id: identifier("id").notNull(),
    /** What people call it: the id after its last `:`, `/`, `=` or `;`. */
    reference: identifier("reference").notNull(),
  },
  (t) => [
    primaryKey({ name: "documents_pkey", columns: [t.leafIndex, t.ordinal, t.position] }),
    index("documents_id").on(t.id, t.leafIndex, t.ordinal),
    index("documents_reference_folded").on(sql`lower(${t.reference})`, t.id),
  ],
);
