/**
 * The embedded Postgres: one cluster in a folder of ours, reached by a private Unix socket only, with a random password.
 *
 * `<folder>/cluster` is the data directory, `<folder>/password` (0600) its one role's password, `<folder>/server.log`
 * what the server last said. A server left running by a process that was killed is found again and reused.
 */
import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DomainError } from "@/lib/errors";
import { openPool } from "./client";
import { type PostgresBinaries, postgresBinaries } from "./postgres-binaries";
import { choosePostgresUser, giveFolderTo, type PostgresUser } from "./postgres-user";
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

const role = "suyuan";

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
  cluster_name: "suyuan",
};

interface Place {
  folder: string;
  cluster: string;
  log: string;
  sockets: string;
  binaries: PostgresBinaries;
  user: PostgresUser;
}

/**
 * Makes the folder of the socket. Socket paths end at 107 bytes, so it lies under the system's temporary folder, named
 * by the hash of the cluster's path.
 * @throws DomainError forbidden when somebody else owns it
 */
function socketFolder(folder: string, user: PostgresUser): string {
  const name = `suyuan-${createHash("sha256").update(folder).digest("hex").slice(0, 16)}`;
  const base = Buffer.byteLength(tmpdir()) > 60 ? "/tmp" : tmpdir();
  const path = join(base, name);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const { uid } = lstatSync(path);
  const own = process.getuid?.() ?? uid;
  if (uid !== own && uid !== user.ids.uid) {
    throw new DomainError("forbidden", `${path}: expected our own folder, got one of user ${uid}`);
  }
  if (uid === own) giveFolderTo(user, path);
  return path;
}

/** Starts a Postgres binary as the chosen user; in its own process group, so that Ctrl-C reaches us alone. */
function launch(place: Place, binary: string, args: string[], stdio: "ignore" | number) {
  const [command, ...words] = [...place.user.prefix, binary, ...args];
  const output = stdio === "ignore" ? "pipe" : stdio;
  return spawn(command ?? binary, words, {
    detached: true,
    cwd: place.folder,
    stdio: ["ignore", output, output],
    env: { NODE_ENV: "production", PATH: "/usr/bin:/bin:/usr/local/bin", LC_ALL: "C", TZ: "UTC" },
    ...place.user.ids,
  });
}

/**
 * Creates the cluster beside its final name and renames it, so that a crash leaves nothing half made in its place.
 * @throws DomainError unavailable with what initdb said
 */
async function initialise(place: Place): Promise<void> {
  const draft = `${place.cluster}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(join(place.folder, "password"), `${randomBytes(24).toString("base64url")}\n`, {
    mode: 0o600,
  });
  giveFolderTo(place.user, place.folder);
  const child = launch(
    place,
    place.binaries.initdb,
    [
      `--pgdata=${draft}`,
      `--username=${role}`,
      `--pwfile=${join(place.folder, "password")}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--locale=C",
      "--no-instructions",
    ],
    "ignore",
  );
  let said = "";
  child.stdout?.on("data", (chunk) => {
    said += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    said += chunk;
  });
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  if (code !== 0)
    throw new DomainError("unavailable", `initdb failed: ${said.trim().split("\n").slice(-3).join(" ")}`);
  renameSync(draft, place.cluster);
}

/** Spawns the server on the cluster, writing to its log. */
function spawnServer(place: Place, settings: PostgresSettings) {
  const log = openSync(place.log, "w", 0o600);
  const flags = Object.entries({ ...settingsDefault, ...settings, unix_socket_directories: place.sockets });
  const args = ["-D", place.cluster, ...flags.flatMap(([name, value]) => ["-c", `${name}=${value}`])];
  const child = launch(place, place.binaries.postgres, args, log);
  closeSync(log);
  child.on("error", () => {});
  child.unref();
  return child;
}

/** Returns the last lines of the server's log, for a message. */
function lastWords(place: Place): string {
  try {
    return readFileSync(place.log, "utf8").trim().split("\n").slice(-3).join(" ").slice(-600);
  } catch {
    return "it said nothing";
  }
}

/** Makes the URL of one database of this cluster. */
function urlOf(place: Place, database: string): string {
  const password = readFileSync(join(place.folder, "password"), "utf8").trim();
  return `postgres://${role}:${password}@localhost/${database}?host=${encodeURIComponent(place.sockets)}`;
}

/** Asks the server one question and creates our database when it is not there. @throws what postgres.js threw */
async function prepareDatabase(place: Place): Promise<void> {
  const pool = openPool(urlOf(place, "postgres"), 1);
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
async function untilReady(place: Place, hasEnded: () => boolean, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await prepareDatabase(place);
    } catch (cause) {
      const code = (cause as { code?: string }).code ?? "";
      const isStarting = ["ENOENT", "ECONNREFUSED", "CONNECTION_CLOSED", "ECONNRESET", "57P03"].includes(
        code,
      );
      if (hasEnded()) {
        throw new DomainError("unavailable", `embedded Postgres ended: ${lastWords(place)}`, { cause });
      }
      if (!isStarting || Date.now() > deadline) {
        throw new DomainError("unavailable", `embedded Postgres does not answer: ${lastWords(place)}`, {
          cause,
        });
      }
      await sleep(20);
    }
  }
}

/** Takes over a server left running by a killed process; false when it does not answer and was stopped. */
async function adopt(place: Place, pid: number): Promise<boolean> {
  try {
    await untilReady(place, () => runningPostmaster(place.cluster) !== pid, 10_000);
    return true;
  } catch {
    await stopPostmaster(place.cluster, pid);
    return false;
  }
}

/** Starts a fresh server; a second try covers old backends that still hold the folder for a moment. */
async function startServer(place: Place, settings: PostgresSettings): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const child = spawnServer(place, settings);
    try {
      return await untilReady(place, () => child.exitCode !== null || child.signalCode !== null, 120_000);
    } catch (error) {
      const isHeld = /shared memory block|lock file/.test(lastWords(place));
      if (attempt === 5 || !isHeld) throw error;
      await sleep(1000);
    }
  }
}

/** @throws DomainError unsupported when the cluster was made by another major version than the binaries */
function checkVersion(place: Place): void {
  const major = readFileSync(join(place.cluster, "PG_VERSION"), "utf8").trim();
  if (major !== "18") {
    throw new DomainError("unsupported", `${place.cluster}: expected a Postgres 18 cluster, got ${major}`);
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
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const real = realpathSync(folder);
  const binaries = postgresBinaries();
  const cluster = join(real, "cluster");
  const user = choosePostgresUser(binaries.postgres, cluster);
  const sockets = socketFolder(real, user);
  const place: Place = { folder: real, cluster, log: join(real, "server.log"), sockets, binaries, user };

  if (!existsSync(cluster)) await initialise(place);
  checkVersion(place);
  const wasStopped = postmasterPid(cluster) === undefined;
  const running = runningPostmaster(cluster);
  const isAdopted = running !== undefined && (await adopt(place, running));
  if (!isAdopted) await startServer(place, settings);
  return {
    url: urlOf(place, role),
    recovered: !wasStopped,
    async stop() {
      const pid = runningPostmaster(cluster);
      if (pid !== undefined) await stopPostmaster(cluster, pid);
      rmSync(sockets, { recursive: true, force: true });
    },
  };
}
