/** Who does an audit's tasks: threads of their own, or the caller's. */
import { Worker } from "node:worker_threads";
import type { CryptoSuite, PublicKey } from "@/lib/crypto/suite";
import { deferred } from "@/server/deferred";
import type { AuditAnswer, AuditQuestion } from "./audit-worker";
import { type AuditReport, type AuditScope, type AuditTask, TaskRunner } from "./tasks";

export interface AuditPool {
  /** How many tasks it takes to keep everybody busy. */
  readonly width: number;
  /** Makes keys known to whoever does the next task. */
  learn(keys: readonly PublicKey[]): void;
  run(task: AuditTask): Promise<AuditReport>;
  close(): Promise<void>;
}

/** Makes a pool that does each task at once, in this thread. */
export function inlinePool(scope: AuditScope, suite: CryptoSuite): AuditPool {
  const runner = new TaskRunner(scope, suite);
  return {
    width: 1,
    learn: (keys) => runner.learn(keys),
    run: (task) => runner.run(task),
    close: async () => runner.close(),
  };
}

/** Starts `count` threads. They verify with libsodium, whose verdicts are those of every other suite. */
export function workerPool(scope: AuditScope, count: number): AuditPool {
  const keys: PublicKey[] = [];
  const threads = Array.from({ length: count }, () => new Thread(scope, keys));
  return {
    // One to do, one that waits, for each.
    width: 2 * count,
    learn: (more) => void keys.push(...more),
    run(task) {
      const thread = threads.reduce((a, b) => (b.waiting < a.waiting ? b : a));
      return thread.run(task);
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}

class Thread {
  readonly #worker: Worker;
  readonly #keys: readonly PublicKey[];
  readonly #asked = new Map<number, ReturnType<typeof deferred<AuditReport>>>();
  #known = 0;
  #nextId = 0;

  constructor(scope: AuditScope, keys: readonly PublicKey[]) {
    this.#keys = keys;
    this.#worker = new Worker(new URL("./audit-worker.mjs", import.meta.url), { workerData: scope });
    this.#worker.on("message", (answer: AuditAnswer) => this.#deliver(answer));
    this.#worker.on("error", (error) => this.#fail(error));
    this.#worker.on("exit", (code) => this.#fail(new Error(`an audit thread ended with code ${code}`)));
  }

  get waiting(): number {
    return this.#asked.size;
  }

  run(task: AuditTask): Promise<AuditReport> {
    const id = this.#nextId++;
    const outcome = deferred<AuditReport>();
    this.#asked.set(id, outcome);
    const keys = this.#keys.slice(this.#known);
    this.#known = this.#keys.length;
    this.#worker.postMessage({ id, keys, task } satisfies AuditQuestion);
    return outcome.promise;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #deliver(answer: AuditAnswer): void {
    const outcome = this.#asked.get(answer.id);
    this.#asked.delete(answer.id);
    if ("report" in answer) outcome?.resolve(answer.report);
    else outcome?.reject(new Error(answer.error));
  }

  #fail(error: Error): void {
    for (const outcome of this.#asked.values()) outcome.reject(error);
    this.#asked.clear();
  }
}
