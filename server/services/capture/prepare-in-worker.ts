/** Keeps large captures off the main thread: one worker, started when first needed, asked in order. */
import { Worker } from "node:worker_threads";
import { DomainError, type ErrorCode } from "@/lib/errors";
import type { JsonValue } from "@/lib/json";
import { deferred } from "@/server/deferred";
import { captureBytesMax, type PreparedCapture, prepareCapture } from "./prepare-events";

/** Documents of more events than this are prepared in the worker (DESIGN §5). */
const eventsOnMainThreadMax = 50;
/** For text, whose events are not counted yet: what 50 typical events weigh. */
const bytesOnMainThreadMax = 64 * 1024;

/** The worker's answer; errors cross threads as plain values. */
export type WorkerAnswer =
  | { id: number; prepared: PreparedCapture }
  | {
      id: number;
      error: { code: ErrorCode | "internal"; message: string; path?: string; details?: JsonValue };
    };

interface Waiting {
  resolve(prepared: PreparedCapture): void;
  reject(error: Error): void;
}

let worker: Worker | null = null;
let nextId = 0;
const waiting = new Map<number, Waiting>();

/**
 * Prepares a capture, on the main thread when small.
 * @throws DomainError as `prepareCapture`
 */
export async function prepareInWorker(input: string | JsonValue): Promise<PreparedCapture> {
  if (typeof input === "string" && Buffer.byteLength(input) > captureBytesMax) {
    throw new DomainError(
      "too_large",
      `capture: expected at most ${captureBytesMax} bytes, got ${Buffer.byteLength(input)}`,
    );
  }
  if (isSmall(input)) return prepareCapture(input);
  worker ??= startWorker();
  const id = nextId++;
  const { promise, resolve, reject } = deferred<PreparedCapture>();
  waiting.set(id, { resolve, reject });
  worker.ref();
  worker.postMessage({ id, input });
  return promise;
}

function isSmall(input: string | JsonValue): boolean {
  if (typeof input === "string") return input.length <= bytesOnMainThreadMax;
  const body = (input as { epcisBody?: { eventList?: unknown } } | null)?.epcisBody?.eventList;
  return !Array.isArray(body) || body.length <= eventsOnMainThreadMax;
}

function startWorker(): Worker {
  const url = new URL("./prepare-worker.mjs", import.meta.url);
  const started = new Worker(url);
  started.unref(); // an idle worker keeps no process alive
  started.on("message", (answer: WorkerAnswer) => deliver(answer, started));
  started.on("error", (error) => failAll(error));
  started.on("exit", (code) => failAll(new Error(`capture worker ended with code ${code}`)));
  return started;
}

function deliver(answer: WorkerAnswer, from: Worker): void {
  const request = waiting.get(answer.id);
  waiting.delete(answer.id);
  if (waiting.size === 0) from.unref();
  if (request === undefined) return;
  if ("prepared" in answer) request.resolve(answer.prepared);
  else request.reject(toError(answer.error));
}

function toError(error: Extract<WorkerAnswer, { error: unknown }>["error"]): Error {
  if (error.code === "internal") return new Error(error.message);
  const { path, details } = error;
  return new DomainError(error.code, error.message, {
    ...(path === undefined ? {} : { path }),
    ...(details === undefined ? {} : { details }),
  });
}

function failAll(error: Error): void {
  worker = null; // the next large capture starts a fresh one
  for (const request of waiting.values()) request.reject(error);
  waiting.clear();
}
