/**
 * The server as `npm start` runs it: its own process, production, the demo world, a real Postgres, real fsync. Only its
 * port, its folder and its address (loopback) are the bench's.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "@/scripts/setup/install.mjs";
import { isBuilt } from "@/scripts/setup/sources.mjs";
import { openCluster, role, urlOf } from "@/server/db/cluster";
import { startEmbedded } from "@/server/db/embedded";
import { postmasterPid } from "@/server/db/postmaster";
import { cpuMsOf } from "./process-cpu";

export interface ServerUnderTest {
  /** `http://127.0.0.1:PORT` */
  address: string;
  /** Of the Postgres it mirrors into; for `openPool`. */
  databaseUrl: string;
  /** CPU time the process has used so far, all threads, ms; null where the system does not tell (only Linux does). */
  cpuMs(): number | null;
  /** Pauses its mirror, or lets it go on; answers when the batch under way is surely done. */
  pauseMirror(isPaused: boolean): Promise<void>;
  /** Stops it and its Postgres, by force when they do not end by themselves. */
  stop(): Promise<void>;
}

export interface StartOptions {
  /** The data folder. */
  dataDir: string;
  /** Where V8 writes a CPU profile of the server when it ends; none when undefined. */
  profileDir: string | undefined;
  progress(line: string): void;
}

const stopMsMax = 20_000;
/** A batch of the mirror that has caught up before takes less. */
const batchMsMax = 200;

/** Builds pages and client bundles, unless they are built from these very sources. */
async function ensureBuilt(progress: StartOptions["progress"]): Promise<void> {
  if (isBuilt()) return;
  progress("building the pages …");
  const child = spawn(process.execPath, ["--import", "tsx", "scripts/build.ts"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("exit", resolve));
  if (code !== 0) throw new Error("the build failed; see above");
}

function spawnServer({ dataDir, profileDir }: StartOptions): ChildProcess {
  const profile = profileDir === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profileDir}`];
  const { DATABASE_URL: _other, SUYUAN_PAGES: _pages, SUYUAN_DEV: _dev, ...env } = process.env;
  return spawn(process.execPath, [...profile, "--import", "tsx", "server/main.ts"], {
    cwd: root,
    // Detached, so that Ctrl-C reaches the bench alone; over the IPC channel the server notices when the bench is killed.
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: {
      ...env,
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
      HOST: "127.0.0.1",
      PORT: "0",
      PUBLIC_URL: "http://localhost",
      SUYUAN_DATA: dataDir,
      SUYUAN_SEED: "demo",
    },
  });
}

/** Waits for the lines that it prints once it serves. @throws Error with what it said when it ends before */
async function untilServing(child: ChildProcess): Promise<string> {
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      said = (said + chunk).slice(-100_000);
    });
  }
  for (;;) {
    const port = /http:\/\/localhost:(\d+)\/signin/.exec(said)?.[1];
    if (port !== undefined) return `http://127.0.0.1:${port}`;
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`the server ended before it served: ${said.trim()}`);
    }
    await sleep(50);
  }
}

async function stop(child: ChildProcess, dataDir: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    const isEnded = await Promise.race([ended.then(() => true), sleep(stopMsMax, false, { ref: false })]);
    if (!isEnded) {
      child.kill("SIGKILL");
      await ended;
    }
  }
  // A server that was killed leaves its Postgres running.
  if (postmasterPid(join(dataDir, "postgres", "cluster")) === undefined) return;
  await (await startEmbedded(join(dataDir, "postgres"))).stop();
}

/**
 * Starts the server on an empty data folder and waits until the demo world is there.
 * @param onSpawn told how to stop it as soon as there is something to stop
 * @throws Error with what it said when it does not start
 */
export async function startServer(
  options: StartOptions,
  onSpawn: (stop: () => Promise<void>) => void,
): Promise<ServerUnderTest> {
  await ensureBuilt(options.progress);
  await mkdir(options.dataDir, { recursive: true });
  options.progress("starting the server with the demo world …");
  const child = spawnServer(options);
  const stopChild = () => stop(child, options.dataDir);
  onSpawn(stopChild);
  const address = await untilServing(child);
  const databaseUrl = urlOf(await openCluster(join(options.dataDir, "postgres")), role);
  const pauseMirror = async (isPaused: boolean): Promise<void> => {
    child.send({ mirror: isPaused ? "paused" : "running" });
    if (isPaused) await sleep(batchMsMax);
  };
  return { address, databaseUrl, cpuMs: () => cpuMsOf(child.pid), pauseMirror, stop: stopChild };
}
