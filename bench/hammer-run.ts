/** One run of Tessera's hammer, which without its screen shows nothing: the log's checkpoints are watched instead. */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { parseCheckpoint } from "@/lib/note/checkpoint";
import { parseNote } from "@/lib/note/note";
import type { AddServer } from "./add-server";
import { HttpClient } from "./http-client";

/** Bytes in an entry at least. */
export const entryBytes = 300;

/** What hammer takes to begin with, and the logs to be warm. */
export const warmUpMs = 3_000;

/** What one run showed of a log. */
export interface Round {
  writesPerSecond: number;
  /** Of the server, for one write, µs; null where it cannot be told. */
  cpuUs: number | null;
  /** How long answers took, for one more writer beside hammer's, ms. */
  ackMs: number[];
}

/** Runs hammer for a while. @returns what it complains of */
export async function runHammer(
  command: string,
  { prefix, vkey }: AddServer,
  writers: number,
  runMs: number,
) {
  const flags = [
    `--log_url=${prefix}/`,
    `--log_public_key=${vkey}`,
    ...["--max_read_ops=0", "--num_readers_random=0", "--num_readers_full=0", "--show_ui=false"],
    ...[`--num_writers=${writers}`, "--max_write_ops=40000", "--dup_chance=0"],
    `--leaf_min_size=${entryBytes}`,
    `--max_runtime=${runMs}ms`,
  ];
  const child = spawn(command, flags, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  // klog: warnings, errors and fatal ones begin with their letter.
  const lines = said.split("\n").filter((line) => /^[WEF]\d{4} /.test(line));
  // At the end of its time it gives up what is under way.
  return lines.filter((line) => !line.includes("context canceled"));
}

/** Adds entries one after another, and times those after the warm-up. */
export async function timeAcks({ prefix }: AddServer, runMs: number): Promise<number[]> {
  const client = new HttpClient(prefix, 1);
  const ackMs: number[] = [];
  const from = performance.now();
  for (let now = from; now - from < runMs; now = performance.now()) {
    const { status } = await client.send("POST", "/add", {}, randomBytes(entryBytes));
    if (status === 200 && now - from > warmUpMs) ackMs.push(performance.now() - now);
  }
  client.close();
  return ackMs;
}

/** Watches a log grow: from the first checkpoint after the warm-up to the last one within the time. */
export async function watchGrowth(server: AddServer, runMs: number): Promise<Omit<Round, "ackMs">> {
  const client = new HttpClient(server.prefix, 1);
  const seen: { size: number; atMs: number; cpuMs: number | null }[] = [];
  const from = performance.now();
  while (performance.now() - from < runMs) {
    const { body } = await client.get("/checkpoint");
    const atMs = performance.now() - from;
    const { size } = parseCheckpoint(parseNote(body.toString()).text);
    if (atMs > warmUpMs && size !== seen.at(-1)?.size) seen.push({ size, atMs, cpuMs: server.cpuMs() });
    await sleep(20);
  }
  client.close();
  const [first, last] = [seen[0], seen.at(-1)];
  if (first === undefined || last === undefined || first === last) return { writesPerSecond: 0, cpuUs: null };
  const writes = last.size - first.size;
  const cpuMs = last.cpuMs === null || first.cpuMs === null ? null : last.cpuMs - first.cpuMs;
  return {
    writesPerSecond: (writes * 1_000) / (last.atMs - first.atMs),
    cpuUs: cpuMs === null ? null : (cpuMs * 1_000) / writes,
  };
}
