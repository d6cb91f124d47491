/**
 * `npm run restore -- DIR [--generation G] [--to FOLDER] [--replace] [--keys FOLDER] [--erasures URL|FILE]…`: puts a backup
 * back as a data folder (SUYUAN_DATA unless --to). Exit code 0: restored; 2: it could not be, and the target is as it was.
 */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { fetchErasures, parseErasureList } from "@/server/backup/newer-erasures";
import { type RestoreReport, restore } from "@/server/backup/restore";
import { env as readEnv } from "@/server/env";
import type { EventPlace } from "@/server/ledger/erasure/wal-copy";
import { runScript } from "./setup/data-folder";

const usage =
  "usage: npm run restore -- DIR [--generation G] [--to FOLDER] [--replace] [--keys FOLDER] [--erasures URL|FILE]…";

function readOptions() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      generation: { type: "string" },
      to: { type: "string" },
      replace: { type: "boolean", default: false },
      keys: { type: "string" },
      erasures: { type: "string", multiple: true, default: [] },
    },
  });
  const [from] = positionals;
  const { generation, to, replace, keys, erasures } = values;
  const isNumber = generation === undefined || /^\d+$/.test(generation);
  if (from === undefined || positionals.length > 1 || !isNumber) {
    throw Object.assign(new Error(usage), { code: "malformed" });
  }
  return {
    from: resolve(from),
    ...(generation === undefined ? {} : { generation: Number(generation) }),
    ...(to === undefined ? {} : { to: resolve(to) }),
    ...(keys === undefined ? {} : { keysFrom: resolve(keys) }),
    mayReplace: replace,
    erasures,
  };
}

/** Reads one source of newer erasures: an address of the log, or a file with a list. */
async function erasuresOf(source: string, dir: string): Promise<EventPlace[]> {
  if (/^https?:/.test(source)) return fetchErasures(source.replace(/\/$/, ""), dir);
  return parseErasureList(await readFile(source, "utf8"));
}

await runScript(async () => {
  const { erasures, ...options } = readOptions();
  const { dataDir, databaseUrl } = readEnv();
  const report = await restore({
    to: dataDir,
    ...options,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    newerErasures: async (dir) =>
      (await Promise.all(erasures.map((source) => erasuresOf(source, dir)))).flat(),
    onProgress: ({ copiedFiles, copiedBytes }) => {
      if (!process.stderr.isTTY) return;
      process.stderr.write(`\r\x1b[K${copiedFiles} files, ${(copiedBytes / 1e6).toFixed(1)} MB`);
    },
  });
  if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  print(report, options.to ?? dataDir);
  return 0;
});

function print({ manifest, checkpointSize, erased, aside, hasKeys }: RestoreReport, to: string): void {
  const { generation, size, log, startedAt } = manifest;
  console.log(`generation ${generation} of ${startedAt} is now ${to}`);
  console.log(
    `${size} entries of ${log.origin}, the checkpoint of ${checkpointSize}; every file is as backed up`,
  );
  if (erased.length > 0) console.log(`erased since the backup, and gone here too: ${erased.join(", ")}`);
  if (aside !== null) console.log(`what was there is now ${aside}`);
  if (!hasKeys) console.log(`no keys are in it: put them in ${to}/keys before the first start`);
  console.log(
    "If anything was appended after this backup, that history is lost: a start that asks witnesses will refuse. " +
      "Then restore a newer copy, or found a log that continues this one (npm run continue).",
  );
}
