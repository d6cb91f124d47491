/**
 * Starts everything behind the port, in order: data folder, settings, Postgres, keys, ledger, mirror, demo world.
 * What was started is pushed on `closers`, so that a failure or a signal half-way stops exactly that.
 */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { toHex } from "@/lib/bytes";
import { DomainError } from "@/lib/errors";
import { type Policy, parsePolicy } from "@/lib/note/policy";
import { logIssuer } from "@/lib/statement/log-key";
import { isContinuationCutOff, predecessorNumbers } from "./backup/continue-log";
import type { Closers } from "./closers";
import { takeDataFolder } from "./data-folder";
import { type Database, openDatabase } from "./db/client";
import { startEmbedded } from "./db/embedded";
import { migrateDatabase, migrationsSchema } from "./db/migrate";
import type { Env } from "./env";
import { openMlDsaCosigner } from "./keystore/cosigner";
import { openFileKeystore } from "./keystore/file-keystore";
import type { Keystore, Signer } from "./keystore/keystore";
import { type ClosedLog, openClosedLog } from "./ledger/closed-log";
import { type Ledger, openLedger } from "./ledger/ledger";
import type { LedgerSettings } from "./ledger/settings";
import { startMirror } from "./mirror/applier";
import { startForgetter } from "./mirror/forgetting/forgetter";
import { PreparedTrees } from "./mirror/prepared-trees";
import type { Runtime } from "./runtime";
import { ResponseCache } from "./scan/response-cache";
import { loadScanAssets, type ScanAssets } from "./scan/scan-assets";
import { AuditJob } from "./services/audit/audit-job";
import { RecentEvents } from "./services/capture/recent-events";
import type { ServiceDeps } from "./services/deps";
import { LogSignatures } from "./services/log/log-signatures";
import { publicProof } from "./services/proofs/public-proof";
import { organisations } from "./services/seed/organisations";
import { seedDemo } from "./services/seed/seed";
import { openSettings, type Settings } from "./settings";
import { createContext } from "./trpc/context";
import { createCaller } from "./trpc/router";

/** Receives one line for whoever started the process. */
export type Say = (line: string) => void;

/** Opens the database, embedded or not, and brings it to the newest schema. */
async function startDatabase(
  env: Env,
  settings: Settings,
  closers: Closers,
  say: Say,
): Promise<{ database: Database; url: string }> {
  let url = env.databaseUrl;
  if (url === undefined) {
    const postgres = await startEmbedded(join(env.dataDir, "postgres"));
    closers.push("Postgres", () => postgres.stop());
    if (postgres.recovered) say("Postgres was not stopped last time: recovered");
    url = postgres.url;
  }
  const database = openDatabase(url, { connectionsMax: 12 });
  closers.push("the database pools", () => database.close());
  await checkAnswers(database);
  if (settings.isDemoCutOff) {
    await database.sql.unsafe(`drop schema if exists mirror, app, ${migrationsSchema} cascade`);
  }
  await migrateDatabase(url);
  return { database, url };
}

/** @throws DomainError unavailable when the database cannot be reached, or lets nobody in with these credentials */
async function checkAnswers(database: Database): Promise<void> {
  try {
    await database.sql`select 1`;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DomainError("unavailable", `DATABASE_URL: the database does not answer (${reason})`, { cause });
  }
}

/** Finds the key kept under a label, or makes it. */
async function keyUnder(keystore: Keystore, label: string): Promise<Signer> {
  const found = (await keystore.list()).find((listing) => listing.label === label);
  return found === undefined ? keystore.create(label) : keystore.signer(toHex(found.kid));
}

interface LedgerParts {
  env: Env;
  settings: Settings;
  keystore: Keystore;
  logKey: Signer;
  sizes: Partial<LedgerSettings>;
}

/** Opens the log, and founds it at the first start. */
async function startLedger(
  { env, settings, keystore, logKey, sizes }: LedgerParts,
  say: Say,
): Promise<Ledger> {
  const operatorKey = await keyUnder(keystore, "operator-1");
  const isDemo = settings.demo().state !== "none";
  const iss = isDemo ? organisations.consortium.iss : `${logIssuer(settings.origin)}/operator`;
  const policy = readPolicy(env);
  const cosigner = env.hasMlDsa
    ? await openMlDsaCosigner(join(env.dataDir, "keys", "log.ml-dsa-44"), settings.origin)
    : undefined;
  return openLedger({
    ...(policy === undefined ? {} : { policy }),
    ...(cosigner === undefined ? {} : { cosigner }),
    dir: join(env.dataDir, "ledger"),
    signer: logKey,
    origin: settings.origin,
    founding: { operator: { iss, key: operatorKey.key } },
    onNotice: say,
    settings: sizes,
  });
}

/**
 * Reads whose cosignatures the log asks for; undefined when nobody's.
 * @throws DomainError malformed, naming the file
 */
