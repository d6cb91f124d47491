/** Kills the engine, and Postgres, under load at any moment, again and again on one folder, and holds it to its word. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { makeClosers } from "@/server/closers";
import { type Database, openDatabase } from "@/server/db/client";
import { startEmbedded } from "@/server/db/embedded";
import { postmasterPid, runningPostmaster, stopPostmaster } from "@/server/db/postmaster";
import { claimDataFolder, startEngine } from "@/server/engine";
import { parseEnv } from "@/server/env";
import { auditLedger } from "@/server/ledger/audit";
import { readHead } from "@/server/ledger/head";
import { openLedgerReader } from "@/server/ledger/ledger-reader";
import { nodeFiles } from "@/server/ledger/node-files";
import { auditMirror } from "@/server/mirror/audit";
import { rebuildMirror } from "@/server/mirror/rebuild";
import type { ServiceDeps } from "@/server/services/deps";
import { seededRandom } from "@/server/services/seed/random";
import { Promises } from "./testing/promises";
import { smallSizes } from "./testing/small-sizes";
import { type BuiltWorker, buildWorker, Worker } from "./testing/worker-process";

const capturesMax = 200;
const { rounds, seed } = inject("durability");
const random = seededRandom(seed);
const below = (limit: number) => Math.floor(random() * limit);

const folder = mkdtempSync(join(tmpdir(), "suyuan-durability-"));
const dataDir = join(folder, "data");
const dir = join(dataDir, "ledger");
const cluster = join(dataDir, "postgres", "cluster");
const promises = new Promises();
const openings: { size: number; ms: number; mirrorMs: number }[] = [];
let built: BuiltWorker;
let next: Worker | undefined;
const workers: Worker[] = [];

function start(): Worker {
  const worker = new Worker(built);
  workers.push(worker);
  return worker;
}

const env = parseEnv({ SUYUAN_DATA: dataDir, SUYUAN_SEED: "none", PUBLIC_URL: "http://durability.example" });

/** Opens the engine in this process. */
async function open(): Promise<{ services: ServiceDeps; close: () => Promise<void> }> {
  const closers = makeClosers();
  await claimDataFolder(env, closers);
  const { services } = await startEngine(env, closers, () => undefined, smallSizes);
  const problems: string[] = [];
  const close = async () => {
    await closers.close((line) => problems.push(line));
    expect(problems).toEqual([]);
  };
  return { services, close };
}

beforeAll(async () => {
  built = await buildWorker();
  next = start();
  // Founded and migrated here: the bundled worker has no SQL files beside it.
  await (await open()).close();
});
afterAll(async () => {
  for (const worker of workers) await worker.end();
  built.remove();
  const pid = runningPostmaster(cluster);
  if (pid !== undefined) await stopPostmaster(cluster, pid);
  rmSync(folder, { recursive: true, force: true });
});

const killPostgres = () => process.kill(postmasterPid(cluster) ?? 0, "SIGKILL");

/** How a round ends; told the worker, which has just been let go. */
const endings = [
  async function underLoad(worker: Worker) {
    await worker.acknowledged(1 + below(150));
    await sleep(below(20));
    await worker.kill();
  },
  async function atAnyMoment(worker: Worker) {
    await sleep(below(700));
    await worker.kill();
  },
  async function withPostgres(worker: Worker) {
    await worker.acknowledged(1 + below(100));
    if (random() < 0.5) {
      killPostgres();
      await sleep(below(50));
      await worker.kill();
    } else {
      await worker.kill();
      killPostgres();
    }
  },
  async function whileStopping(worker: Worker) {
    await worker.acknowledged(1 + below(80));
    await worker.stopAndKill(below(400));
  },
  async function afterPostgres(worker: Worker) {
    const count = 1 + below(40);
    await worker.acknowledged(count);
    killPostgres();
    await startEmbedded(join(dataDir, "postgres"));
    await worker.acknowledged(count + 40);
    // Beside a server that writes.
    expect(await ledgerErrors()).toEqual([]);
    expect(await mirrorErrors()).toEqual([]);
    await worker.kill();
  },
];

