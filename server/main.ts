/**
 * The process: settings from the environment, one engine, one port, an orderly end.
 *
 * SIGINT and SIGTERM (and the end of the process that started us) stop everything in order and exit 0; a second signal
 * forces. Whatever keeps it from starting is one line on stderr and exit code 1.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { type Closers, makeClosers } from "./closers";
import { claimDataFolder, startEngine } from "./engine";
import { type Env, env as readEnv } from "./env";
import { type Front, listen } from "./http/front";
import { refusalStatus } from "./http/refusal";
import { startPages } from "./pages";
import { type Runtime, setRuntime } from "./runtime";
import { welcome } from "./welcome";

const say = (line: string): void => console.log(line);
const complain = (line: string): void => console.error(line);

/** npm, a terminal and a parent process may each pass on one Ctrl-C: within this time they count as one. */
const sameSignalMs = 1000;

/** How long a start that is being stopped may take to notice. */
const startGraceMs = 10_000;

/** Says what is wrong with an address to listen on; undefined for errors of another kind. */
function listenProblem(error: unknown, env: Env): string | undefined {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "EADDRINUSE") return `PORT: ${env.port} is taken by another program; set PORT to a free one`;
  if (code === "EACCES") return `PORT: this user may not listen on ${env.port}; set PORT to one above 1023`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
    return `HOST: this machine has no address ${env.host}`;
  return undefined;
}

async function openPort(env: Env, closers: Closers): Promise<Front> {
  try {
    const front = await listen(env.host, env.port);
    closers.push("the port", () => front.close());
    return front;
  } catch (error) {
    const line = listenProblem(error, env);
    throw line === undefined ? error : Object.assign(new Error(line), { code: "unavailable" });
  }
}

async function start(closers: Closers): Promise<void> {
  const asked = readEnv();
  await claimDataFolder(asked, closers);
  const front = await openPort(asked, closers);
  const env = { ...asked, port: front.port };
  const runtime = await startEngine(env, closers, say);
  setRuntime(runtime);
  const pages = await startPages(env, front, closers);
  front.open(runtime, pages);
  // Pushed last, so stopped first: no request reaches what is being stopped.
  closers.push("the port", () => front.close());
  pauseMirrorWhenTold(runtime);
  for (const line of welcome(runtime)) say(line);
}

/** Lets the process that started this one pause the mirror, over their IPC channel: `{ mirror: "paused" | "running" }`. */
function pauseMirrorWhenTold({ services }: Runtime): void {
  process.on("message", (message: { mirror?: unknown } | null) => {
    if (message?.mirror === "paused") services.mirror.pause();
    if (message?.mirror === "running") services.mirror.resume();
  });
}

const closers = makeClosers();
let stoppedAt: number | undefined;

/**
 * Stops everything, whoever asks for it first, and ends the process. A start that is still under way fails on what was
 * stopped beneath it; what it had started in between is stopped after it.
 */
async function stop(code: number): Promise<void> {
  if (stoppedAt !== undefined) {
    if (Date.now() - stoppedAt > sameSignalMs) process.exit(1);
    return;
  }
  stoppedAt = Date.now();
  await closers.close(complain);
  await Promise.race([started, sleep(startGraceMs)]);
  await closers.close(complain);
  process.exit(code);
}

const started = start(closers).catch((error: unknown) => {
  if (stoppedAt !== undefined) return;
  const isClear = refusalStatus(error) !== undefined || (error as { code?: unknown }).code === "damage";
  complain(isClear ? `suyuan: ${(error as Error).message}` : `suyuan: ${(error as Error).stack ?? error}`);
  setImmediate(() => void stop(1));
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop(0));
process.on("disconnect", () => void stop(0));
