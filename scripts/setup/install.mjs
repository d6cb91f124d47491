/** Installs the dependencies when they are missing or older than the lock file. Plain Node: nothing is there yet. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of package.json. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

const stamp = join(root, "node_modules", ".suyuan-install");

/** Ends the process with one line when Node is older than 20.19. */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`suyuan: expected Node 20.19 or newer, got ${process.versions.node}`);
  process.exit(1);
}

/** The lock file's hash: what the stamp has to say. */
function wanted() {
  return createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
}

/** Tells whether npm itself, run by hand, installed after the lock file was last written. */
function isInstalledByHand() {
  const hidden = join(root, "node_modules", ".package-lock.json");
  return existsSync(hidden) && statSync(hidden).mtimeMs >= statSync(join(root, "package-lock.json")).mtimeMs;
}

/** Runs `npm ci` if needed; ends the process with npm's own words when it fails. */
export function ensureInstalled() {
  const hash = wanted();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  if (!isInstalledByHand()) {
    console.error("installing the dependencies (npm ci) …");
    // Without a shell npm.cmd does not start on Windows; the words are fixed, so a shell is safe.
    const result = spawnSync("npm ci --include=dev --no-audit --no-fund --loglevel=error", {
      cwd: root,
      shell: true,
      stdio: ["ignore", "ignore", "pipe"],
      encoding: "utf8",
    });
    if (result.status !== 0) {
      console.error(result.stderr.split("\n").slice(0, 12).join("\n"));
      console.error("suyuan: npm ci failed");
      process.exit(1);
    }
  }
  writeFileSync(stamp, hash);
}
