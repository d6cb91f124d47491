/**
 * `npm run backup -- DIR [--keep 7] [--without-keys] [--full]`: the next generation in DIR, beside the running server or
 * without one, checked when it is written. It holds ledger, settings, policy, schema `app` and, unless told otherwise,
 * the private keys: without the log's key a restored log can never go on. Exit code 0: whole; 2: it could not be done.
 */
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type BackUpReport, backUp } from "@/server/backup/back-up";
import type { DraftCounts } from "@/server/backup/draft";
import { env as readEnv } from "@/server/env";
import { besideServer, requireLedger, runScript, withDatabase } from "./setup/data-folder";

const usage = "usage: npm run backup -- DIR [--keep 7] [--without-keys] [--full]";

function readOptions() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      keep: { type: "string", default: "7" },
      "without-keys": { type: "boolean", default: false },
      full: { type: "boolean", default: false },
    },
  });
  const [to] = positionals;
  const keep = Number(values.keep);
  if (to === undefined || positionals.length > 1 || !(Number.isInteger(keep) && keep >= 1)) {
    throw Object.assign(new Error(usage), { code: "malformed" });
  }
  return { to: resolve(to), keep, hasKeys: !values["without-keys"], isFull: values.full };
}

await runScript(async () => {
  const options = readOptions();
  const env = readEnv();
  requireLedger(env);
  const startedMs = Date.now();
  const report = await besideServer(env, (isRunning) =>
    withDatabase(env, { isRunning, migrate: false }, (sql) =>
      backUp({
        ...options,
        sql,
        dataDir: env.dataDir,
        policyPath: env.policyPath ?? join(env.dataDir, "policy"),
        onProgress: showProgress,
        onNotice: (line) => console.log(line),
      }),
    ),
  );
  if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  print(report, (Date.now() - startedMs) / 1000);
  return 0;
});

let shownMs = 0;

function showProgress(step: string, { copiedFiles, copiedBytes, linkedFiles }: DraftCounts): void {
  if (!process.stderr.isTTY || Date.now() - shownMs < 200) return;
  shownMs = Date.now();
  process.stderr.write(`\r\x1b[K${step}: ${copiedFiles} files, ${size(copiedBytes)}, ${linkedFiles} linked`);
}

function print({ manifest, folder, counts, checkpointSize, removed }: BackUpReport, seconds: number): void {
  const { copiedFiles, copiedBytes, linkedFiles, linkedBytes } = counts;
  const rows = manifest.app.tables.reduce((sum, table) => sum + table.rows, 0);
  console.log(`generation ${manifest.generation} in ${folder}`);
  console.log(
    `covers ${manifest.size} entries of ${manifest.log.origin}, the checkpoint of ${checkpointSize}, ` +
      `${rows} rows of schema app, as of ${manifest.startedAt} or later`,
  );
  console.log(
    `copied ${copiedFiles} files, ${size(copiedBytes)}; ${linkedFiles} files, ${size(linkedBytes)} are those of the generation before`,
  );
  console.log(
    `checked in ${seconds.toFixed(1)} s with the copying: what was written was read back, its tiles hashed again, its root is the checkpoint's`,
  );
  if (removed.length > 0) console.log(`removed generation ${removed.join(", ")}`);
  console.log(
    manifest.hasKeys
      ? "it holds the private keys of the log and its members: keep it as you keep them"
      : "it holds no keys: without the keys folder, kept elsewhere, the restored log can be read and never go on",
  );
}

function size(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(0)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
