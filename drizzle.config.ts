import { defineConfig } from "drizzle-kit";

/** Only `generate` is used: migrations are applied by server/db/migrate.ts. */
export default defineConfig({
  dialect: "postgresql",
  schema: "./server/db/schema/*.ts",
  out: "./drizzle",
});
