import { pgSchema } from "drizzle-orm/pg-core";

/** The application's own tables: authoritative, not derived from the log (DESIGN §4). */
export const appSchema = pgSchema("app");
