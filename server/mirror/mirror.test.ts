import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { statementTypes } from "@/lib/statement/statement";
import { createTestDatabase, type TestDatabase } from "@/server/db/testing";
import { type Mirror, startMirror } from "./applier";
import { auditMirror, type MirrorFinding } from "./audit";
import { rebuildMirror } from "./rebuild";
import { type TableName, tableNames } from "./tables";
import { MemoryLedger } from "./testing/memory-ledger";
import { randomOf, sampleEvent, sampleRecords } from "./testing/sample-events";

// Each test audits or rebuilds several times.
vi.setConfig({ testTimeout: 120_000 });

let database: TestDatabase;
const mirrors: Mirror[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await Promise.all(mirrors.map((mirror) => mirror.close()));
  await database.close();
});

beforeEach(async () => {
  await Promise.all(mirrors.splice(0).map((mirror) => mirror.close()));
  for (const table of [...tableNames, "state"]) await database.sql`truncate mirror.${database.sql(table)}`;
});

async function start(
  ledger: MemoryLedger,
  more: Partial<Parameters<typeof startMirror>[0]> = {},
): Promise<Mirror> {
  const mirror = await startMirror({ sql: database.sql, ledger, ...more });
  mirrors.push(mirror);
  return mirror;
}

/** A log of everything: captures of one to four events, records, a foreign record, membership, erasures. */
function filledLedger(seed: number, entries = 60): MemoryLedger {
  const ledger = new MemoryLedger();
  const random = randomOf(seed);
  ledger.clear("https://log.example", statementTypes.membership, {
    type: "log.founded",
    origin: "log.example",
  });
  let n = 0;
  for (let i = 1; i < entries; i++) {
    if (i % 10 === 3) {
      ledger.record(i % 20 === 3 ? "https://one.example" : "https://two.example", sampleRecords);
    } else {
      const count = 1 + Math.floor(random() * 4);
      const events = Array.from({ length: count }, () => sampleEvent(n++, random, { readings: 5 }));
      ledger.capture(random() < 0.5 ? "https://one.example" : "https://two.example", events);
    }
    if (i % 25 === 24) eraseEvent(ledger, i - 5);
  }
  return ledger;
}

function eraseEvent(ledger: MemoryLedger, leafIndex: number): void {
  ledger.erase(leafIndex, 0);
  ledger.clear("https://log.example", statementTypes.erasure, {
    type: "event.erased",
    event: `${leafIndex}.0`,
    reason: "request",
  });
}

async function findings(ledger: MemoryLedger): Promise<MirrorFinding[]> {
  const found: MirrorFinding[] = [];
  await auditMirror(
    database.sql,
    async () => ledger,
    (finding) => found.push(finding),
  );
  return found.filter(({ kind }) => kind !== "note");
}

