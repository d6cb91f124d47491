/**
 * `npm run interop [-- --only NAME] [--report FILE]`: logs of ours, judged by other people's code. What needs Go is left out
 * where there is none, except in CI. Exit code 0: nobody found anything wrong; 1: somebody did.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { makeClosers } from "@/server/closers";
import { judge as cose } from "./interop/cose";
import { judge as fsck } from "./interop/fsck";
import { buildGoTools, goVersion } from "./interop/go-tools";
import { judge as hammer } from "./interop/hammer";
import type { InteropContext, Judge } from "./interop/judge";
import { judge as litewitness } from "./interop/litewitness";
import { makeLogs } from "./interop/logs";
import { judge as sigstore } from "./interop/sigstore";
import { judge as sumdb } from "./interop/sumdb";
import { judge as tesseraWitness } from "./interop/tessera-witness";

const judges: readonly Judge[] = [sigstore, sumdb, cose, fsck, hammer, litewitness, tesseraWitness];

const { values } = parseArgs({
  options: { only: { type: "string", default: "" }, report: { type: "string" } },
});
const counts = { passed: 0, failed: 0, skipped: 0 };
const closers = makeClosers();
const folder = mkdtempSync(join(tmpdir(), "suyuan-interop-"));
closers.push("the folder", async () => rmSync(folder, { recursive: true, force: true }));

async function check(title: string, test: () => Promise<void>): Promise<void> {
  try {
    await test();
    counts.passed++;
    console.log(`  ok     ${title}`);
  } catch (error) {
    counts.failed++;
    console.log(`  WRONG  ${title}\n${indented(error instanceof Error ? error.message : String(error))}`);
  }
}

function indented(text: string): string {
  return text.slice(-4000).replaceAll(/^/gm, "         ");
}

async function run(): Promise<void> {
  const go = goVersion();
  const chosen = judges.filter(({ name }) => name.toLowerCase().includes(values.only.toLowerCase()));
  if (chosen.length === 0) throw new Error(`--only: no judge's name holds ${JSON.stringify(values.only)}`);
  const heard = chosen.filter(({ needs }) => needs !== "go" || go !== undefined || isCi());
  for (const { name } of chosen.filter((judge) => !heard.includes(judge))) {
    counts.skipped++;
    console.log(`${name}: skipped, because there is no Go here that can build it (https://go.dev/dl)`);
  }
  if (heard.length === 0) return;
  const tool = heard.some(({ needs }) => needs === "go") ? buildGoTools() : noTool;
  const logs = await makeLogs(folder, closers);
  for (const { name, run: judge } of heard) {
    console.log(name);
    const own = join(folder, name.replaceAll(/\W+/g, "-"));
    mkdirSync(own);
    const context: InteropContext = { folder: own, logs, tool, check, closers };
    // A judge that breaks down has not judged.
    await judge(context).catch((error) => check(`${name} came to an end`, () => Promise.reject(error)));
  }
}

/** In CI a judge that is missing is a fault. */
function isCi(): boolean {
  return process.env.CI !== undefined && process.env.CI !== "" && process.env.CI !== "false";
}

function noTool(name: string): never {
  throw new Error(`${name}: only judges that need Go have tools`);
}

async function end(code: number): Promise<never> {
  await closers.close((line) => console.error(line));
  process.exit(code);
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void end(1));
try {
  await run();
} catch (error) {
  counts.failed++;
  console.error(error);
}
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
if (values.report !== undefined) writeFileSync(values.report, JSON.stringify(counts));
await end(counts.failed === 0 ? 0 : 1);
