import { defineConfig } from "@playwright/test";

const port = process.env.E2E_PORT ?? "3917";
const address = `http://localhost:${port}`;
// Read by the stories too, to know which day the demo world was told on.
process.env.E2E_DATA ??= `/tmp/suyuan-e2e-${port}`;

/** Browser tests run against the built app, on a log of its own; scripts/test.mjs chooses port, folder and browser. */
export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  outputDir: "test-results",
  timeout: 60_000,
  expect: { timeout: 10_000 },
  retries: 0,
  // One log, one server: specs that tamper with it would get in each other's way.
  workers: 1,
  use: {
    baseURL: address,
    // What is not there is said soon, and by its name.
    actionTimeout: 20_000,
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  webServer: {
    command: "node --import tsx server/main.ts",
    url: `${address}/healthz`,
    env: {
      NODE_ENV: "production",
      PORT: port,
      SUYUAN_DATA: process.env.E2E_DATA,
      PUBLIC_URL: address,
    },
    timeout: 240_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 30_000 },
    stdout: "ignore",
    stderr: "pipe",
  },
});
