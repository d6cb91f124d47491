/**
 * `npm test`: lint, types, unit and integration tests, other people's verifiers, build, browser tests; a failed step does
 * not hide the next. `--quick`: without those verifiers, build, browser and the long tests named in vitest.config.ts. `--e2e`: build and browser only. The last line counts.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installPackages } from "./setup/apt.mjs";
import { findChromium } from "./setup/chromium.mjs";
import { checkNode, ensureInstalled, root } from "./setup/install.mjs";
import { isBuilt } from "./setup/sources.mjs";

const isQuick = process.argv.includes("--quick");
const isE2eOnly = process.argv.includes("--e2e");
const counts = { passed: 0, failed: 0, skipped: 0 };
const reports = mkdtempSync(join(tmpdir(), "suyuan-reports-"));

/** Runs a command to its end; its output goes to ours. */
function run(words, env = {}) {
  const [command, ...args] = words;
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...env },
  });
  return result.status === 0;
}

/** The command of a tool in node_modules. */
function tool(name, ...args) {
  return [process.execPath, join(root, "node_modules", name), ...args];
}

/** A step that has no count of its own: it counts only when it fails. */
function step(title, ...commands) {
  console.log(`\n— ${title}`);
  const isFine = commands.every((words) => run(words));
  if (!isFine) counts.failed += 1;
  return isFine;
}

/** Adds the counts of a report; a step that failed without one counts as one failure. */
function count(file, isFine, read) {
  const before = counts.failed;
  if (existsSync(file)) {
    const { passed, failed, skipped } = read(JSON.parse(readFileSync(file, "utf8")));
    counts.passed += passed;
    counts.failed += failed;
    counts.skipped += skipped;
  }
  if (!isFine && counts.failed === before) counts.failed += 1;
}

function checks() {
  step("lint", [join(root, "node_modules/.bin/biome"), "ci", "--error-on-warnings", "."]);
  step("types", tool("next/dist/bin/next", "typegen"), tool("typescript/bin/tsc", "--noEmit"));
}

function units() {
  console.log("\n— unit and integration tests");
  if (!isQuick && spawnSync("strace", ["-V"]).status !== 0 && !installPackages("strace", "strace")) {
    console.log("no strace: the tests that make system calls fail are skipped");
  }
  const file = join(reports, "vitest.json");
  const reporters = ["--reporter=dot", "--reporter=json", `--outputFile.json=${file}`];
  const isFine = run(
    tool("vitest/vitest.mjs", "run", ...reporters),
    isQuick ? { SUYUAN_CHECK: "quick" } : {},
  );
  count(file, isFine, (report) => ({
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  }));
}

/** Our logs before other people's verifiers; says itself what it leaves out where there is no Go. */
function interop() {
  console.log("\n— other people's verifiers");
  const file = join(reports, "interop.json");
  const isFine = run([process.execPath, "--import", "tsx", "scripts/interop.ts", "--report", file]);
  count(file, isFine, (report) => report);
}

/** The TLA+ model before its checker; says itself what it leaves out where there is none. */
function model() {
  console.log("\n— the model");
  const file = join(reports, "model.json");
  const isFine = run([process.execPath, "--import", "tsx", "scripts/model.ts", "--report", file]);
  count(file, isFine, (report) => report);
}

/** Asks the system for a port that is free now. */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function build() {
  if (isBuilt()) return true;
  return step("build", [process.execPath, "--import", "tsx", "scripts/build.ts"]);
}

async function browser() {
  console.log("\n— browser tests");
  const folder = join(root, "e2e");
  const specs = existsSync(folder) ? readdirSync(folder, { recursive: true }) : [];
  if (!specs.some((name) => /\.spec\.ts$/.test(String(name)))) {
    console.log("none yet: e2e/ holds no *.spec.ts");
    return;
  }
  const chromium = findChromium();
  if (chromium === undefined) {
    counts.failed += 1;
    return;
  }
  const data = mkdtempSync(join(tmpdir(), "suyuan-e2e-"));
  const file = join(reports, "playwright.json");
  const isFine = run(tool("@playwright/test/cli.js", "test", "--reporter=list,json"), {
    CHROMIUM_PATH: chromium,
    E2E_PORT: String(await freePort()),
    E2E_DATA: data,
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
  });
  count(file, isFine, ({ stats }) => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    skipped: stats.skipped,
  }));
  rmSync(data, { recursive: true, force: true });
}

checkNode();
ensureInstalled();
if (!isE2eOnly) {
  checks();
  units();
  if (!isQuick) interop();
  if (!isQuick) model();
}
if (!isQuick && build()) await browser();
rmSync(reports, { recursive: true, force: true });
console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed === 0 ? 0 : 1;
