/** Runs a process under strace(1), which makes one chosen system call of its file thread fail, or the last it makes. */
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The system calls by which the ledger changes anything on a disk, or opens what it changes. */
export const fileCalls = [
  "pwrite64",
  "fdatasync",
  "fsync",
  "rename",
  "ftruncate",
  "unlink",
  "openat",
] as const;

export type FileCall = (typeof fileCalls)[number];

/** The `when`-th call of its name in the file thread: of any file, or for `openat` of one path. */
export interface Place {
  readonly call: FileCall;
  readonly when: number;
  readonly path: string | null;
}

/** What happens there: an error, or the process is killed as the call begins. (Short writes libuv goes on with by itself.) */
export type Fault = "EIO" | "ENOSPC" | "SIGKILL";

export interface Run {
  /** "SIGABRT", "SIGKILL", or the exit code. */
  readonly end: string;
  readonly lines: readonly Record<string, unknown>[];
  readonly errors: string;
}

/** How often a call is made depends on the moment: a run may be over before the one that was to fail. */
export interface FaultyRun extends Run {
  readonly isMet: boolean;
}

export const hasStrace = spawnSync("strace", ["-V"]).status === 0;

/**
 * Runs `node FILE ...args` with one file thread, so that its calls come one after another, under strace.
 * @param options of strace
 */
async function runTraced(file: string, args: readonly string[], options: readonly string[]): Promise<Run> {
  const child = spawn("strace", ["-f", "-qq", ...options, process.execPath, file, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: "/usr/local/bin:/usr/bin:/bin", UV_THREADPOOL_SIZE: "1", NODE_ENV: "production" },
  });
  let text = "";
  let errors = "";
  child.stdout.on("data", (chunk) => {
    text += chunk;
  });
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  const end = await new Promise<string>((resolve) => {
    child.once("close", (code, signal) => resolve(String(signal ?? code)));
  });
  const lines = text.slice(0, text.lastIndexOf("\n") + 1).trim();
  return {
    end,
    errors,
    lines: lines === "" ? [] : lines.split("\n").map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

/** Runs it unharmed and lists every place in it where a file of `dir` is touched, in order. */
export async function listPlaces(
  file: string,
  { dir, args, folder }: { dir: string; args: readonly string[]; folder: string },
): Promise<{ run: Run; places: Place[] }> {
  const trace = join(folder, "trace.txt");
  const run = await runTraced(file, args, ["-y", "-e", `trace=${fileCalls.join(",")}`, "-o", trace]);
  const seen = new Map<string, number>();
  const places: Place[] = [];
  for (const line of readFileSync(trace, "utf8").split("\n")) {
    if (!line.includes(dir)) continue;
    const call = fileCalls.find((name) => line.includes(` ${name}(`));
    if (call === undefined) continue;
    const path = call === "openat" ? (/"([^"]+)"/.exec(line)?.[1] ?? null) : null;
    const key = `${call} ${path}`;
    const when = (seen.get(key) ?? 0) + 1;
    seen.set(key, when);
    places.push({ call, when, path });
  }
  return { run, places };
}

/** Runs it with one fault. @param folder for the trace */
export async function runWithFault(
  file: string,
  { args, folder }: { args: readonly string[]; folder: string },
  { call, when, path, fault }: Place & { fault: Fault },
): Promise<FaultyRun> {
  const what = fault === "SIGKILL" ? "signal=SIGKILL" : `error=${fault}`;
  const trace = join(folder, "trace.txt");
  const options = ["-e", `trace=${call}`, "-e", `inject=${call}:${what}:when=${when}`, "-o", trace];
  const run = await runTraced(file, args, path === null ? options : [...options, "-P", path]);
  const isMet =
    fault === "SIGKILL" ? run.end === "SIGKILL" : readFileSync(trace, "utf8").includes("(INJECTED)");
  return { ...run, isMet };
}