describe("applier", () => {
  test("applies everything that is there and everything that is appended later, and tells what it touched", async () => {
    const ledger = filledLedger(1);
    const mirror = await start(ledger);
    await mirror.whenApplied(ledger.head().size);
    const touched: string[] = [];
    mirror.onApplied(({ epcs, ids }) => touched.push(...epcs, ...ids));
    const index = ledger.capture("https://one.example", [
      {
        type: "ObjectEvent",
        action: "ADD",
        eventTime: "2026-01-01T00:00:00Z",
        epcList: ["https://id.gs1.org/01/09521234543213/21/x"],
        ilmd: { "cbvmda:lotNumber": "A/1" },
        readPoint: { id: "https://id.gs1.org/414/9520000000001" },
      },
    ]);
    await mirror.whenApplied(index + 1);
    expect(mirror.appliedSize()).toBe(index + 1);
    expect(touched).toEqual(
      expect.arrayContaining([
        "https://id.gs1.org/01/09521234543213/21/x",
        "https://id.gs1.org/01/09521234543213/10/A%2F1",
        "https://id.gs1.org/414/9520000000001",
        `${index}.0`,
      ]),
    );
    expect(await findings(ledger)).toEqual([]);
  });

  test("killed at any point and started again, it ends with the rows that a rebuild gives", async () => {
    const ledger = filledLedger(2, 40);
    const random = randomOf(99);
    let more = 0;
    for (let round = 0; round < 12; round++) {
      const mirror = await start(ledger, {
        beforeCommit: () => {
          if (random() < 0.6) throw new Error("killed");
        },
      });
      ledger.capture("https://one.example", [sampleEvent(1000 + more++, random)]);
      await mirror.whenApplied(ledger.head().size).catch(() => {});
      await mirror.close();
    }
    const mirror = await start(ledger);
    await mirror.whenApplied(ledger.head().size);
    const report = await rebuildMirror({ sql: database.sql, ledger });
    expect(report.differences).toEqual([]);
    expect(report.isEqual).toBe(true);
    for (const table of tableNames) expect(report.rows[table], table).toBeGreaterThan(0);
  });

  test("stops at a row that the database refuses, says so, and goes on after a restart", async () => {
    const ledger = filledLedger(3, 10);
    await database.sql`alter table mirror.documents add constraint refused check (id <> 'https://refused.example')`;
    const first = await start(ledger);
    await first.whenApplied(ledger.head().size);
    ledger.capture("https://one.example", [
      {
        type: "ObjectEvent",
        action: "ADD",
        eventTime: "2026-01-01T00:00:00Z",
        bizTransactionList: [{ bizTransaction: "https://refused.example" }],
      },
    ]);
    await expect(first.whenApplied(ledger.head().size)).rejects.toMatchObject({ code: "unavailable" });
    expect(first.status()).toMatchObject({ state: "stopped", error: expect.stringContaining("refused") });
    await database.sql`alter table mirror.documents drop constraint refused`;
    const second = await start(ledger);
    await second.whenApplied(ledger.head().size);
    expect(await findings(ledger)).toEqual([]);
  });

  test("refuses a mirror of another log, and one whose watermark was changed", async () => {
    const ledger = filledLedger(4, 30);
    const mirror = await start(ledger);
    await mirror.whenApplied(ledger.head().size);
    await mirror.close();
    const other = filledLedger(5, 60);
    await expect(start(other)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("mirror:rebuild"),
    });
    await expect(start(filledLedger(5, 10))).rejects.toMatchObject({ code: "conflict" });
    await database.sql`update mirror.state set applied_size = applied_size - 1`;
    await expect(start(ledger)).rejects.toMatchObject({ code: "conflict" });
    const report = await rebuildMirror({ sql: database.sql, ledger: other });
    expect(report.isEqual).toBe(null);
    await (await start(other)).whenApplied(other.head().size);
    expect(await findings(other)).toEqual([]);
  });

  test("forgets an event that is erased after it was applied, and what its record said", async () => {
    const ledger = filledLedger(6, 30);
    const mirror = await start(ledger);
    await mirror.whenApplied(ledger.head().size);
    const record = 3;
    const [party] = await database.sql`select leaf_index from mirror.parties`;
    expect(party).toBeDefined();
    for (const index of [4, record]) eraseEvent(ledger, index);
    await mirror.whenApplied(ledger.head().size);
    const [row] = await database.sql`select * from mirror.events where leaf_index = 4 and ordinal = 0`;
    expect(row).toMatchObject({ is_erased: true, body: null, event_time: null, content_hash: null });
    expect(await findings(ledger)).toEqual([]);
    expect((await rebuildMirror({ sql: database.sql, ledger })).differences).toEqual([]);
  });

  test("holds what no column was made for: NUL, texts longer than an index entry, impossible times", async () => {
    const ledger = new MemoryLedger();
    const long = "x".repeat(5000);
    ledger.capture("https://one.example", [
      {
        type: `Object\u0000Event${long}`,
        action: "ADD\u0000\\\t\n\r",
        eventTime: "2026-02-30T00:00:00Z",
        epcList: [`https://example.com/${long}`, `https://example.com/${long}y`, "urn:x:\\.\u0000"],
        readPoint: { id: `https://example.com/${"草".repeat(2000)}` },
        bizTransactionList: [{ type: long, bizTransaction: `urn:${long}` }],
        "ex\u0000:a": ["\u0000", { b: 1e-300, c: 1.7976931348623157e308 }],
        ilmd: { "cbvmda:lotNumber": long },
        sensorElementList: [
          { sensorReport: [{ type: long, time: "9999-12-31T23:59:59-14:00", value: 5e-324 }] },
        ],
      },
      { type: "AggregationEvent" },
      {},
    ]);
    const mirror = await start(ledger);
    await mirror.whenApplied(1);
    expect(await findings(ledger)).toEqual([]);
    expect((await rebuildMirror({ sql: database.sql, ledger })).isEqual).toBe(true);
  });
});

describe("master data", () => {
  const described = (name: string) => [
    { type: "party.described", id: "https://p.example", name: { en: name } },
  ];

  test("shows the newest record of the first describer, however the log is cut into batches", async () => {
    const ledger = new MemoryLedger();
    const mirror = await start(ledger);
    ledger.record("https://one.example", described("first"));
    await mirror.whenApplied(1);
    ledger.record("https://two.example", described("somebody else's"));
    await mirror.whenApplied(2);
    ledger.record("https://one.example", described("second"));
    ledger.record("https://one.example", described("third"));
    ledger.record("https://two.example", described("somebody else's again"));
    await mirror.whenApplied(5);
    const rows = await database.sql`select name_en, leaf_index, iss from mirror.parties`;
    expect([...rows]).toEqual([{ name_en: "third", leaf_index: 3, iss: "https://one.example" }]);
    expect((await rebuildMirror({ sql: database.sql, ledger })).isEqual).toBe(true);
    const notes: string[] = [];
    await auditMirror(
      database.sql,
      async () => ledger,
      ({ message }) => notes.push(message),
    );
    expect(notes).toHaveLength(2);
    expect(notes[0]).toContain(
      "record 1.0 (party.described of https://p.example) by https://two.example has no effect",
    );
  });
});

