/**
 * The audit: reads every file of a ledger again, trusting none, with nothing in memory from a running ledger. It
 * writes nothing and needs no server; while one runs it checks what was signed before the audit began.
 *
 * What can be checked of a tile or a WAL segment alone (hashes, signatures, seals, event roots) threads do, several
 * tiles at a time; what depends on the log before (admission, counters, the tree above the tiles) is done in order here.
 */

import type { CryptoSuite } from "@/lib/crypto/suite";
import { nodeSuite } from "@/server/crypto/node-suite";
import { AuditRun } from "./audit/audit-run";
import type { Finding } from "./audit/finding";
import type { ResumePoint } from "./audit/resume";
import type { PromisedRoot } from "./audit/tree-check";

export type { Finding };

/** How far an audit is, in entries; `rest`: what is in no tile yet. */
export interface AuditProgress {
  readonly stage: "tiles" | "rest";
  readonly checked: number;
  readonly total: number;
}

export interface AuditOptions {
  /** The ledger's own folder, `<data>/ledger`. */
  readonly dir: string;
  /** The log's key as pinned elsewhere; without it the one in the head is believed, and compared with the founding. */
  readonly vkey?: string;
  /** Threads to work in; 0, the default: the caller's own. */
  readonly threads?: number;
  /** For the caller's own thread. */
  readonly suite?: CryptoSuite;
  /** Where an earlier audit ended: what it covered is not read again, except that the tree must still begin with it. */
  readonly since?: ResumePoint;
  /** Roots known from elsewhere, that the log must have had. */
  readonly knownRoots?: readonly PromisedRoot[];
  readonly onProgress?: (progress: AuditProgress) => void;
}

export interface AuditSummary {
  readonly entries: number;
  /** Entries below were checked by an earlier audit and believed; 0 when all were checked. */
  readonly since: number;
  readonly erasedEvents: number;
  /** Size of the last signed checkpoint; 0 when there is none or it does not verify. */
  readonly checkpointSize: number;
  readonly origin: string;
  readonly errors: number;
  /** Where a later audit may go on; null when something is wrong. */
  readonly resume: ResumePoint | null;
}

/** Audits a ledger: yields what it finds and returns what it has seen. No finding of severity `error`: all is well. */
export async function* auditLedger(options: AuditOptions): AsyncGenerator<Finding, AuditSummary> {
  const run = new AuditRun(options, options.suite ?? nodeSuite);
  try {
    for await (const finding of run.findings()) {
      if (finding.severity === "error") run.errors++;
      yield finding;
    }
    return run.summary();
  } finally {
    await run.close();
  }
}
