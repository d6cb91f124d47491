/** Reading the shared test data; for tests only, which is why this one file of lib may touch the disk. */
// biome-ignore lint/style/noRestrictedImports: tests read files; nothing but tests imports this
import { existsSync, readdirSync, readFileSync } from "node:fs";
// biome-ignore lint/style/noRestrictedImports: as above
import { join, resolve } from "node:path";

const root = resolve(process.cwd(), "../shared/data");

/** Reads a file of `../shared/data` without its byte-order mark; null when the data is not there. */
export function readSharedText(path: string): string | null {
  const file = join(root, path);
  if (!existsSync(file)) return null;
  return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
}

/** Reads a JSON file of `../shared/data`; null when the data is not there. */
export function readShared<T>(path: string): T | null {
  const text = readSharedText(path);
  return text === null ? null : (JSON.parse(text) as T);
}

/** Lists the files below a folder of `../shared/data` whose path matches, sorted; none when the data is not there. */
export function listShared(folder: string, pattern: RegExp): string[] {
  const start = join(root, folder);
  if (!existsSync(start)) return [];
  return readdirSync(start, { recursive: true, encoding: "utf8" })
    .filter((path) => pattern.test(path))
    .sort()
    .map((path) => join(folder, path));
}
