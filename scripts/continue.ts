/**
 * `npm run continue -- --lost [--origin ORIGIN] [--approvals FILE]…`: after a true loss, founds a log that continues the one
 * in the data folder (`log.continued`), approved by the operators whose keys are here and by the approvals in files.
 * `--propose FILE` writes what is to be approved; `--approve FILE [--keys FOLDER]` prints the approvals of the operators
 * whose keys are in a folder. The server has to be stopped. Exit code 0: done; 2: it could not be done.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type JsonObject, parseJson } from "@/lib/json";
import { parseMembershipRecord } from "@/lib/membership/records";
import { approve, type ContinueOptions, continueLog, propose } from "@/server/backup/continue-log";
import { takeDataFolder } from "@/server/data-folder";
import { type Env, env as readEnv } from "@/server/env";
import { openFileKeystore } from "@/server/keystore/file-keystore";
import { openLedgerReader } from "@/server/ledger/ledger-reader";
import { rebuildMirror } from "@/server/mirror/rebuild";
import { requireLedger, runScript, withDatabase } from "./setup/data-folder";

const usage =
  "usage: npm run continue -- --lost [--origin ORIGIN] [--approvals FILE]… | --propose FILE [--origin ORIGIN] | --approve FILE [--keys FOLDER]";

function readOptions() {
  const { values } = parseArgs({
    options: {
      lost: { type: "boolean", default: false },
      origin: { type: "string" },
      approvals: { type: "string", multiple: true, default: [] },
      propose: { type: "string" },
      approve: { type: "string" },
      keys: { type: "string" },
    },
  });
  const modes = [values.lost, values.propose !== undefined, values.approve !== undefined];
  if (modes.filter(Boolean).length !== 1) throw Object.assign(new Error(usage), { code: "malformed" });
  return values;
}

await runScript(async () => {
  const { origin, approvals, propose: proposal, approve: toApprove, keys } = readOptions();
  const env = readEnv();
  const keystore = await openFileKeystore(keys ?? join(env.dataDir, "keys"));
  if (toApprove !== undefined) {
    const record = parseMembershipRecord(parseJson(await readFile(toApprove, "utf8")));
    if (record.type !== "log.continued") throw new Error(`${toApprove}: expected a proposal of --propose`);
    for (const approval of await approve(keystore, record, Date.now())) console.log(approval);
    return 0;
  }
  requireLedger(env);
  const lock = await takeDataFolder(env.dataDir);
  try {
    const options = {
      dataDir: env.dataDir,
      keystore,
      nowMs: Date.now(),
      ...(origin === undefined ? {} : { origin }),
    };
    if (proposal !== undefined) {
      const { draft } = await propose(options);
      // An approval stands for itself; the record's form asks for one.
      const shown = { ...draft, approvals: ["-"] };
      await writeFile(proposal, `${JSON.stringify(shown, null, 2)}\n`);
      console.log(`${proposal}: for the operators to approve: npm run continue -- --approve ${proposal}`);
      return 0;
    }
    const texts = await Promise.all(approvals.map((path) => readFile(path, "utf8")));
    return await found(env, {
      ...options,
      approvals: texts.flatMap((text) => text.split(/\s+/).filter(Boolean)),
    });
  } finally {
    await lock.release();
  }
});

async function found(env: Env, options: ContinueOptions): Promise<number> {
  const record = await continueLog(options);
  // The rows are those of the old log; what the database has forgotten was counted by its indexes.
  await withDatabase(env, { isRunning: false, migrate: true }, async (sql) => {
    await sql`delete from app.forgotten`;
    const ledger = await openLedgerReader(join(env.dataDir, "ledger"));
    await rebuildMirror({ sql, ledger }).finally(() => ledger.close());
  });
  print(record as unknown as JsonObject | null);
  return 0;
}

function print(record: JsonObject | null): void {
  if (record === null) {
    console.log("the continuation that was cut off is finished");
    return;
  }
  const { origin, vkey, approvals } = record;
  const { origin: before, size } = record.predecessor as JsonObject;
  console.log(`${origin} continues ${before}, of which ${size} entries are there, now under predecessors/`);
  console.log(`its key: ${vkey}`);
  console.log(
    `operators who approved it: ${(approvals as string[]).length}; give witnesses the new key, with npm run witness -- --log`,
  );
}
