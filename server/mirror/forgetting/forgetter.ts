/**
 * Runs the forgetting behind the mirror: whenever it has applied an erasure, and at a start that finds one whose bytes
 * a crash left there. Several erasures share a run.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { statementTypes } from "@/lib/statement/header";
import type { Sql } from "@/server/db/client";
import type { Mirror } from "../applier";
import { type ForgettingProgress, forgetErased } from "./forget-erased";

/** How far the database has forgotten. */
export interface ForgettingStatus {
  /** Of every erasure record below this log index nothing is left in the database's files. */
  readonly size: number;
  /** What could not be done about the bytes, one line each. */
  readonly left: readonly string[];
  /** Null while nothing is under way. */
  readonly progress: ForgettingProgress | null;
  /** Why the last attempt failed; it is made again. */
  readonly error: string | null;
}

export interface Forgetter {
  status(): ForgettingStatus;
  /** Waits for the run under way to reach its next step, and stops. A start goes on where it was left. */
  close(): Promise<void>;
}

export interface ForgetterOptions {
  readonly sql: Sql;
  readonly mirror: Pick<Mirror, "appliedSize" | "onApplied">;
  readonly onNotice?: (line: string) => void;
}

const retryAfterMs = 5_000;

/** Starts the forgetting, and a run at once when an erasure waits for one. */
export async function startForgetter(options: ForgetterOptions): Promise<Forgetter> {
  const [row] = await options.sql<{ size: number; left: string[] }[]>`select size, "left" from app.forgotten`;
  const forgetter = new RunningForgetter(options, { size: row?.size ?? 0, left: row?.left ?? [] });
  forgetter.start();
  return forgetter;
}

class RunningForgetter implements Forgetter {
  readonly #options: ForgetterOptions;
  #status: ForgettingStatus;
  #running: Promise<void> | null = null;
  #isAsked = false;
  readonly #closing = new AbortController();
  #unsubscribe: () => void = () => undefined;

  constructor(options: ForgetterOptions, { size, left }: Pick<ForgettingStatus, "size" | "left">) {
    this.#options = options;
    this.#status = { size, left, progress: null, error: null };
  }

  start(): void {
    this.#unsubscribe = this.#options.mirror.onApplied(({ hasErasures }) => {
      if (hasErasures) this.#kick();
    });
    this.#kick();
  }

  status(): ForgettingStatus {
    return this.#status;
  }

  async close(): Promise<void> {
    this.#unsubscribe();
    this.#closing.abort();
    await this.#running;
  }

  #kick(): void {
    this.#isAsked = true;
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    while (this.#isAsked && !this.#closing.signal.aborted) {
      this.#isAsked = false;
      try {
        await this.#runOnce();
      } catch (error) {
        if (this.#closing.signal.aborted) break;
        this.#failed(error);
        await sleep(retryAfterMs, undefined, { signal: this.#closing.signal }).catch(() => undefined);
        this.#isAsked = true;
      }
    }
    this.#running = null;
  }

  async #runOnce(): Promise<void> {
    const { sql, mirror } = this.#options;
    const size = mirror.appliedSize();
    const [waiting] = await sql`
      select 1 from mirror.entries
      where typ = ${statementTypes.erasure} and leaf_index >= ${this.#status.size} and leaf_index < ${size} limit 1`;
    if (waiting === undefined) return;
    const left = await forgetErased(sql, (progress) => {
      this.#closing.signal.throwIfAborted();
      this.#status = { ...this.#status, progress };
    });
    await sql`
      insert into app.forgotten (size, "left") values (${size}, ${sql.json(left)})
      on conflict (singleton) do update set size = excluded.size, at = now(), "left" = excluded."left"`;
    this.#status = { size, left, progress: null, error: null };
  }

  #failed(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#status = { ...this.#status, error: message };
    this.#options.onNotice?.(`erasure: Postgres has not forgotten yet: ${message}; trying again`);
  }
}
