import { sql } from "drizzle-orm";
import { check, index, text, timestamp } from "drizzle-orm/pg-core";
import { appSchema } from "./app-schema";

/** Persons who sign in for a member of the log. */
export const people = appSchema.table(
  "people",
  {
    /** Short plain name, e.g. `farm`; chosen by whoever adds the person. */
    id: text("id").primaryKey(),
    nameEn: text("name_en").notNull(),
    nameZh: text("name_zh").notNull(),
    /** The member's URI: the `iss` of the statements signed for this person. */
    iss: text("iss").notNull(),
    /** Which console the person works in. */
    role: text("role", { enum: ["manufacturer", "partner", "regulator", "operator"] }).notNull(),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    index("people_iss").on(t.iss),
    check("people_role", sql`${t.role} in ('manufacturer', 'partner', 'regulator', 'operator')`),
  ],
);