function readPolicy({ policyPath, dataDir }: Env): Policy | undefined {
  const path = policyPath ?? join(dataDir, "policy");
  if (policyPath === undefined && !existsSync(path)) return undefined;
  try {
    return parsePolicy(readFileSync(path, "utf8"));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DomainError("malformed", `${path}: ${reason}`, { cause });
  }
}

/** Fills the log with the demo world, telling how far it is. */
async function fillWithDemo(services: ServiceDeps, settings: Settings, say: Say): Promise<void> {
  const atMs = services.nowMs();
  let toldAt = atMs;
  say("filling the log with the demo world …");
  await seedDemo(services, (done, total) => {
    if (Date.now() - toldAt < 2000) return;
    toldAt = Date.now();
    say(`demo world: ${done} of ${total} captures`);
  });
  settings.setDemo({ state: "filled", atMs });
}

/**
 * Starts the engine. Nothing of it serves requests yet.
 * @param sizes for tests: files of the ledger small enough to fill
 * @throws DomainError with one clear line; whatever was started by then is on `closers`
 */
export async function startEngine(
  env: Env,
  closers: Closers,
  say: Say,
  sizes: Partial<LedgerSettings> = {},
): Promise<Runtime> {
  if (isContinuationCutOff(env.dataDir)) {
    throw new DomainError(
      "conflict",
      `${env.dataDir}: npm run continue was cut off after its decision: run it again first`,
    );
  }
  const settings = openSettings(env, say);
  if (settings.isDemoCutOff) {
    // Only the demo was ever written here, and not all of it: see Demo in settings.ts.
    say("the demo world was left unfinished: starting it over");
    for (const name of ["ledger", "keys"]) rmSync(join(env.dataDir, name), { recursive: true, force: true });
  }
  const { database, url } = await startDatabase(env, settings, closers, say);
  const keystore = await openFileKeystore(join(env.dataDir, "keys"));
  const logKey = await keyUnder(keystore, settings.logKey);
  const ledger = await startLedger({ env, settings, keystore, logKey, sizes }, say);
  closers.push("the ledger", () => ledger.close());
  const prepared = new PreparedTrees();
  const mirror = await startMirror({ sql: database.sql, ledger, prepared, onNotice: say });
  closers.push("the mirror", () => mirror.close());
  const forgetter = await startForgetter({ sql: database.sql, mirror, onNotice: say });
  closers.push("the forgetting", () => forgetter.close());
  const auditJob = new AuditJob({ dataDir: env.dataDir, databaseUrl: url });
  closers.push("the audit", () => auditJob.close());

  const services: ServiceDeps = {
    sql: database.sql,
    db: database.db,
    ledger,
    mirror,
    forgetter,
    keystore,
    recent: new RecentEvents(ledger.head().size),
    prepared,
    logSignatures: new LogSignatures(ledger.origin, logKey, () => Date.now()),
    publicUrl: () => settings.publicUrl(),
    nowMs: () => Date.now(),
  };
  if (settings.demo().state === "filling") await fillWithDemo(services, settings, say);
  let assets: ScanAssets | undefined;
  const runtime: Runtime = {
    env,
    settings,
    services,
    predecessors: await openPredecessors(env.dataDir),
    // Read when a page first needs them: without pages they need not have been built.
    get scanAssets() {
      assets ??= loadScanAssets(fileURLToPath(new URL("..", import.meta.url)));
      return assets;
    },
    scanCache: watchedCache(services),
    auditJob,
    proofSet: (subject) => publicProof(services, subject),
    caller: (headers) => createCaller(() => createContext(runtime, headers, refuseCookie)),
  };
  return runtime;
}

/** Opens the logs that this one continues. */
async function openPredecessors(dataDir: string): Promise<Map<number, ClosedLog>> {
  const found = new Map<number, ClosedLog>();
  for (const number of await predecessorNumbers(dataDir)) {
    found.set(number, await openClosedLog(join(dataDir, "predecessors", String(number))));
  }
  return found;
}

/** A cache of provenance pages out of which the mirror throws whatever a batch has touched. */
function watchedCache({ mirror, nowMs }: ServiceDeps): ResponseCache {
  const cache = new ResponseCache({ nowMs });
  mirror.onApplied(({ epcs, ids }) => cache.invalidate([...epcs, ...ids]));
  return cache;
}

/** Pages read; whoever signs in or out does so through /api/trpc, where there is an answer to put a cookie on. */
function refuseCookie(): never {
  throw new Error("a cookie can be set through /api/trpc only");
}

/**
 * Takes the data folder for this process.
 * @throws DomainError forbidden | unavailable
 */
export async function claimDataFolder(env: Env, closers: Closers): Promise<void> {
  const lock = await takeDataFolder(env.dataDir);
  closers.push("the data folder", () => lock.release());
}
