/** An erased event's bytes are nowhere in the data folder, Postgres included. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { fromHex, toBase64Url, utf8 } from "@/lib/bytes";
import type { JsonObject } from "@/lib/json";
import { encodeCoseKey } from "@/lib/statement/cose-key";
import { type Closers, makeClosers } from "@/server/closers";
import { claimDataFolder, startEngine } from "@/server/engine";
import { parseEnv } from "@/server/env";
import { auditLedger } from "@/server/ledger/audit";
import { openLedgerReader } from "@/server/ledger/ledger-reader";
import { filesHoldingEach } from "@/server/ledger/testing/erasure";
import { auditMirror } from "@/server/mirror/audit";
import { tableNames } from "@/server/mirror/tables";
import { captureEvents } from "@/server/services/capture/capture-events";
import type { ServiceDeps } from "@/server/services/deps";
import { eraseEvent } from "@/server/services/erasure/erase-event";
import { erasureStatus } from "@/server/services/erasure/erasure-notice";
import { appendMembership } from "@/server/services/membership/append-membership";

const folder = mkdtempSync(join(tmpdir(), "suyuan-erased-"));
const dataDir = join(folder, "data");
const env = parseEnv({ SUYUAN_DATA: dataDir, SUYUAN_SEED: "none", PUBLIC_URL: "http://erased.example" });
const maker = { iss: "https://id.gs1.org/417/9521011000006" };
let closers: Closers = makeClosers();

afterAll(async () => {
  await closers.close(() => undefined);
  rmSync(folder, { recursive: true, force: true });
});

async function open(): Promise<ServiceDeps> {
  closers = makeClosers();
  await claimDataFolder(env, closers);
  return (await startEngine(env, closers, () => undefined)).services;
}

async function admitMaker(deps: ServiceDeps): Promise<void> {
  const operator =
    deps.ledger
      .membership()
      .leaves()
      .find(({ roles }) => roles.includes("operator"))?.iss ?? "";
  const { key } = await deps.keystore.create("maker");
  await appendMembership(deps, operator, {
    type: "member.admitted",
    iss: maker.iss,
    roles: ["manufacturer"],
  });
  const added = { type: "key.added", iss: maker.iss, key: toBase64Url(encodeCoseKey(key)) };
  await appendMembership(deps, operator, added);
}

/** Text that no compressor shortens and nobody else has. */
function distinctive(bytes: number): string {
  return randomBytes(bytes).toString("hex");
}

/** An event with a value of its own wherever the mirror keeps one, and a long one, which Postgres stores apart. */
function tellingEvent() {
  const values = {
    serial: distinctive(9),
    lot: distinctive(9),
    document: distinctive(16),
    device: distinctive(16),
    place: distinctive(16),
    note: distinctive(16),
    long: distinctive(6000),
  };
  const item = `https://id.gs1.org/01/09521011000019`;
  const event: JsonObject = {
    "@context": [
      "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
      { example: "https://example.org/ns/" },
    ],
    type: "ObjectEvent",
    action: "ADD",
    eventTime: "2026-11-20T08:00:00.000+08:00",
    eventTimeZoneOffset: "+08:00",
    epcList: [`${item}/21/${values.serial}`],
    quantityList: [{ epcClass: `${item}/10/${values.lot}`, quantity: 12, uom: "KGM" }],
    bizStep: "commissioning",
    readPoint: { id: `https://example.org/places/${values.place}` },
    bizTransactionList: [{ type: "po", bizTransaction: `https://example.org/orders/${values.document}` }],
    sensorElementList: [
      { sensorReport: [{ type: "Temperature", value: 3.5, uom: "CEL", deviceID: `urn:x:${values.device}` }] },
    ],
    "example:note": values.note,
    "example:long": values.long,
  };
  return { event, values };
}

async function captureOne(deps: ServiceDeps, events: JsonObject[]): Promise<string[]> {
  const document: JsonObject = {
    "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
    type: "EPCISDocument",
    schemaVersion: "2.0",
    creationDate: "2026-11-20T08:00:00.000+08:00",
    epcisBody: { eventList: events },
  };
  return (await captureEvents(deps, maker, document)).events.map(({ id }) => id);
}

/** What to look for of an event: its secret, its hashes, and every distinctive value, the long one in pieces. */
async function tracesOf(
  deps: ServiceDeps,
  id: string,
  { long, ...values }: ReturnType<typeof tellingEvent>["values"],
): Promise<Map<string, Uint8Array>> {
  const [leafIndex = 0, ordinal = 0] = id.split(".").map(Number);
  const { secret } = (await deps.ledger.entry(leafIndex)).trees[ordinal] ?? {};
  const [row] = await deps.sql<{ event_id: string; event_hash: string; content_hash: Uint8Array }[]>`
    select event_id, event_hash, content_hash from mirror.events where leaf_index = ${leafIndex} and ordinal = ${ordinal}`;
  const cbvHash = /sha-256;([0-9a-f]{64})/.exec(row?.event_hash ?? "")?.[1] ?? "";
  const traces = new Map<string, Uint8Array>([
    ["secret", secret ?? new Uint8Array()],
    ["event hash", utf8(cbvHash)],
    ["event hash, raw", fromHex(cbvHash)],
    ["content hash", new Uint8Array(row?.content_hash ?? [])],
  ]);
  for (const [name, value] of Object.entries(values)) traces.set(name, utf8(value));
  for (const at of [0, 6000, 11_900]) traces.set(`long at ${at}`, utf8(long.slice(at, at + 40)));
  for (const [name, bytes] of traces) expect(bytes.length, name).toBeGreaterThan(15);
  return traces;
}

