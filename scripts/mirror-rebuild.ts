/**
 * `npm run mirror:rebuild`: builds the mirror anew from the ledger, compares it with the one that is there, row by row,
 * and puts it in its place. The server has to be stopped. Exit code 0: the rows were equal (or there was nothing to
 * compare); 1: they were not; 2: it could not be done.
 */
import { takeDataFolder } from "@/server/data-folder";
import { env as readEnv } from "@/server/env";
import { openLedgerReader } from "@/server/ledger/ledger-reader";
import { differenceText } from "@/server/mirror/compare-tables";
import { rebuildMirror } from "@/server/mirror/rebuild";
import { requireLedger, runScript, withDatabase } from "./setup/data-folder";

/** Differences printed; the rest is counted. */
const shownMax = 20;

await runScript(async () => {
  const env = readEnv();
  const dir = requireLedger(env);
  const lock = await takeDataFolder(env.dataDir);
  try {
    const ledger = await openLedgerReader(dir);
    const report = await withDatabase(env, { isRunning: false, migrate: true }, (sql) =>
      rebuildMirror({ sql, ledger, onProgress: showProgress }),
    ).finally(() => ledger.close());
    const { rows, size, buildSeconds, compareSeconds, isEqual, differences } = report;
    for (const [table, count] of Object.entries(rows)) console.log(`${table.padEnd(16)} ${count} rows`);
    console.log(
      `${size} entries in ${buildSeconds.toFixed(1)} s, compared in ${compareSeconds.toFixed(1)} s`,
    );
    for (const difference of differences.slice(0, shownMax)) console.log(differenceText(difference));
    if (differences.length > shownMax) console.log(`… and ${differences.length - shownMax} more`);
    console.log(`equal: ${verdict(isEqual, differences)}`);
    return isEqual === false ? 1 : 0;
  } finally {
    await lock.release();
  }
});

function verdict(isEqual: boolean | null, differences: { table: string; key: unknown }[]): string {
  if (isEqual === null) return "not compared: the old mirror was of another log";
  if (isEqual) return "yes";
  const rows = new Set(differences.map(({ table, key }) => JSON.stringify([table, key])));
  return `no (${rows.size} rows differ)`;
}

function showProgress(size: number, of: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${size} of ${of} entries${size === of ? "\n" : ""}`);
}
