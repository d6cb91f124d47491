/**
 * `npm run audit [-- --ledger] [--since SIZE|last] [--root HEX] [--threads N] [--json]`: reads every file of the ledger
 * again, then compares every row of the mirror with it. Runs with the server stopped, or beside it.
 *
 * `--ledger` leaves the mirror out and needs no Postgres. `--since` goes on where an earlier audit ended (the last one
 * that found nothing wrong, at most SIZE entries): what that one checked is believed, and the tree of today must begin
 * with the one it saw; `last` takes whatever there is. `--root` (with `--since SIZE`) is the root hash the log had at SIZE,
 * known from elsewhere, such as a checkpoint or a witness. `--threads`: one for each core, unless told otherwise; 0 works
 * in the main thread.
 * `--json` writes a line for each finding, `{"type":"finding","of":"ledger"|"mirror","severity":"error"|"note","where",
 * "message","remedy"?,"advice"?}`, and one at the end, `{"type":"summary","origin","from","to","checkpointSize",
 * "erasedEvents","mirrorRows","errors","findings","seconds"}`, and nothing else, on stdout.
 *
 * Exit code 0: nothing is wrong; 1: something is; 2: it could not be done.
 */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { fromHex } from "@/lib/bytes";
import { DomainError } from "@/lib/errors";
import { type Env, env as readEnv } from "@/server/env";
import { auditFolder, resumePoint } from "@/server/ledger/audit/audit-record";
import type { ResumePoint } from "@/server/ledger/audit/resume";
import { runAudit } from "@/server/services/audit/run-audit";
import { jsonReporter, lineReporter } from "./setup/audit-reporter";
import { besideServer, requireLedger, runScript, withDatabase } from "./setup/data-folder";

interface Options {
  ledger: boolean;
  json: boolean;
  since: string | undefined;
  root: string | undefined;
  threads: string;
}

await runScript(async () => {
  const options = readOptions();
  const env = readEnv();
  const dir = requireLedger(env);
  const since = options.since === undefined ? null : sinceOf(env, options.since);
  const knownRoots = knownRootsOf(options);
  const reporter = options.json ? jsonReporter() : lineReporter({ since });
  return besideServer(env, async (isRunning) => {
    if (isRunning) reporter.note("the server is running: what it appends from now on is not looked at");
    const { record, mirror } = await runAudit({
      dir,
      recordFolder: auditFolder(env.dataDir),
      threads: Number(options.threads),
      ...(since === null ? {} : { since }),
      knownRoots,
      withMirror: options.ledger ? null : (use) => withDatabase(env, { isRunning, migrate: false }, use),
      onFinding: reporter.finding,
      onProgress: reporter.progress,
      onLedgerDone: reporter.ledgerDone,
    });
    reporter.end(record, mirror);
    return record.errors > 0 ? 1 : 0;
  });
});

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      ledger: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      since: { type: "string" },
      root: { type: "string" },
      threads: { type: "string", default: String(availableParallelism()) },
    },
  });
  if (!/^\d{1,3}$/.test(values.threads)) throw wrong("--threads", "a number", values.threads);
  return { ...values, since: values.since, root: values.root };
}

/** Finds where to go on. */
function sinceOf(env: Env, text: string): ResumePoint | null {
  const most = text === "last" ? Number.MAX_SAFE_INTEGER : Number(text);
  if (!Number.isSafeInteger(most) || most < 0) throw wrong("--since", "a size or last", text);
  const point = resumePoint(auditFolder(env.dataDir));
  if (point !== null && point.size <= most) return point;
  if (text === "last") return null;
  const found = point === null ? "none" : `one of ${point.size}`;
  throw wrong("--since", `an earlier audit of at most ${most} entries that ended well`, found);
}

function knownRootsOf({ since, root }: Options) {
  if (root === undefined) return [];
  const size = Number(since);
  if (!Number.isSafeInteger(size) || !/^[0-9a-f]{64}$/i.test(root)) {
    throw wrong("--root", "64 hexadecimal digits, beside --since SIZE", root);
  }
  return [{ size, rootHash: fromHex(root), where: "--root" }];
}

function wrong(option: string, expected: string, got: string): DomainError {
  return new DomainError("malformed", `${option}: expected ${expected}, got ${got}`);
}
