/**
 * Keeps the mirror up with the ledger: one loop that reads what is new, writes it in one transaction a batch, and
 * sleeps until the ledger appends again.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { DomainError } from "@/lib/errors";
import type { Frontier } from "@/lib/merkle/frontier";
import type { Sql } from "@/server/db/client";
import type { Ledger } from "@/server/ledger/ledger";
import { type Batch, type LedgerReader, readBatch } from "./batch";
import { isPassing } from "./database-errors";
import type { PreparedTrees } from "./prepared-trees";
import { type Touched, touchedBy } from "./touched";
import { checkWatermark, createWatermark, readWatermark } from "./watermark";
import { writeBatch } from "./write-batch";

export type { Touched } from "./touched";

export type MirrorStatus =
  | { state: "running" }
  /** The database cannot be reached; it tries again. */
  | { state: "retrying"; error: string }
  /** An entry that cannot be applied: the mirror stays where it is until the next start. */
  | { state: "stopped"; error: string };

export interface Mirror {
  /** Entries [0, appliedSize) are in Postgres. */
  appliedSize(): number;
  /** Resolves once the mirror holds `size` entries. @throws DomainError unavailable when it has stopped or closes */
  whenApplied(size: number): Promise<void>;
  status(): MirrorStatus;
  /** Calls back after each batch. */
  onApplied(callback: (touched: Touched) => void): () => void;
  /** Finishes the batch under way and applies nothing more until it is resumed; for measuring what captures cost alone. */
  pause(): void;
  resume(): void;
  /** Tells whether rows that captures derive will be used soon: whether it goes on. */
  isTaking(): boolean;
  /** Finishes the batch under way and stops. */
  close(): Promise<void>;
}

export interface MirrorOptions {
  sql: Sql;
  ledger: LedgerReader & Pick<Ledger, "onAppend">;
  /** Rows that captures have derived already. */
  prepared?: PreparedTrees;
  /** Receives one line for what an operator should know. */
  onNotice?: (line: string) => void;
  /** Called within a batch's transaction, after its rows are written; for tests of crashes at that point. */
  beforeCommit?: (batch: Batch) => void | Promise<void>;
}

const retryMsMin = 100;
const retryMsMax = 5_000;

/**
 * Starts the one applier of this database, from its watermark.
 * @throws DomainError conflict when the watermark is not a prefix of this ledger: the mirror belongs to another log
 */
export async function startMirror(options: MirrorOptions): Promise<Mirror> {
  await createWatermark(options.sql);
  const applied = await readWatermark(options.sql);
  await checkWatermark(options.ledger, applied);
  const applier = new Applier(options, applied);
  applier.start();
  return applier;
}

interface Waiter {
  size: number;
  resolve: () => void;
  reject: (error: DomainError) => void;
}

class Applier implements Mirror {
  readonly #options: MirrorOptions;
  #applied: Frontier;
  #status: MirrorStatus = { state: "running" };
  #isClosing = false;
  #isPaused = false;
  /** A commit may have succeeded without our hearing of it. */
  #isUnsure = false;
  /** The batch after the one that is being written. */
  #ahead: Promise<Batch> | null = null;
  #wake: (() => void) | null = null;
  readonly #closing = new AbortController();
  #loop: Promise<void> = Promise.resolve();
  #unsubscribe: () => void = () => {};
  #waiters: Waiter[] = [];
  readonly #listeners = new Set<(touched: Touched) => void>();

  constructor(options: MirrorOptions, applied: Frontier) {
    this.#options = options;
    this.#applied = applied;
  }

  start(): void {
    this.#unsubscribe = this.#options.ledger.onAppend(() => this.#wake?.());
    this.#loop = this.#run();
  }

  appliedSize(): number {
    return this.#applied.size;
  }

  status(): MirrorStatus {
    return this.#status;
  }