async function ledgerErrors(): Promise<string[]> {
  const errors: string[] = [];
  for await (const { severity, where, message } of auditLedger({ dir })) {
    if (severity === "error") errors.push(`${where}: ${message}`);
  }
  return errors;
}

async function withDatabase<T>(use: (database: Database) => Promise<T>): Promise<T> {
  const { url } = await startEmbedded(join(dataDir, "postgres"));
  const database = openDatabase(url, { connectionsMax: 2 });
  try {
    return await use(database);
  } finally {
    await database.close();
  }
}

/** Compares the mirror, as far as it is, with the files. */
async function mirrorErrors(): Promise<string[]> {
  const errors: string[] = [];
  await withDatabase(({ sql }) =>
    auditMirror(
      sql,
      () => openLedgerReader(dir),
      ({ kind, message }) => {
        if (kind !== "note") errors.push(message);
      },
    ),
  );
  return errors;
}

async function requireKept(): Promise<void> {
  const { head } = await readHead(nodeFiles, dir);
  if (head.checkpoint !== "") promises.checkpoints.add(head.checkpoint);
  const reader = await openLedgerReader(dir);
  try {
    await promises.requireKept(reader, head.vkey);
  } finally {
    await reader.close();
  }
}

/** Names what a round's process said went wrong, other than that Postgres was away. */
function complaints({ told }: Worker): string[] {
  const refusals = told.flatMap((line) => ("refused" in line ? [line.refused] : []));
  return refusals.filter(
    (text) =>
      !/closing|CONNECT|ECONN|EPIPE|ENOENT|terminating|shutting down|starting up|recovery/i.test(text),
  );
}

async function playRound(round: number): Promise<void> {
  const worker = next ?? start();
  next = undefined;
  await worker.go({ dataDir, round, resend: promises.unanswered(), capturesMax });
  const end = endings[round % endings.length];
  if (round === 0) await worker.acknowledged(20);
  await end?.(worker);
  // Loads while this round is judged.
  next = start();
  promises.hear(worker.told);
  for (const line of worker.told) if ("opened" in line) openings.push(line.opened);
  expect(complaints(worker)).toEqual([]);
  expect(await ledgerErrors(), "the ledger as the kill left it").toEqual([]);
  await requireKept();
  expect(await mirrorErrors(), "the mirror as the kill left it").toEqual([]);
}

test(
  `after each of ${rounds} kills every acknowledged capture is there, and ledger, checkpoints and mirror agree`,
  async ({ annotate }) => {
    for (let round = 0; round < rounds; round++) {
      await playRound(round).catch((error) => {
        throw new Error(`round ${round} of seed ${seed}: ${error.message}`, { cause: error });
      });
    }
    const slowest = Math.max(...openings.map(({ ms }) => ms));
    const caughtUp = Math.max(...openings.map(({ mirrorMs }) => mirrorMs));
    await annotate(
      `${rounds} kills, ${promises.acknowledged.size} captures of ${promises.events} events acknowledged, ` +
        `${promises.checkpoints.size} checkpoints seen; restarts took at most ${Math.round(slowest)} ms, ` +
        `${Math.round(caughtUp)} ms with the mirror at the log's size`,
    );
  },
  60_000 + rounds * 45_000,
);

test("after all kills the next start answers everybody, a rebuilt mirror equals it row for row, and it closes cleanly", async () => {
  for (const worker of workers) await worker.end();
  const { services, close } = await open();
  const { ledger, mirror, sql } = services;
  await mirror.whenApplied(ledger.head().size);
  expect(await mirrorErrors()).toEqual([]);
  await mirror.close();
  const { isEqual, differences, size } = await rebuildMirror({ sql, ledger });
  expect({ isEqual, differences, size }).toEqual({
    isEqual: true,
    differences: [],
    size: ledger.head().size,
  });
  expect(await mirrorErrors()).toEqual([]);
  await close();
  expect(await ledgerErrors()).toEqual([]);
  promises.forgetOpened();
  await requireKept();
}, 120_000);
