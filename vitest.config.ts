import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    include: ["lib/**/*.test.ts", "server/**/*.test.ts", "app/**/*.test.ts", "scripts/**/*.test.ts"],
    exclude: ["node_modules/**", ".next/**", "data/**"],
    globalSetup: ["server/db/testing-setup.ts"],
    provide: {
      // DURABILITY_ROUNDS and DURABILITY_SEED: more kills, other moments.
      durability: {
        rounds: Number(process.env.DURABILITY_ROUNDS ?? 12),
        seed: Number(process.env.DURABILITY_SEED ?? 1),
      },
    },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
