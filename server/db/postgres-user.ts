/**
 * Postgres refuses to run as root. When started as root, its binaries run inside a user namespace that shows root as
 * uid 1000 (files stay root's own), or, where namespaces are blocked, as the system's `postgres` or `nobody` user.
 */
import { execFileSync } from "node:child_process";
import { chownSync, existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { DomainError } from "@/lib/errors";

/** How to start a Postgres binary so that it does not see uid 0. */
export interface PostgresUser {
  /** Words in front of the command, e.g. `unshare …`; the binary keeps the pid of the spawned process. */
  prefix: string[];
  ids: { uid?: number; gid?: number };
}

const namespace: PostgresUser = {
  prefix: ["unshare", "--user", "--map-user=1000", "--map-group=1000"],
  ids: {},
};

/** Looks up a system user's ids; undefined when there is none. */
function idsOf(name: string): { uid: number; gid: number } | undefined {
  try {
    const read = (flag: string) =>
      Number(execFileSync("id", [flag, name], { stdio: ["ignore", "pipe", "ignore"] }));
    return { uid: read("-u"), gid: read("-g") };
  } catch {
    return undefined;
  }
}

/** Tries one way of running a binary by asking for its version. */
function canRun(user: PostgresUser, binary: string): boolean {
  const [command, ...words] = [...user.prefix, binary, "--version"];
  try {
    execFileSync(command ?? binary, words, { stdio: "ignore", timeout: 10_000, ...user.ids });
    return true;
  } catch {
    return false;
  }
}

/**
 * Chooses how to run Postgres for this process' user. `folder` is the cluster's parent: a cluster that already belongs
 * to another user goes on as that user.
 * @throws DomainError unavailable when root has no way to drop its rights
 */
export function choosePostgresUser(binary: string, folder: string): PostgresUser {
  if (process.getuid?.() !== 0) return { prefix: [], ids: {} };
  const owner = existsSync(folder) ? statSync(folder) : undefined;
  if (owner !== undefined && owner.uid !== 0) return { prefix: [], ids: { uid: owner.uid, gid: owner.gid } };
  if (canRun(namespace, binary)) return namespace;
  for (const name of ["postgres", "nobody"]) {
    const ids = idsOf(name);
    if (ids !== undefined && canRun({ prefix: [], ids }, binary)) return { prefix: [], ids };
  }
  throw new DomainError(
    "unavailable",
    "Postgres refuses to run as root, and neither `unshare --user` nor a user `postgres` works here: " +
      "start as an ordinary user, or set DATABASE_URL",
  );
}

/** Gives a folder and all it holds to the user Postgres runs as; does nothing when that is this process' own. */
export function giveFolderTo(user: PostgresUser, folder: string): void {
  const { uid, gid } = user.ids;
  if (uid === undefined || gid === undefined) return;
  chownSync(folder, uid, gid);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) giveFolderTo(user, path);
    else chownSync(path, uid, gid);
  }
}
