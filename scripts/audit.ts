/**
 * `npm run audit [-- --ledger]`: reads every file of the ledger again, then compares every row of the mirror with it.
 * `--ledger` leaves the mirror out and needs no Postgres. Runs with the server stopped, or beside it.
 * Exit code 0: nothing is wrong; 1: something is; 2: it could not be done.
 */
import { parseArgs } from "node:util";
import { type Env, env as readEnv } from "@/server/env";
import { auditLedger } from "@/server/ledger/audit";
import { openLedgerReader } from "@/server/ledger/ledger-reader";
import { auditMirror } from "@/server/mirror/audit";
import { besideServer, requireLedger, runScript, withDatabase } from "./setup/data-folder";

await runScript(async () => {
  const { values } = parseArgs({ options: { ledger: { type: "boolean", default: false } } });
  const env = readEnv();
  const dir = requireLedger(env);
  return besideServer(env, async (isRunning) => {
    if (isRunning) console.log("the server is running: what it appends from now on is not looked at");
    const ledgerErrors = await auditFiles(dir);
    if (values.ledger) return ledgerErrors > 0 ? 1 : 0;
    const mirrorErrors = await auditRows(env, dir, isRunning);
    return ledgerErrors + mirrorErrors > 0 ? 1 : 0;
  });
});

/** Audits the ledger's files. @returns how many findings are errors */
async function auditFiles(dir: string): Promise<number> {
  const audit = auditLedger({ dir });
  let next = await audit.next();
  for (; !next.done; next = await audit.next()) {
    const { severity, where, message } = next.value;
    console.log(`${severity === "error" ? "WRONG" : "note"}  ${where}: ${message}`);
  }
  const { entries, erasedEvents, checkpointSize, origin, errors } = next.value;
  const erased = erasedEvents === 0 ? "" : `, ${erasedEvents} events erased`;
  console.log(
    `ledger ${origin}: ${entries} entries, checkpoint of ${checkpointSize}${erased}: ${counted(errors)}`,
  );
  return errors;
}

/** Compares the mirror with the ledger. @returns how many findings are errors */
async function auditRows(env: Env, dir: string, isRunning: boolean): Promise<number> {
  let errors = 0;
  try {
    const audit = await withDatabase(env, { isRunning, migrate: false }, (sql) =>
      auditMirror(
        sql,
        () => openLedgerReader(dir),
        ({ kind, message }) => {
          if (kind !== "note") errors++;
          console.log(`${kind === "note" ? "note" : "WRONG"}  ${message}`);
        },
      ),
    );
    console.log(
      `mirror: ${audit.size} of ${audit.ledgerSize} entries, ${audit.rows} rows: ${counted(errors)}`,
    );
  } catch (error) {
    errors++;
    console.log(`WRONG  mirror: could not be compared: ${error instanceof Error ? error.message : error}`);
  }
  return errors;
}

function counted(errors: number): string {
  return errors === 0 ? "all is well" : `${errors} findings`;
}
