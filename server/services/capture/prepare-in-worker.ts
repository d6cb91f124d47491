/** Keeps large captures off the main thread: workers, started when first needed, each asked in order. */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { DomainError, type ErrorCode } from "@/lib/errors";
import type { JsonValue } from "@/lib/json";
import { deferred } from "@/server/deferred";
import { type PackedCapture, unpackCapture } from "./packed-capture";
import {
  type CaptureInput,
  captureBytesMax,
  type PreparedCapture,
  type PrepareOptions,
  prepareCapture,
} from "./prepare-events";

/** Documents of more events than this are prepared in a worker (DESIGN §5). */
const eventsOnMainThreadMax = 50;
/** For text, whose events are not counted yet: what 20 typical events weigh. */
const bytesOnMainThreadMax = 24 * 1024;

/** As many as there are cores, up to this: what they prepare one thread has to append. */
const workersMax = Math.min(availableParallelism(), 4);

export interface WorkerRequest {
  id: number;
  input: string | Uint8Array;
  options: PrepareOptions;
}

/** A worker's answer; errors cross threads as plain values. */
export type WorkerAnswer =
  | { id: number; packed: PackedCapture }
  | {
      id: number;
      error: { code: ErrorCode | "internal"; message: string; path?: string; details?: JsonValue };
    };

interface Waiting {
  resolve(prepared: PreparedCapture): void;
  reject(error: Error): void;
}

/** One worker and who waits for it. */
class PrepareWorker {
  readonly #worker = new Worker(new URL("./prepare-worker.mjs", import.meta.url));
  readonly #waiting = new Map<number, Waiting>();

  constructor() {
    this.#worker.unref(); // an idle worker keeps no process alive
    this.#worker.on("message", (answer: WorkerAnswer) => this.#deliver(answer));
    this.#worker.on("error", (error) => this.#fail(error));
    this.#worker.on("exit", (code) => this.#fail(new Error(`capture worker ended with code ${code}`)));
  }

  /** Captures that are being prepared or wait for it. */
  get load(): number {
    return this.#waiting.size;
  }

  prepare(input: string | Uint8Array, options: PrepareOptions): Promise<PreparedCapture> {
    const id = nextId++;
    const { promise, resolve, reject } = deferred<PreparedCapture>();
    this.#waiting.set(id, { resolve, reject });
    this.#worker.ref();
    const request: WorkerRequest = { id, input, options };
    this.#worker.postMessage(request, handedOver(input));
    return promise;
  }

  #deliver(answer: WorkerAnswer): void {
    const request = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if ("packed" in answer) request?.resolve(unpackCapture(answer.packed));
    else request?.reject(toError(answer.error));
  }

  #fail(error: Error): void {
    workers.delete(this); // the next large capture starts a fresh one
    for (const request of this.#waiting.values()) request.reject(error);
    this.#waiting.clear();
  }
}

let nextId = 0;
const workers = new Set<PrepareWorker>();

/**
 * Prepares a capture, on the main thread when small. Bytes that fill their buffer are handed over and gone afterwards.
 * @throws DomainError as `prepareCapture`
 */
export async function prepareInWorker(
  input: CaptureInput,
  options: PrepareOptions = {},
): Promise<PreparedCapture> {
  const size = sizeOf(input);
  if (size > captureBytesMax) {
    throw new DomainError("too_large", `capture: expected at most ${captureBytesMax} bytes, got ${size}`);
  }
  if (isSmall(input, size)) return prepareCapture(input, options);
  // A value costs less to write and read again than to clone.
  const text = typeof input === "string" || input instanceof Uint8Array ? input : JSON.stringify(input);
  return leastLoaded().prepare(text, options);
}

function sizeOf(input: CaptureInput): number {
  if (input instanceof Uint8Array) return input.length;
  return typeof input === "string" ? Buffer.byteLength(input) : 0;
}

function isSmall(input: CaptureInput, size: number): boolean {
  if (typeof input === "string" || input instanceof Uint8Array) return size <= bytesOnMainThreadMax;
  const body = (input as { epcisBody?: { eventList?: unknown } } | null)?.epcisBody?.eventList;
  return !Array.isArray(body) || body.length <= eventsOnMainThreadMax;
}

function handedOver(input: string | Uint8Array): ArrayBuffer[] {
  if (typeof input === "string" || input.byteLength !== input.buffer.byteLength) return [];
  return input.buffer instanceof ArrayBuffer ? [input.buffer] : [];
}

/** Returns the worker with the least to do; a new one while all are busy and there may be more. */
function leastLoaded(): PrepareWorker {
  const [best] = [...workers].sort((a, b) => a.load - b.load);
  if (best !== undefined && (best.load === 0 || workers.size >= workersMax)) return best;
  const fresh = new PrepareWorker();
  workers.add(fresh);
  return fresh;
}

function toError(error: Extract<WorkerAnswer, { error: unknown }>["error"]): Error {
  if (error.code === "internal") return new Error(error.message);
  const { path, details } = error;
  return new DomainError(error.code, error.message, {
    ...(path === undefined ? {} : { path }),
    ...(details === undefined ? {} : { details }),
  });
}
