/** Installs system packages where that is possible without asking: as root, with apt. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

function apt(...words) {
  const result = spawnSync("apt-get", words, {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  return result.status === 0;
}

/** Installs packages; returns whether it could. */
export function installPackages(what, ...names) {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return false;
  console.log(`installing ${what} (apt-get) …`);
  apt("update", "-qq");
  return apt("install", "-y", "-qq", "--no-install-recommends", ...names);
}