function found(traces: Map<string, Uint8Array>): Promise<Record<string, string[]>> {
  return filesHoldingEach(dataDir, traces);
}

async function forgotten(deps: ServiceDeps, id: string): Promise<void> {
  const state = async () => (await erasureStatus(deps, id)).database?.state;
  await expect.poll(state, { timeout: 60_000, interval: 100 }).toBe("forgotten");
}

function kindsOf(places: Record<string, string[]>): Set<string> {
  return new Set(Object.values(places).flatMap((paths) => paths.map((path) => path.replace(/\/[^/]*$/, ""))));
}

test("an erased event is in no file of the data folder: not its secret, not a value, not a hash of it", async () => {
  let deps = await open();
  await admitMaker(deps);
  // Out of line, but not compressed, so that its bytes can be looked for.
  await deps.sql`alter table mirror.events alter column body set storage external`;
  const [erased, kept] = [tellingEvent(), tellingEvent()];
  const [keptId = "", erasedId = ""] = await captureOne(deps, [kept.event, erased.event]);
  for (let i = 0; i < 30; i++) await captureOne(deps, [tellingEvent().event]);
  await deps.mirror.whenApplied(deps.ledger.head().size);
  for (const table of tableNames) await deps.sql.unsafe(`analyze mirror.${table}`);
  await deps.sql.unsafe("checkpoint");
  // Whole pages go into its log at the first change after a checkpoint.
  await captureOne(deps, [tellingEvent().event]);
  await deps.mirror.whenApplied(deps.ledger.head().size);
  await deps.sql.unsafe("checkpoint");

  const traces = await tracesOf(deps, erasedId, erased.values);
  const keptTraces = await tracesOf(deps, keptId, kept.values);
  const before = await found(traces);
  expect(before.secret).toEqual(["ledger/wal/00000000.seg"]);
  for (const [name, paths] of Object.entries(before))
    if (name !== "event hash, raw") expect(paths, name).not.toEqual([]);
  expect([...kindsOf(before)].sort()).toEqual([
    "ledger/wal",
    expect.stringMatching(/^postgres\/cluster\/base\//),
    "postgres/cluster/pg_wal",
  ]);
  const [{ count: statistics } = { count: 0 }] = await deps.sql<{ count: number }[]>`
    select count(*) from pg_stats where histogram_bounds::text like ${`%${erased.values.place}%`}`;
  expect(statistics).toBeGreaterThan(0);

  const notice = await eraseEvent(deps, maker, { event: erasedId, reason: "data-subject-request" });
  expect(notice).toMatchObject({ event: erasedId, iss: maker.iss, reason: "data-subject-request" });
  await forgotten(deps, erasedId);
  expect((await erasureStatus(deps, erasedId)).database).toMatchObject({ left: [], error: null });
  const nowhere = Object.fromEntries([...traces.keys()].map((name) => [name, []]));
  expect(await found(traces)).toEqual(nowhere);

  // Its sibling is where it was, and the audits agree.
  for (const [name, paths] of Object.entries(await found(keptTraces))) {
    if (name !== "event hash, raw") expect(paths, name).not.toEqual([]);
  }
  const findings: string[] = [];
  await auditMirror(
    deps.sql,
    () => openLedgerReader(join(dataDir, "ledger")),
    ({ kind, message }) => {
      if (kind !== "note") findings.push(message);
    },
  );
  // The audit's own temporary rows are of what is left.
  expect(findings).toEqual([]);

  await closers.close(() => undefined);
  for await (const { severity, message } of auditLedger({ dir: join(dataDir, "ledger") })) {
    if (severity === "error") findings.push(message);
  }
  expect(findings).toEqual([]);
  expect(await found(traces)).toEqual(nowhere);
  deps = await open();
  // Captured again, it is a new event.
  const [again = ""] = await captureOne(deps, [erased.event]);
  expect(again).not.toBe(erasedId);
  await closers.close(() => undefined);
}, 180_000);

test("an erasure that Postgres had not forgotten when the process ended is made good by the next start", async () => {
  let deps = await open();
  const { event, values } = tellingEvent();
  const [id = ""] = await captureOne(deps, [event]);
  await deps.mirror.whenApplied(deps.ledger.head().size);
  await deps.sql.unsafe("checkpoint");
  const traces = await tracesOf(deps, id, values);
  // Nobody forgets here: as if the process had died right after the mirror's commit.
  await deps.forgetter.close();
  await eraseEvent(deps, maker, { event: id, reason: "court-order" });
  expect((await found(traces)).secret).toEqual([]);
  expect((await found(traces)).note).not.toEqual([]);
  await closers.close(() => undefined);
  deps = await open();
  await forgotten(deps, id);
  expect(await found(traces)).toEqual(Object.fromEntries([...traces.keys()].map((name) => [name, []])));
}, 120_000);
