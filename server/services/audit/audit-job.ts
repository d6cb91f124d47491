/** An audit in the background of the running server: one at a time, in a thread of its own that gives way to captures. */
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { DomainError } from "@/lib/errors";
import { deferred } from "@/server/deferred";
import { type AuditRecord, auditFolder, lastRecord, resumePoint } from "@/server/ledger/audit/audit-record";
import type { StageProgress } from "./run-audit";

/** What the thread is started with. */
export interface AuditJobScope {
  readonly dataDir: string;
  readonly databaseUrl: string;
  /** Go on where the last audit that found nothing wrong ended. */
  readonly isResumed: boolean;
}

/** What the thread says. It keeps its result by itself. */
export type AuditJobMessage =
  | { readonly kind: "progress"; readonly progress: StageProgress; readonly errors: number }
  | { readonly kind: "failed"; readonly message: string };

export interface AuditJobStatus {
  /** Null while none is under way. */
  readonly running:
    | (StageProgress & { readonly startedAtMs: number; readonly isResumed: boolean; readonly errors: number })
    | null;
  /** How the last audit ended, this server's or one run by hand. */
  readonly last: AuditRecord | null;
  /** Where the next may go on; null when it cannot. */
  readonly resumeSize: number | null;
}

export class AuditJob {
  readonly #dataDir: string;
  readonly #databaseUrl: string;
  #running: AuditJobStatus["running"] = null;
  #worker: Worker | null = null;
  #ended: Promise<void> = Promise.resolve();

  constructor({ dataDir, databaseUrl }: { dataDir: string; databaseUrl: string }) {
    this.#dataDir = dataDir;
    this.#databaseUrl = databaseUrl;
  }

  status(): AuditJobStatus {
    const folder = auditFolder(this.#dataDir);
    return { running: this.#running, last: lastRecord(folder), resumeSize: sizeToGoOn(folder) };
  }

  /** Starts one. @throws DomainError conflict while one is under way */
  start(isResumed: boolean): void {
    if (this.#running !== null) {
      throw new DomainError("conflict", "audit: expected none under way, got one that is");
    }
    this.#running = { startedAtMs: Date.now(), isResumed, stage: "tiles", checked: 0, total: 0, errors: 0 };
    const scope = { dataDir: this.#dataDir, databaseUrl: this.#databaseUrl, isResumed };
    const worker = new Worker(new URL("./audit-job-worker.mjs", import.meta.url), { workerData: scope });
    const ended = deferred<void>();
    this.#worker = worker;
    this.#ended = ended.promise;
    worker.unref();
    worker.on("message", (message: AuditJobMessage) => this.#hear(message));
    worker.on("error", () => undefined); // its end says the same
    worker.on("exit", () => {
      this.#running = null;
      this.#worker = null;
      ended.resolve();
    });
  }

  /** Resolves when the audit under way has ended. */
  whenEnded(): Promise<void> {
    return this.#ended;
  }

  /** Ends the audit under way; it leaves no result. */
  async close(): Promise<void> {
    await this.#worker?.terminate();
    await this.#ended;
  }

  #hear(message: AuditJobMessage): void {
    if (message.kind !== "progress" || this.#running === null) return;
    this.#running = { ...this.#running, ...message.progress, errors: message.errors };
  }
}

/** Returns the ledger's folder in a data folder. */
export function ledgerFolder(dataDir: string): string {
  return join(dataDir, "ledger");
}

/** A file that cannot be read means: from the begin. */
function sizeToGoOn(folder: string): number | null {
  try {
    return resumePoint(folder)?.size ?? null;
  } catch {
    return null;
  }
}
