/** Tells of an audit as it goes: for people line by line with a bar, for programs as JSON. */
import type { AuditSummary } from "@/server/ledger/audit";
import type { AuditRecord } from "@/server/ledger/audit/audit-record";
import type { Finding, Remedy } from "@/server/ledger/audit/finding";
import { remedies } from "@/server/ledger/audit/remedy";
import type { ResumePoint } from "@/server/ledger/audit/resume";
import type { MirrorAudit } from "@/server/mirror/audit";
import type { StageProgress } from "@/server/services/audit/run-audit";
import { makeProgress } from "./progress-bar";

type Part = "ledger" | "mirror";

export interface AuditReporter {
  note(line: string): void;
  finding(finding: Finding, of: Part): void;
  progress(progress: StageProgress): void;
  ledgerDone(summary: AuditSummary): void;
  end(record: AuditRecord, mirror: MirrorAudit | null): void;
}

/** One line a finding, advice and counts after each part; the bar is on stderr. */
export function lineReporter({ since }: { since: ResumePoint | null }): AuditReporter {
  const bar = makeProgress();
  const advised = new Map<Remedy, number>();
  let mirrorErrors = 0;
  const say = (line: string) => {
    bar.clear();
    console.log(line);
  };
  const advise = () => {
    for (const [remedy, count] of advised) say(`note  what to do (${counted(count)}): ${remedies[remedy]}`);
    advised.clear();
  };
  if (since !== null) say(`note  ${trusted(since)}`);
  return {
    note: (line) => say(`note  ${line}`),
    finding({ severity, where, message, remedy }, of) {
      if (severity === "error" && of === "mirror") mirrorErrors++;
      if (remedy !== undefined) advised.set(remedy, (advised.get(remedy) ?? 0) + 1);
      say(`${severity === "error" ? "WRONG" : "note"}  ${where}: ${message}`);
    },
    progress: ({ stage, checked, total }) =>
      bar.show(stage === "mirror" ? "mirror" : "ledger", { done: checked, total }),
    ledgerDone({ origin, entries, checkpointSize, erasedEvents, errors }) {
      advise();
      const erased = erasedEvents === 0 ? "" : `, ${erasedEvents} events erased`;
      const seen = `${entries} entries, checkpoint of ${checkpointSize}${erased}`;
      say(`ledger ${origin}: ${seen}: ${verdict(errors)}`);
    },
    end(_, mirror) {
      advise();
      if (mirror !== null) {
        const { size, ledgerSize, rows } = mirror;
        say(`mirror: ${size} of ${ledgerSize} entries, ${rows} rows: ${verdict(mirrorErrors)}`);
      }
      bar.clear();
    },
  };
}

/** A line of JSON for each finding and one at the end. */
export function jsonReporter(): AuditReporter {
  const tell = (line: object) => console.log(JSON.stringify(line));
  let origin = "";
  return {
    note: (message) => tell({ type: "finding", of: "ledger", severity: "note", where: "server", message }),
    finding: (finding, of) =>
      tell({
        type: "finding",
        of,
        ...finding,
        ...(finding.remedy === undefined ? {} : { advice: remedies[finding.remedy] }),
      }),
    progress: () => undefined,
    ledgerDone: (summary) => {
      origin = summary.origin;
    },
    end({ startedAtMs, endedAtMs, findings, failure, ...record }) {
      const seconds = (endedAtMs - startedAtMs) / 1000;
      tell({ type: "summary", origin, ...record, findings: findings.length, seconds });
    },
  };
}

function trusted({ size, atMs, rootHash }: ResumePoint): string {
  const root = Buffer.from(rootHash).toString("hex");
  const at = new Date(atMs).toISOString();
  return `entries before ${size} are not read again: the audit of ${at} found them right, under root ${root}`;
}

function verdict(errors: number): string {
  return errors === 0 ? "all is well" : counted(errors);
}

function counted(findings: number): string {
  return findings === 1 ? "1 finding" : `${findings} findings`;
}
