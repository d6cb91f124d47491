/** Whether what was built still belongs to the sources: a hash over them, kept with the build. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./install.mjs";

const stamp = join(root, ".next", "suyuan-sources");

/** What pages and client bundles are made of. */
const places = [
  "app",
  "lib",
  "server",
  "public",
  "scripts/build.ts",
  "scripts/scan-assets.ts",
  "scripts/verifier-page.ts",
  "next.config.mjs",
  "postcss.config.mjs",
  "tsconfig.json",
  "package-lock.json",
];

/** Lists the files under a place, tests and built assets left out, in a fixed order. */
function filesUnder(place) {
  const path = join(root, place);
  if (!existsSync(path)) return [];
  const entries = readdirSync(path, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => !/\.test\.tsx?$/.test(file) && !file.includes(join("public", "assets")))
    .sort();
}

/** Returns the hash of all sources, hex. */
export function hashSources() {
  const hash = createHash("sha256");
  for (const place of places) {
    const isFile = /\.\w+$/.test(place);
    for (const file of isFile ? [join(root, place)] : filesUnder(place)) {
      hash
        .update(`${file.slice(root.length)}\0`)
        .update(readFileSync(file))
        .update("\0");
    }
  }
  return hash.digest("hex");
}

/** Tells whether there is a build, made from these very sources. */
export function isBuilt() {
  if (!existsSync(join(root, ".next", "BUILD_ID")) || !existsSync(stamp)) return false;
  return readFileSync(stamp, "utf8") === hashSources();
}

/** Remembers what the build was made from: `hash` as it was before the build began. */
export function markBuilt(hash) {
  mkdirSync(join(root, ".next"), { recursive: true });
  writeFileSync(stamp, hash);
}
