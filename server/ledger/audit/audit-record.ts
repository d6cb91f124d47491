/**
 * What audits leave beside the ledger, in `<data>/audit`: how the last one ended, and where the next may go on. Written
 * whole or not at all; a crash leaves what was there.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AuditSummary } from "../audit";
import type { Finding } from "./finding";
import { isAbsent } from "./plain-reads";
import { decodeResumePoint, encodeResumePoint, type ResumePoint } from "./resume";

/** Findings kept of an audit: a folder that is wrong everywhere need not be listed twice. */
const findingsMax = 200;

/** How an audit ended. */
export interface AuditRecord {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** Entries before `from` were believed as an earlier audit found them; `to` is where the log ended. */
  readonly from: number;
  readonly to: number;
  readonly checkpointSize: number;
  readonly erasedEvents: number;
  /** Findings that are errors; of the mirror too, when it was compared. */
  readonly errors: number;
  /** Rows compared; null when the mirror was left out. */
  readonly mirrorRows: number | null;
  /** The first 200. */
  readonly findings: Finding[];
  /** What ended it before its end; null when it went through. */
  readonly failure: string | null;
}

/** Returns the folder of a data folder in which audits leave their results. */
export function auditFolder(dataDir: string): string {
  return join(dataDir, "audit");
}

/** Writes how an audit ended, and, when nothing was wrong, where the next may go on. */
export function keepRecord(folder: string, record: AuditRecord, resume: AuditSummary["resume"]): void {
  mkdirSync(folder, { recursive: true });
  const kept = { version: 1, ...record, findings: record.findings.slice(0, findingsMax) };
  replaceFile(join(folder, "last.json"), `${JSON.stringify(kept, null, 2)}\n`);
  if (resume !== null) replaceFile(join(folder, "resume.json"), encodeResumePoint(resume));
}

/** Reads how the last audit ended; null when there was none, or its file is not ours. */
export function lastRecord(folder: string): AuditRecord | null {
  try {
    const { version, ...record } = JSON.parse(readFileSync(join(folder, "last.json"), "utf8"));
    return version === 1 ? (record as AuditRecord) : null;
  } catch {
    return null;
  }
}

/** Reads where an audit may go on; null when none has ended well yet. @throws DomainError malformed on another file */
export function resumePoint(folder: string): ResumePoint | null {
  const path = join(folder, "resume.json");
  try {
    return decodeResumePoint(path, readFileSync(path, "utf8"));
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

function replaceFile(path: string, text: string): void {
  const draft = `${path}.new`;
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, path);
}
