/**
 * `npm run bench -- [GROUP …] [--json] [--quick] [--only NAME] [--dir FOLDER] [--cpu-prof FOLDER]`: the figures of the
 * README, from one run on this machine; those of some groups (`ledger`, `pages`) when any is named. Client, server and Postgres share it. Everything is kept in a temporary folder and removed.
 *
 * Exit code 0 with all figures, 1 when one could not be taken, 2 on a wrong option, 128 + n on a signal.
 */
import { statfsSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { makeClosers } from "@/server/closers";
import { append } from "./append";
import { appendRaw } from "./append-raw";
import { appendStatement } from "./append-statement";
import { auditSignatures } from "./audit-signatures";
import { type BenchContext, type Benchmark, groups } from "./bench";
import { captureDocuments, captureSingles } from "./capture";
import { type Figure, tell } from "./figure";
import { adds } from "./hammer";
import { largeLog, tenMillion } from "./large-log";
import { mirror } from "./mirror";
import { page } from "./page";
import { proof } from "./proof";
import { makeRunFolder } from "./run-folder";
import { type ServerUnderTest, startServer } from "./server-under-test";
import { tree } from "./tree";
import { workloadLine } from "./workload";

/** What needs no server comes first, while nothing else runs. */
const benchmarks: readonly Benchmark[] = [
  tree,
  append,
  appendRaw,
  appendStatement,
  proof,
  auditSignatures,
  largeLog,
  tenMillion,
  ...adds,
  mirror,
  page,
  captureSingles,
  captureDocuments,
];

const closers = makeClosers();
const progress = (line: string): void => console.error(`bench: ${line}`);

interface Options {
  /** Names of groups; all when empty. */
  groups: string[];
  json: boolean;
  quick: boolean;
  only: string;
  dir: string;
  "cpu-prof": string | undefined;
}

function readOptions(): Options {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      only: { type: "string", default: "" },
      dir: { type: "string", default: tmpdir() },
      "cpu-prof": { type: "string" },
    },
  });
  for (const name of positionals) {
    if (!(groups as readonly string[]).includes(name))
      throw new Error(`group: expected ${groups.join(" or ")}, got ${JSON.stringify(name)}`);
  }
  return {
    ...values,
    groups: positionals,
    "cpu-prof": values["cpu-prof"] === undefined ? undefined : resolve(values["cpu-prof"]),
  };
}

async function makeContext(options: Options): Promise<BenchContext> {
  const { folder, remove } = await makeRunFolder(options.dir);
  closers.push("the folder", remove);
  let server: Promise<ServerUnderTest> | undefined;
  const serverOptions = { dataDir: join(folder, "data"), profileDir: options["cpu-prof"], progress };
  return {
    folder,
    repetitions: 3,
    limitMs: options.quick ? 1_000 : 6_000,
    count: (full) => (options.quick ? Math.max(10, Math.ceil(full / 10)) : full),
    server() {
      server ??= startServer(serverOptions, (stop) => closers.push("the server", stop));
      return server;
    },
    closers,
    progress,
  };
}

/** Linux's number of a file system in memory, on which a sync costs nothing. */
const tmpfs = 0x01021994;

function header({ dir, quick }: Options): string {
  const load = loadavg()[0] ?? 0;
  const inMemory = statfsSync(dir).type === tmpfs ? "; in memory: syncs cost nothing there, see --dir" : "";
  return [
    `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? "unknown"}), load ${load.toFixed(1)} at the start`,
    `Node ${process.versions.node}, ${process.platform}-${process.arch}; data in ${dir}${inMemory}`,
    `${workloadLine()}; client, server and Postgres on the same machine`,
    `medians of 3 samples, p99 of single operations${quick ? "; a quick run, fewer operations" : ""}`,
    "",
  ].join("\n");
}

function legend(figures: Figure[]): string {
  const meanings = Object.assign({}, ...benchmarks.map((benchmark) => benchmark.figures));
  const width = Math.max(...figures.map(({ name }) => name.length));
  return ["", ...figures.map(({ name }) => `${name.padEnd(width)}  ${meanings[name] ?? ""}`)].join("\n");
}

/** Tells whether `--only` names a figure by more than the begin that it shares with others. */
function isNamed(name: string, { only }: Options): boolean {
  return only !== "" && name.startsWith(only) && only.length >= name.indexOf(".");
}

async function run(options: Options): Promise<void> {
  const isAsked = (name: string) => name.startsWith(options.only);
  const ofGroups = benchmarks.filter(
    ({ group }) => options.groups.length === 0 || options.groups.includes(group),
  );
  const chosen = ofGroups.filter(
    ({ figures, isOnDemand }) =>
      Object.keys(figures).some(isAsked) &&
      !(isOnDemand && !Object.keys(figures).some((name) => isNamed(name, options))),
  );
  if (chosen.length === 0)
    throw new Error(`--only: no figure's name begins with ${JSON.stringify(options.only)}`);
  if (!options.json) console.log(header(options));
  const context = await makeContext(options);
  const told: Figure[] = [];
  for (const benchmark of chosen) {
    progress(Object.keys(benchmark.figures).filter(isAsked).join(", "));
    const figures = (await benchmark.run(context)).filter(({ name }) => isAsked(name));
    if (options.json) tell(figures, true);
    told.push(...figures);
  }
  if (options.json) return;
  tell(told, false);
  console.log(legend(told));
}

let isEnding = false;

/** Stops and removes everything, once, and ends the process. */
async function end(code: number): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  await closers.close(progress);
  process.exit(code);
}

function fail(error: unknown): void {
  // What fails because everything is being stopped beneath it is no news.
  if (!isEnding) progress(error instanceof Error ? (error.stack ?? error.message) : String(error));
  void end(1);
}

for (const [signal, number] of [
  ["SIGINT", 2],
  ["SIGTERM", 15],
  ["SIGHUP", 1],
] as const) {
  process.on(signal, () => void end(128 + number));
}
process.on("disconnect", () => void end(1)); // whoever started the bench was killed
process.on("uncaughtException", fail);

try {
  const options = readOptions();
  run(options).then(() => end(0), fail);
} catch (error) {
  console.error(`bench: ${(error as Error).message}`);
  process.exitCode = 2;
}
