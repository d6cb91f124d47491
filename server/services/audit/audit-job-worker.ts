/** The thread behind `AuditJob`. */
import { setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { sodiumSuite } from "@/server/crypto/sodium-suite";
import { openDatabase } from "@/server/db/client";
import { auditFolder, resumePoint } from "@/server/ledger/audit/audit-record";
import { type AuditJobMessage, type AuditJobScope, ledgerFolder } from "./audit-job";
import { runAudit } from "./run-audit";

const { dataDir, databaseUrl, isResumed } = workerData as AuditJobScope;
const tellEveryMs = 200;

// On Linux a priority is a thread's: this one takes what others leave. Elsewhere it would be the whole process's.
if (process.platform === "linux") setPriority(0, 19);

let errors = 0;
let toldAtMs = 0;

function tell(message: AuditJobMessage): void {
  parentPort?.postMessage(message);
}

const since = isResumed ? resumePoint(auditFolder(dataDir)) : null;
try {
  await runAudit({
    dir: ledgerFolder(dataDir),
    recordFolder: auditFolder(dataDir),
    threads: 0,
    suite: sodiumSuite,
    ...(since === null ? {} : { since }),
    withMirror: async (use) => {
      const database = openDatabase(databaseUrl, { connectionsMax: 2 });
      return use(database.sql).finally(() => database.close());
    },
    onFinding: ({ severity }) => {
      if (severity === "error") errors++;
    },
    onProgress: (progress) => {
      if (performance.now() - toldAtMs < tellEveryMs) return;
      toldAtMs = performance.now();
      tell({ kind: "progress", progress, errors });
    },
  });
} catch (error) {
  tell({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
}
