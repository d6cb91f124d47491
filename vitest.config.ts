import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    include: ["lib/**/*.test.ts", "server/**/*.test.ts", "app/**/*.test.ts", "scripts/**/*.test.ts"],
    exclude: ["node_modules/**", ".next/**", "data/**"],
    globalSetup: ["server/db/testing-setup.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
