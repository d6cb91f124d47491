import { sql } from "drizzle-orm";
import { bigint, boolean, check, jsonb, timestamp } from "drizzle-orm/pg-core";
import { appSchema } from "./app-schema";

/**
 * How far this database has forgotten what the log says is erased: not only its rows, but the bytes they left in its
 * files. One row.
 */
export const forgotten = appSchema.table(
  "forgotten",
  {
    /** Always true: the table holds one row. */
    singleton: boolean("singleton").primaryKey().default(true),
    /** Of every erasure record below this log index nothing is left in the database's files. */
    size: bigint("size", { mode: "number" }).notNull(),
    at: timestamp("at", { withTimezone: true, mode: "string" }).notNull().defaultNow(),
    /** What could not be done about the bytes, one line each: empty for the embedded Postgres. */
    left: jsonb("left").$type<string[]>().notNull(),
  },
  (t) => [check("forgotten_singleton", sql`${t.singleton}`)],
);
