/**
 * Vitest's global set-up: a broker that makes databases for test files. The embedded Postgres behind it starts with the
 * first request, so runs that need none do not pay for it, and is removed with everything in it at the end.
 */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { openPool } from "./client";
import { type EmbeddedPostgres, startEmbedded } from "./embedded";
import { migrateDatabase } from "./migrate";
import { runningPostmaster, stopPostmaster } from "./postmaster";

const prefix = "suyuan-test-";
const template = "suyuan";

interface Cluster {
  postgres: EmbeddedPostgres;
  create(): Promise<string>;
}

/** Starts the cluster and migrates the template. Durability is off: a test's data need not outlive a power cut. */
async function startCluster(folder: string): Promise<Cluster> {
  const postgres = await startEmbedded(folder, {
    fsync: "off",
    full_page_writes: "off",
    shared_buffers: "64MB",
    max_connections: "200",
  });
  await migrateDatabase(postgres.url);
  const admin = openPool(postgres.url.replace(`/${template}?`, "/postgres?"), 1);
  let count = 0;
  return {
    postgres: {
      ...postgres,
      async stop() {
        await admin.end({ timeout: 1 });
        await postgres.stop();
      },
    },
    async create() {
      count += 1;
      const name = `test_${count}`;
      await admin.unsafe(`create database ${name} template ${template}`);
      return postgres.url.replace(`/${template}?`, `/${name}?`);
    },
  };
}

/** Removes what runs that were killed left behind: their server and their folder. */
async function sweep(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix))) {
    const owner = Number(name.slice(prefix.length).split("-")[0]);
    try {
      process.kill(owner, 0);
    } catch {
      const cluster = join(tmpdir(), name, "cluster");
      const pid = runningPostmaster(cluster);
      if (pid !== undefined) await stopPostmaster(cluster, pid);
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    }
  }
}

/** Answers each request with the URL of a new database. */
function startBroker(create: () => Promise<string>): Promise<Server> {
  const server = createServer((_request, response) => {
    create().then(
      (url) => response.end(url),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

/** Runs once before all test files; vitest calls what it returns after them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await sweep();
  let folder: string | undefined;
  let cluster: Promise<Cluster> | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  const create = (): Promise<string> => {
    folder ??= mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
    cluster ??= startCluster(folder);
    const ready = cluster;
    // One at a time: two copies of a template at once get in each other's way.
    const url = queue.then(async () => (await ready).create());
    queue = url.catch(() => undefined);
    return url;
  };
  const broker = await startBroker(create);
  project.provide("databaseBroker", `http://127.0.0.1:${(broker.address() as AddressInfo).port}`);
  return async () => {
    broker.close();
    await (await cluster)?.postgres.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  };
}

declare module "vitest" {
  export interface ProvidedContext {
    /** Address that answers each request with the URL of a new, migrated database. */
    databaseBroker: string;
  }
}
