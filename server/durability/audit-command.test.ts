/** `npm run audit` and `npm run mirror:rebuild` on the demo world, as an operator runs them. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeClosers } from "@/server/closers";
import { openDatabase, type Sql } from "@/server/db/client";
import { startEmbedded } from "@/server/db/embedded";
import { claimDataFolder, startEngine } from "@/server/engine";
import { parseEnv } from "@/server/env";
import { tableNames, tableShape } from "@/server/mirror/tables";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "suyuan-audit-"));
const dataDir = join(folder, "data");
const env = parseEnv({ SUYUAN_DATA: dataDir, SUYUAN_SEED: "demo", PUBLIC_URL: "http://audit.example" });
const closers = makeClosers();
let live: Sql;

beforeAll(async () => {
  await claimDataFolder(env, closers);
  const { services } = await startEngine(env, closers, () => undefined);
  live = services.sql;
}, 300_000);
afterAll(async () => {
  await closers.close(() => undefined);
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  code: number | null;
  lines: string[];
}

/** Runs a script of package.json by the command that stands there. */
function run(script: "audit" | "mirror-rebuild"): Promise<Ended> {
  return ended(["scripts/run.mjs", script]);
}

function ended(words: string[]): Promise<Ended> {
  const child = spawn(process.execPath, words, {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: "/usr/local/bin:/usr/bin:/bin",
      NODE_ENV: "production",
      SUYUAN_DATA: dataDir,
      SUYUAN_PAGES: "none",
      PORT: "0",
    },
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      text += chunk;
    });
  }
  return new Promise((resolve) => {
    child.once("close", (code) => {
      const lines = text.trimEnd().split("\n");
      resolve({ code, lines: lines.filter((line) => !isProgress(line)) });
    });
  });
}

/** Tells whether a line only says how far an audit has come: a slow machine shows some. */
function isProgress(line: string): boolean {
  return /^(ledger|mirror): \d+ of \d+ entries(?!, \d+ rows)/.test(line);
}

/** One value to change in each table: which column, and to what (SQL of the old value). */
const changes: Record<string, { column: string; to: string }> = {
  entries: { column: "iss", to: "iss || '/x'" },
  events: { column: "biz_step", to: "'changed'" },
  event_epcs: { column: "quantity", to: "quantity + 1" },
  sensor_readings: { column: "value", to: "value + 0.5" },
  lot_relations: { column: "to_epc", to: "to_epc || '9'" },
  lot_origins: { column: "event_time", to: "event_time + interval '1 second'" },
  documents: { column: "id", to: "id || '-1'" },
  parties: { column: "country", to: "'XX'" },
  locations: { column: "latitude", to: "latitude + 0.25" },
  products: { column: "name_en", to: "name_en || '!'" },
  certificates: { column: "standard", to: "standard || ' (2)'" },
};

interface Changed {
  table: string;
  where: string;
  column: string;
  before: string;
  after: string;
}

/** Changes one value in each table, and remembers how it was. */
async function changeOneEach(sql: Sql): Promise<Changed[]> {
  const changed: Changed[] = [];
  for (const table of tableNames) {
    const { column, to } = changes[table] ?? { column: "", to: "" };
    const keys = tableShape(table).primaryKey;
    const [row] = await sql.unsafe(`
      with one as (select ctid, ${column}::text as before from mirror.${table} where ${column} is not null
                   order by md5(${table}::text) limit 1)
      update mirror.${table} t set ${column} = ${to} from one where t.ctid = one.ctid
      returning ${keys.map((key) => `t.${key}::text as ${key}`).join(", ")}, one.before, t.${column}::text as after`);
    const where = keys.map((key) => `${key}=${row?.[key]}`).join(", ");
    changed.push({ table, where, column, before: String(row?.before), after: String(row?.after) });
  }
  return changed;
}

async function undo(sql: Sql, changed: readonly Changed[]): Promise<void> {
  for (const { table, where, column, before } of changed) {
    const condition = where.replace(/=([^,]*)/g, "::text = '$1'").replaceAll(", ", " and ");
    await sql.unsafe(`update mirror.${table} set ${column} = '${before}' where ${condition}`);
  }
}

/** Each change is one line that names table, key, column and both values, and nothing else is found. */
function requireNamed({ code, lines }: Ended, changed: readonly Changed[]): void {
  expect(code, lines.join("\n")).toBe(1);
  const wrong = lines.filter((line) => line.startsWith("WRONG"));
  for (const { table, where, column, before, after } of changed) {
    const found = wrong.find((line) => line.includes(`mirror.${table} (${where}).${column}: `));
    expect(found, `${table} in\n${wrong.join("\n")}`).toContain(JSON.stringify(before));
    expect(found).toContain(JSON.stringify(after));
  }
  expect(wrong).toHaveLength(changed.length);
  expect(lines.at(-1)).toMatch(new RegExp(`^mirror: .*: ${changed.length} findings$`));
}

/** The last two lines count what was looked at. */
function requireClean({ code, lines }: Ended): void {
  expect(code, lines.join("\n")).toBe(0);
  expect(lines.at(-2)).toMatch(
    /^ledger audit\.example\/log: [1-9]\d+ entries, checkpoint of \d+: all is well$/,
  );
  expect(lines.at(-1)).toMatch(/^mirror: (\d+) of \1 entries, [1-9]\d{3,} rows: all is well$/);
}

describe("npm run audit", () => {
  test("beside a running server finds nothing wrong with what is right, and counts it", async () => {
    requireClean(await run("audit"));
  }, 120_000);

  test("beside a running server names table, key, column and both values of every changed row", async () => {
    const changed = await changeOneEach(live);
    requireNamed(await run("audit"), changed);
    await undo(live, changed);
  }, 120_000);

  test("does the same with the server stopped, and nothing is left of it when it is put right", async () => {
    await closers.close(() => undefined);
    const postgres = await startEmbedded(join(dataDir, "postgres"));
    const database = openDatabase(postgres.url, { connectionsMax: 1 });
    const changed = await changeOneEach(database.sql);
    await database.close();
    await postgres.stop();
    requireNamed(await run("audit"), changed);
    const rebuilt = await run("mirror-rebuild");
    expect(rebuilt.code, rebuilt.lines.join("\n")).toBe(1);
    expect(rebuilt.lines.at(-1)).toBe(`equal: no (${changed.length} rows differ)`);
    requireClean(await run("audit"));
    const again = await run("mirror-rebuild");
    expect(again.lines.at(-1)).toBe("equal: yes");
    expect(again.code).toBe(0);
  }, 240_000);

  test("names the damaged file and the offset, as the refusal to start does, in lines without a stack trace", async () => {
    const file = join(dataDir, "ledger", "wal", "00000000.seg");
    const wal = readFileSync(file);
    wal[300] = (wal[300] ?? 0) ^ 1;
    writeFileSync(file, wal);
    const audit = await run("audit");
    expect(audit.code).toBe(1);
    expect(audit.lines[0]).toMatch(/^WRONG {2}\S+00000000\.seg:0: /);
    expect(audit.lines.filter((line) => !/^(WRONG|note|ledger|mirror)\b/.test(line))).toEqual([]);
    const start = await ended(["--import", "tsx", "server/main.ts"]);
    expect(start.code).toBe(1);
    expect(start.lines.at(-1)).toMatch(/^suyuan: \S+00000000\.seg:0: .*npm run audit/);
    expect(start.lines.filter((line) => /^\s+at /.test(line))).toEqual([]);
  }, 120_000);
});
