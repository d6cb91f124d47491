/**
 * The embedded Postgres: one cluster in a folder of ours, reached by a private Unix socket only, with a random password.
 * A server left running by a process that was killed is found again and reused.
 */
import { closeSync, openSync, readFileSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { DomainError } from "@/lib/errors";
import { openPool } from "./client";
import { type Cluster, launch, openCluster, role, urlOf } from "./cluster";
import { postmasterPid, runningPostmaster, stopPostmaster } from "./postmaster";

export interface EmbeddedPostgres {
  /** `postgres://…?host=<socket folder>`: for {@link openPool} only. */
  url: string;
  /** Whether the last process that used this cluster left without stopping it. */
  recovered: boolean;
  /** Stops the server in fast mode and waits for it. */
  stop(): Promise<void>;
}

/** Settings of the server, as `name: value` of postgresql.conf. */
export type PostgresSettings = Record<string, string>;

const settingsDefault: PostgresSettings = {
  listen_addresses: "",
  unix_socket_permissions: "0700",
  shared_buffers: "256MB",
  max_wal_size: "1GB",
  max_connections: "60",
  // Erasure: a recycled WAL segment would keep rows that were deleted long ago.
  wal_recycle: "off",
  jit: "off",
  TimeZone: "UTC",
  log_timezone: "UTC",
  log_min_messages: "warning",
  // Erasure: what the server says of a refused statement would otherwise quote the rows in it.
  log_error_verbosity: "terse",
  log_min_error_statement: "panic",
  cluster_name: "suyuan",
};

/** Spawns the server on the cluster, writing to its log. */
function spawnServer(cluster: Cluster, settings: PostgresSettings) {
  const log = openSync(cluster.log, "w", 0o600);
  const flags = Object.entries({ ...settingsDefault, ...settings, unix_socket_directories: cluster.sockets });
  const args = ["-D", cluster.path, ...flags.flatMap(([name, value]) => ["-c", `${name}=${value}`])];
  const child = launch(cluster, cluster.binaries.postgres, args, log);
  closeSync(log);
  child.on("error", () => {});
  child.unref();
  return child;
}

/** Returns the last lines of the server's log, for a message. */
function lastWords(cluster: Cluster): string {
  try {
    return readFileSync(cluster.log, "utf8").trim().split("\n").slice(-3).join(" ").slice(-600);
  } catch {
    return "it said nothing";
  }
}

/** Asks the server one question and creates our database when it is not there. @throws what postgres.js threw */
async function prepareDatabase(cluster: Cluster): Promise<void> {
  const pool = openPool(urlOf(cluster, "postgres"), 1);
  try {
    const found = await pool`select 1 from pg_database where datname = ${role}`;
    if (found.length === 0) await pool.unsafe(`create database ${role}`);
  } finally {
    await pool.end({ timeout: 1 });
  }
}

/**
 * Waits until the server answers. Crash recovery may take its time, so the limit counts only while it is silent and alive.
 * @throws DomainError unavailable when it ended or stays silent for `timeoutMs`
 */
async function untilReady(cluster: Cluster, hasEnded: () => boolean, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await prepareDatabase(cluster);
    } catch (cause) {
      const code = (cause as { code?: string }).code ?? "";
      const isStarting = ["ENOENT", "ECONNREFUSED", "CONNECTION_CLOSED", "ECONNRESET", "57P03"].includes(
        code,
      );
      if (hasEnded()) {
        throw new DomainError("unavailable", `embedded Postgres ended: ${lastWords(cluster)}`, { cause });
      }
      if (!isStarting || Date.now() > deadline) {
        throw new DomainError("unavailable", `embedded Postgres does not answer: ${lastWords(cluster)}`, {
          cause,
        });
      }
      await sleep(20);
    }
  }
}

/** Takes over a server left running by a killed process; false when it does not answer and was stopped. */
async function adopt(cluster: Cluster, pid: number): Promise<boolean> {
  try {
    await untilReady(cluster, () => runningPostmaster(cluster.path) !== pid, 10_000);
    return true;
  } catch {
    await stopPostmaster(cluster.path, pid);
    return false;
  }
}

/** Starts a fresh server; a second try covers old backends that still hold the folder for a moment. */
async function startServer(cluster: Cluster, settings: PostgresSettings): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const child = spawnServer(cluster, settings);
    try {
      return await untilReady(cluster, () => child.exitCode !== null || child.signalCode !== null, 120_000);
    } catch (error) {
      const isHeld = /shared memory block|lock file/.test(lastWords(cluster));
      if (attempt === 5 || !isHeld) throw error;
      await sleep(1000);
    }
  }
}

/**
 * Starts, or finds running, the embedded Postgres of `folder`, and creates the cluster at first use.
 * The caller holds the lock of the data folder. A crash leaves the server running; the next call reuses it.
 * @throws DomainError unavailable | unsupported | forbidden, with one clear line
 */
export async function startEmbedded(
  folder: string,
  settings: PostgresSettings = {},
): Promise<EmbeddedPostgres> {
  const cluster = await openCluster(folder);
  const recovered = postmasterPid(cluster.path) !== undefined;
  const running = runningPostmaster(cluster.path);
  const isAdopted = running !== undefined && (await adopt(cluster, running));
  if (!isAdopted) await startServer(cluster, settings);
  return {
    url: urlOf(cluster, role),
    recovered,
    async stop() {
      const pid = runningPostmaster(cluster.path);
      if (pid !== undefined) await stopPostmaster(cluster.path, pid);
      rmSync(cluster.sockets, { recursive: true, force: true });
    },
  };
}
