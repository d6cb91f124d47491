/** A whole audit: the ledger's files, then the mirror's rows, and its result kept for whoever asks later. */
import type { Sql } from "postgres";
import { type AuditOptions, type AuditSummary, auditLedger } from "@/server/ledger/audit";
import { type AuditRecord, keepRecord } from "@/server/ledger/audit/audit-record";
import type { Finding } from "@/server/ledger/audit/finding";
import { openLedgerReader } from "@/server/ledger/ledger-reader";
import { auditMirror, type MirrorAudit, type MirrorFinding } from "@/server/mirror/audit";
import { rowPlace } from "@/server/mirror/compare-tables";
import { rebuildAdvice } from "@/server/mirror/watermark";

/** How far a whole audit is, in entries of the stage it is at. */
export interface StageProgress {
  readonly stage: "tiles" | "rest" | "mirror";
  readonly checked: number;
  readonly total: number;
}

export interface WholeAuditOptions
  extends Pick<AuditOptions, "dir" | "since" | "knownRoots" | "threads" | "suite"> {
  /** Where the result is kept. */
  readonly recordFolder: string;
  /** Runs with the database of the mirror; null leaves the mirror out. */
  readonly withMirror: (<T>(use: (sql: Sql) => Promise<T>) => Promise<T>) | null;
  readonly onFinding: (finding: Finding, of: "ledger" | "mirror") => void;
  readonly onProgress: (progress: StageProgress) => void;
  /** Told when the ledger's files are done, before the mirror begins. */
  readonly onLedgerDone?: (summary: AuditSummary) => void;
}

/** What a whole audit has seen; `mirror` is null when it was left out or could not be compared. */
export interface WholeAudit {
  readonly record: AuditRecord;
  readonly mirror: MirrorAudit | null;
}

/** Audits ledger and mirror. @throws whatever keeps it from being done at all; that is kept as its result too */
export async function runAudit(options: WholeAuditOptions): Promise<WholeAudit> {
  const startedAtMs = Date.now();
  const findings: Finding[] = [];
  const take = (of: "ledger" | "mirror") => (finding: Finding) => {
    findings.push(finding);
    options.onFinding(finding, of);
  };
  let summary: AuditSummary | null = null;
  let mirror: MirrorAudit | null = null;
  const keep = (failure: string | null): AuditRecord => {
    const record = {
      startedAtMs,
      endedAtMs: Date.now(),
      from: summary?.since ?? 0,
      to: summary?.entries ?? 0,
      checkpointSize: summary?.checkpointSize ?? 0,
      erasedEvents: summary?.erasedEvents ?? 0,
      errors: findings.filter(({ severity }) => severity === "error").length,
      mirrorRows: mirror?.rows ?? null,
      findings,
      failure,
    };
    keepRecord(options.recordFolder, record, summary?.resume ?? null);
    return record;
  };
  try {
    summary = await auditFiles(options, take("ledger"));
    options.onLedgerDone?.(summary);
    mirror = await auditRows(options, { isLedgerWrong: summary.errors > 0, take: take("mirror") });
    return { record: keep(null), mirror };
  } catch (error) {
    keep(error instanceof Error ? error.message : String(error));
    throw error;
  }
}

async function auditFiles(
  options: WholeAuditOptions,
  take: (finding: Finding) => void,
): Promise<AuditSummary> {
  const audit = auditLedger(options);
  let next = await audit.next();
  for (; !next.done; next = await audit.next()) take(next.value);
  return next.value;
}

async function auditRows(
  { dir, withMirror, onProgress }: WholeAuditOptions,
  { isLedgerWrong, take }: { isLedgerWrong: boolean; take: (finding: Finding) => void },
): Promise<MirrorAudit | null> {
  if (withMirror === null) return null;
  const onFinding = (found: MirrorFinding) => take(mirrorFinding(found, isLedgerWrong));
  try {
    return await withMirror((sql) =>
      auditMirror(
        sql,
        () => openLedgerReader(dir),
        onFinding,
        ({ compared, total }) => onProgress({ stage: "mirror", checked: compared, total }),
      ),
    );
  } catch (error) {
    const message = `could not be compared: ${error instanceof Error ? error.message : error}`;
    // A ledger that cannot be read says nothing of the mirror: its own findings stand above.
    const severity = isLedgerWrong ? "note" : "error";
    take({ severity, where: "mirror", message, ...(isLedgerWrong ? { remedy: "mend-ledger-first" } : {}) });
    return null;
  }
}

/** Says a mirror's finding as the ledger's are said. Where the ledger is damaged, its own files come first. */
function mirrorFinding(found: MirrorFinding, isLedgerWrong: boolean): Finding {
  const text = found.message.replace(/^mirror: /, "").replace(rebuildAdvice, "");
  if (found.kind === "note") return { severity: "note", where: "mirror", message: text };
  const remedy = isLedgerWrong ? "mend-ledger-first" : "rebuild-mirror";
  if (found.kind === "watermark") return { severity: "error", where: "mirror", message: text, remedy };
  // The place ends where the column, or what is wrong with the whole row, begins.
  const row = rowPlace(found.difference).length;
  const end = text.indexOf(": ", row);
  return { severity: "error", where: text.slice(0, end), message: text.slice(end + 2), remedy };
}
