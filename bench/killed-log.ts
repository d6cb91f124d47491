/** A raw log that was killed while it was written: filled once, and started again and again. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What a start tells of itself. */
export interface StartReport {
  size: number;
  milliseconds: number;
  cpuMilliseconds: number;
  megabytes: number;
}

/** Starts the log in a process of its own, appends `count` entries, kills it, and returns what the start told. */
export async function startAndKill(folder: string, count: number): Promise<StartReport> {
  const script = fileURLToPath(new URL("./killed-writer.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", script, folder, String(count)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let told = "";
  child.stdout.on("data", (chunk) => {
    told += String(chunk);
  });
  const [, signal] = await once(child, "close");
  if (signal !== "SIGKILL") throw new Error(`the writer ended by itself (${signal})`);
  return JSON.parse(told) as StartReport;
}

/** Counts the bytes of the files of a folder, those under `without` left out. */
export function bytesIn(folder: string, without: RegExp): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return files
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !without.test(path.slice(folder.length + 1)))
    .reduce((sum, path) => sum + statSync(path).size, 0);
}
