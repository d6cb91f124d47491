import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Tests that kill processes, inject faults, flip every bit or walk every size: `npm run check` leaves them out, `npm test` does not. */
const long = [
  "scripts/fuzz/**",
  "server/durability/**",
  "server/http/log.test.ts",
  "server/crypto/proof-flips.test.ts",
  "server/ledger/{audit,audit-regions,crash,faults,recovery}.test.ts",
  "server/ledger/erasure/crash.test.ts",
  "server/ledger/simulation/**",
  "server/main.test.ts",
  "server/backup/{backup,running,process}.test.ts",
  "server/witness/kill.test.ts",
  "server/mirror/mirror.test.ts",
];
const left = process.env.SUYUAN_CHECK === "quick" ? long : [];

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    include: ["lib/**/*.test.ts", "server/**/*.test.ts", "app/**/*.test.ts", "scripts/**/*.test.ts"],
    exclude: ["node_modules/**", ".next/**", "data/**", ...left],
    globalSetup: ["server/db/testing-setup.ts"],
    provide: {
      // DURABILITY_ROUNDS and DURABILITY_SEED: more kills, other moments.
      durability: {
        rounds: Number(process.env.DURABILITY_ROUNDS ?? 12),
        seed: Number(process.env.DURABILITY_SEED ?? 1),
      },
      // SIMULATION_RUNS: more seeds; SIMULATION_SEED: one of them alone, as a failure names it.
      simulation: {
        runs: Number(process.env.SIMULATION_RUNS ?? 40),
        seed: Number(process.env.SIMULATION_SEED ?? 0),
      },
    },
    // Every core: vitest leaves one idle, which on two cores doubles the time. Threads start faster than processes.
    pool: "threads",
    maxWorkers: availableParallelism(),
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