describe("audit", () => {
  /** For each table: a column, and SQL that changes it. */
  const changes: Record<TableName, [column: string, sql: string]> = {
    entries: ["size_bytes", "size_bytes + 1"],
    events: ["body", `jsonb_set(body, '{bizStep}', '"receiving"')`],
    event_epcs: ["quantity", "coalesce(quantity, 0) + 1e-9"],
    sensor_readings: ["value", "value + 0.1"],
    lot_relations: ["to_epc", "to_epc || 'x'"],
    lot_origins: ["best_before", "'2099-01-01'"],
    documents: ["id", "lower(id) || 'x'"],
    parties: ["name_en", "'Rainy Hill Farm'"],
    locations: ["latitude", "latitude + 1"],
    products: ["maximum_temperature", "8"],
    certificates: ["valid_until", "valid_until + interval '1 year'"],
  };

  test("names table, key, column and both values of one changed cell in each table", async () => {
    const ledger = filledLedger(7);
    await (await start(ledger)).whenApplied(ledger.head().size);
    const { sql } = database;
    for (const table of tableNames) {
      const [column, change] = changes[table];
      const where = table === "events" ? "where event_time is not null" : "";
      await sql.unsafe(`create table backup as select * from mirror.${table}`);
      await sql.unsafe(
        `update mirror.${table} set ${column} = ${change} where ctid = (select ctid from mirror.${table} ${where} offset 1 limit 1) or ctid = (select ctid from mirror.${table} ${where} limit 1) and (select count(*) from mirror.${table}) = 1`,
      );
      const found = await findings(ledger);
      expect(found, table).toHaveLength(1);
      expect(found[0], table).toMatchObject({
        kind: "difference",
        difference: { table, kind: "changed", column },
      });
      expect(found[0]?.message).toMatch(
        new RegExp(`^mirror\\.${table} \\(.*\\)\\.${column}: .*ledger says .*, mirror says `),
      );
      await sql.unsafe(`truncate mirror.${table}`);
      await sql.unsafe(`insert into mirror.${table} select * from backup`);
      await sql.unsafe("drop table backup");
    }
    expect(await findings(ledger)).toEqual([]);
  });

  test("finds missing and extra rows in each table, and a false watermark", async () => {
    const ledger = filledLedger(8);
    await (await start(ledger)).whenApplied(ledger.head().size);
    const { sql } = database;
    for (const table of tableNames) {
      const key = tableNames.indexOf(table) < 7 ? "leaf_index" : "id";
      const other = key === "leaf_index" ? "100000" : "'https://nowhere.example'";
      await sql.unsafe(`create table backup as select * from mirror.${table} limit 1`);
      await sql.unsafe(
        `update mirror.${table} set ${key} = ${other} where ctid = (select ctid from mirror.${table} limit 1)`,
      );
      const kinds = (await findings(ledger)).map(
        (finding) => finding.kind === "difference" && finding.difference.kind,
      );
      expect(kinds.sort(), table).toEqual(["extra", "missing"]);
      await sql.unsafe(`delete from mirror.${table} where ${key} = ${other}`);
      await sql.unsafe(`insert into mirror.${table} select * from backup`);
      await sql.unsafe("drop table backup");
    }
    await sql`update mirror.state set root_hash = decode(repeat('00', 32), 'hex')`;
    expect((await findings(ledger)).map(({ kind }) => kind)).toEqual(["watermark"]);
  });
});

describe("rebuild", () => {
  test("reports what was changed, puts it right, and keeps every index and key under its name", async () => {
    const ledger = filledLedger(9);
    const mirror = await start(ledger);
    await mirror.whenApplied(ledger.head().size);
    const { sql } = database;
    const indexes = () =>
      sql`select indexname, indexdef from pg_indexes where schemaname = 'mirror' order by 1`;
    const columns = () =>
      sql`select table_name, column_name, data_type, is_nullable, collation_name, column_default from information_schema.columns where table_schema = 'mirror' order by 1, 2`;
    const before = [[...(await indexes())], [...(await columns())]];
    await sql`update mirror.products set name_en = 'x'`;
    const report = await rebuildMirror({ sql, ledger });
    expect(report.isEqual).toBe(false);
    expect(report.differences).toMatchObject([{ table: "products", column: "name_en", mirrorValue: "x" }]);
    expect([[...(await indexes())], [...(await columns())]]).toEqual(before);
    ledger.capture("https://one.example", [sampleEvent(5, randomOf(1))]);
    await mirror.whenApplied(ledger.head().size);
    expect(await findings(ledger)).toEqual([]);
  });

  test("runs beside an applier that goes on", async () => {
    const ledger = filledLedger(10, 80);
    const mirror = await start(ledger);
    const random = randomOf(5);
    const timer = setInterval(() => ledger.capture("https://one.example", [sampleEvent(7, random)]), 5);
    const report = await rebuildMirror({ sql: database.sql, ledger }).finally(() => clearInterval(timer));
    expect(report.isEqual).toBe(true);
    await mirror.whenApplied(ledger.head().size);
    expect(mirror.status()).toEqual({ state: "running" });
    expect(await findings(ledger)).toEqual([]);
  });
});
