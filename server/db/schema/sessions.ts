import { sql } from "drizzle-orm";
import { check, index, text, timestamp } from "drizzle-orm/pg-core";
import { appSchema } from "./app-schema";
import { people } from "./people";

/** Who is signed in. The token itself is known to the browser only. */
export const sessions = appSchema.table(
  "sessions",
  {
    /** SHA-256 of the 32-byte token, 64 hex digits. */
    tokenHash: text("token_hash").primaryKey(),
    personId: text("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull(),
    /** Refused from this moment on. */
    expiresAt: timestamp("expires_at", { withTimezone: true }).notNull(),
  },
  (t) => [
    index("sessions_expires_at").on(t.expiresAt),
    check("sessions_token_hash", sql`${t.tokenHash} ~ '^[0-9a-f]{64}$'`),
  ],
);
