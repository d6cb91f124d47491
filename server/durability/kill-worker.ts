/**
 * A process to be killed: opens the engine of a data folder, as `npm start` does but for the port and the pages, and
 * captures on 16 lanes as fast as it can, telling what it was promised. Afterwards it waits to be killed.
 */
import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { toBase64Url, toHex } from "@/lib/bytes";
import { encodeCoseKey } from "@/lib/statement/cose-key";
import { makeClosers } from "@/server/closers";
import { claimDataFolder, startEngine } from "@/server/engine";
import { parseEnv } from "@/server/env";
import { captureEvents } from "@/server/services/capture/capture-events";
import { prepareInWorker } from "@/server/services/capture/prepare-in-worker";
import type { ServiceDeps } from "@/server/services/deps";
import { appendMembership } from "@/server/services/membership/append-membership";
import { documentOf, makers } from "./testing/documents";
import { type Go, lanes, type Told } from "./testing/kill-protocol";
import { smallSizes } from "./testing/small-sizes";

function tell(line: Told): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

/** Waits for the word; what can be loaded before it is. */
async function loaded(): Promise<Go> {
  await prepareInWorker(documentOf("0.15.0").document);
  const lines = createInterface({ input: process.stdin });
  const line = new Promise<string>((resolve) => lines.once("line", resolve));
  tell({ loaded: true });
  return JSON.parse(await line) as Go;
}

async function open({ dataDir }: Go): Promise<ServiceDeps> {
  const env = parseEnv({
    SUYUAN_DATA: dataDir,
    SUYUAN_SEED: "none",
    SUYUAN_PAGES: "none",
    PUBLIC_URL: "http://durability.example",
  });
  const closers = makeClosers();
  process.once("SIGTERM", () => void closers.close((notice) => tell({ notice })).then(() => process.exit(0)));
  await claimDataFolder(env, closers);
  const { services } = await startEngine(env, closers, (notice) => tell({ notice }), smallSizes);
  return services;
}

/** Admits whoever an earlier process was killed before admitting. */
async function admitMakers(services: ServiceDeps): Promise<void> {
  const { keystore, ledger } = services;
  const [operator] = ledger
    .membership()
    .leaves()
    .filter(({ roles }) => roles.includes("operator"));
  const iss = operator?.iss ?? "";
  for (const [n, maker] of makers.entries()) {
    const listing = (await keystore.list()).find(({ label }) => label === `maker-${n}`);
    const { kid, key } = listing ?? (await keystore.create(`maker-${n}`));
    if (ledger.membership().keyOf(toHex(kid)) !== undefined) continue;
    await admitOnce(services, iss, maker);
    await appendMembership(services, iss, {
      type: "key.added",
      iss: maker,
      key: toBase64Url(encodeCoseKey(key)),
    });
  }
}

async function admitOnce(services: ServiceDeps, operator: string, iss: string): Promise<void> {
  const record = { type: "member.admitted", iss, roles: ["manufacturer"] };
  await appendMembership(services, operator, record).catch((error: { code?: string }) => {
    if (error.code !== "conflict") throw error;
  });
}

/** Sends a document until it is acknowledged, as a client that is unsure does. */
async function send(services: ServiceDeps, name: string): Promise<void> {
  const { iss, document } = documentOf(name);
  tell({ sent: name });
  for (;;) {
    try {
      const { leafIndex, leafHash, events } = await captureEvents(services, { iss }, document);
      const { trees } = await services.ledger.entry(leafIndex);
      const ids = events.map(({ id }) => id);
      const roots = trees.map(({ root }) => toHex(root));
      return tell({ acknowledged: { name, leafIndex, leafHash, ids, roots } });
    } catch (error) {
      tell({ refused: String(error) });
      await sleep(25);
    }
  }
}

/** What each lane takes its next document from: what is to be sent again, then new ones of its own. */
function namesOf({ round, resend, capturesMax }: Go): (lane: number) => string | undefined {
  const waiting = [...resend];
  let count = 0;
  const next = new Array<number>(lanes).fill(0);
  return (lane) => {
    if (count++ >= capturesMax) return undefined;
    const n = next[lane] ?? 0;
    next[lane] = n + 1;
    return waiting.pop() ?? `${round}.${lane}.${n}`;
  };
}

const go = await loaded();
const startedAt = performance.now();
const services = await open(go);
const { ledger, mirror } = services;
const openedAt = performance.now();
const { size } = ledger.head();
services.ledger.onPublish(({ note }) => tell({ checkpoint: note }));
const load = async () => {
  await admitMakers(services);
  const nextName = namesOf(go);
  const sendAll = async (lane: number) => {
    for (let name = nextName(lane); name !== undefined; name = nextName(lane)) await send(services, name);
  };
  await Promise.all(Array.from({ length: lanes }, (_, lane) => sendAll(lane)));
};
const caughtUp = mirror.whenApplied(size).then(() => {
  const ms = openedAt - startedAt;
  tell({ opened: { size, ms, mirrorMs: performance.now() - startedAt } });
});
await Promise.all([load(), caughtUp]);
