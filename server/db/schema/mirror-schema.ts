import { pgSchema } from "drizzle-orm/pg-core";

/** Everything in this schema is derived from the log and can be rebuilt from it at any time (DESIGN §4). */
export const mirrorSchema = pgSchema("mirror");