  whenApplied(size: number): Promise<void> {
    if (size <= this.#applied.size) return Promise.resolve();
    const reason = this.#status.state === "stopped" ? this.#status.error : this.#isClosing ? "closing" : null;
    if (reason !== null) return Promise.reject(unavailable(reason));
    return new Promise((resolve, reject) => {
      this.#waiters.push({ size, resolve, reject });
    });
  }

  onApplied(callback: (touched: Touched) => void): () => void {
    this.#listeners.add(callback);
    return () => this.#listeners.delete(callback);
  }

  pause(): void {
    this.#isPaused = true;
  }

  isTaking(): boolean {
    return !this.#isPaused && this.#status.state === "running";
  }

  resume(): void {
    this.#isPaused = false;
    this.#wake?.();
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.#unsubscribe();
    this.#closing.abort();
    this.#wake?.();
    await this.#loop;
    await this.#ahead?.catch(() => {}); // it reads the ledger, which its owner may close next
    this.#rejectWaiters("closing");
  }

  async #run(): Promise<void> {
    let retryMs = retryMsMin;
    while (!this.#isClosing) {
      try {
        if (!(await this.#applyNext())) await this.#nextAppend();
        this.#status = { state: "running" };
        retryMs = retryMsMin;
      } catch (error) {
        if (!this.#isRetried(error)) return;
        await sleep(retryMs, undefined, { signal: this.#closing.signal }).catch(() => {});
        retryMs = Math.min(retryMs * 2, retryMsMax);
        this.#isUnsure = true;
      }
    }
  }

  /** Applies one batch; false when there is nothing to apply. */
  async #applyNext(): Promise<boolean> {
    const { ledger, sql, prepared, beforeCommit } = this.#options;
    if (this.#isUnsure) {
      this.#ahead = null;
      this.#applied = await readWatermark(sql);
      this.#isUnsure = false;
    }
    const { size } = ledger.head();
    if (this.#applied.size >= size || this.#isPaused) return false;
    const batch = await (this.#ahead ?? readBatch(ledger, this.#applied, size, prepared));
    // While Postgres takes this batch, the next one is derived.
    this.#ahead = batch.to < size ? readBatch(ledger, batch.frontier, size, prepared) : null;
    this.#ahead?.catch(() => {}); // it is looked at in its turn
    await sql.begin(async (tx) => {
      await writeBatch(tx, batch);
      await beforeCommit?.(batch);
    });
    this.#applied = batch.frontier;
    this.#tell(batch);
    return true;
  }

  #tell(batch: Batch): void {
    const ready = this.#waiters.filter(({ size }) => size <= batch.to);
    this.#waiters = this.#waiters.filter(({ size }) => size > batch.to);
    for (const { resolve } of ready) resolve();
    if (this.#listeners.size === 0) return;
    const touched = touchedBy(batch);
    for (const listener of this.#listeners) {
      try {
        listener(touched);
      } catch (error) {
        // A listener's mistake must not keep the mirror from going on.
        this.#options.onNotice?.(
          `mirror: a listener failed: ${error instanceof Error ? error.message : error}`,
        );
      }
    }
  }

  /** Sleeps until the ledger has more than is applied. */
  async #nextAppend(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      const isBehind = this.#options.ledger.head().size > this.#applied.size;
      if (this.#isClosing || (isBehind && !this.#isPaused)) resolve();
    });
    this.#wake = null;
  }

  /** Tells whether the loop goes on after an error: yes while the database is away, no for a mistake of ours. */
  #isRetried(error: unknown): boolean {
    const message = error instanceof Error ? error.message : String(error);
    if (isPassing(error)) {
      if (this.#status.state === "running")
        this.#options.onNotice?.(`mirror: waits for the database: ${message}`);
      this.#status = { state: "retrying", error: message };
      return true;
    }
    this.#status = { state: "stopped", error: `entry ${this.#applied.size} or after: ${message}` };
    this.#options.onNotice?.(`mirror: stopped at ${this.#status.error}`);
    this.#rejectWaiters(this.#status.error);
    return false;
  }

  #rejectWaiters(reason: string): void {
    for (const { reject } of this.#waiters) reject(unavailable(reason));
    this.#waiters = [];
  }
}

function unavailable(reason: string): DomainError {
  return new DomainError("unavailable", `mirror: expected it to go on, got ${reason}`);
}
