/**
 * One Postgres cluster on disk: where its parts lie, how its binaries are run, how it is made.
 *
 * `<folder>/cluster` is the data directory, `<folder>/password` (0600) its one role's password, `<folder>/server.log`
 * what the server last said.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DomainError } from "@/lib/errors";
import { type PostgresBinaries, postgresBinaries } from "./postgres-binaries";
import { choosePostgresUser, giveFolderTo, type PostgresUser } from "./postgres-user";

/** The one role, and the name of its database. */
export const role = "suyuan";

/** The major version of the binaries. */
const postgresMajor = "18";

export interface Cluster {
  folder: string;
  /** The data directory. */
  path: string;
  log: string;
  /** Folder of the Unix socket. */
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
export function launch(
  cluster: Cluster,
  binary: string,
  args: string[],
  output: "pipe" | number,
): ChildProcess {
  const [command, ...words] = [...cluster.user.prefix, binary, ...args];
  return spawn(command ?? binary, words, {
    detached: true,
    cwd: cluster.folder,
    stdio: ["ignore", output, output],
    env: { NODE_ENV: "production", PATH: "/usr/bin:/bin:/usr/local/bin", LC_ALL: "C", TZ: "UTC" },
    ...cluster.user.ids,
  });
}

/**
 * Creates the cluster beside its final name and renames it, so that a crash leaves nothing half made in its cluster.
 * @throws DomainError unavailable with what initdb said
 */
async function initialise(cluster: Cluster): Promise<void> {
  const draft = `${cluster.path}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(join(cluster.folder, "password"), `${randomBytes(24).toString("base64url")}\n`, {
    mode: 0o600,
  });
  giveFolderTo(cluster.user, cluster.folder);
  const child = launch(
    cluster,
    cluster.binaries.initdb,
    [
      `--pgdata=${draft}`,
      `--username=${role}`,
      `--pwfile=${join(cluster.folder, "password")}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--locale=C",
      "--no-instructions",
    ],
    "pipe",
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
  renameSync(draft, cluster.path);
}

/** Makes the URL of one database of this cluster. */
export function urlOf(cluster: Cluster, database: string): string {
  const password = readFileSync(join(cluster.folder, "password"), "utf8").trim();
  return `postgres://${role}:${password}@localhost/${database}?host=${encodeURIComponent(cluster.sockets)}`;
}

/** @throws DomainError unsupported when the cluster was made by another major version than the binaries */
function checkVersion(cluster: Cluster): void {
  const major = readFileSync(join(cluster.path, "PG_VERSION"), "utf8").trim();
  if (major !== postgresMajor) {
    throw new DomainError(
      "unsupported",
      `${cluster.path}: expected a Postgres ${postgresMajor} cluster, got ${major}`,
    );
  }
}

/**
 * Opens the cluster in `folder`, and creates it at first use.
 * @throws DomainError unavailable | unsupported | forbidden, with one clear line
 */
export async function openCluster(folder: string): Promise<Cluster> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const real = realpathSync(folder);
  const binaries = postgresBinaries();
  const path = join(real, "cluster");
  const user = choosePostgresUser(binaries.postgres, path);
  const sockets = socketFolder(real, user);
  const cluster: Cluster = { folder: real, path, log: join(real, "server.log"), sockets, binaries, user };
  if (!existsSync(path)) await initialise(cluster);
  checkVersion(cluster);
  return cluster;
}
