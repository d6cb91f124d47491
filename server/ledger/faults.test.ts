import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { toHex } from "@/lib/bytes";
import { auditLedger } from "./audit";
import type { Admitted, Ledger } from "./ledger";
import { type Call, type Fate, faultyFiles, systemError } from "./testing/faults";
import { admitMaker, capture, openWorld, smallSettings, temporaryFolder } from "./testing/world";

let dir = "";
let remove = async () => {};
beforeEach(async () => {
  ({ dir, remove } = await temporaryFolder());
});
afterEach(() => remove());

/** What a dead process leaves: its lock goes as it would be seen stale. */
async function bury(): Promise<void> {
  const names = (await readdir(dir)).filter((name) => name.startsWith("lock"));
  await Promise.all(names.map((name) => rm(join(dir, name))));
}

async function auditErrors(): Promise<string[]> {
  const errors: string[] = [];
  for await (const { severity, where, message } of auditLedger({ dir })) {
    if (severity === "error") errors.push(`${where}: ${message}`);
  }
  return errors;
}

/** Opens a ledger whose first failure kills it: from then on every call fails, as for a process that is gone. */
async function openMortal(fateOf: (call: Call) => Fate) {
  const deaths: unknown[] = [];
  const { files, closeAll } = faultyFiles((call) => (deaths.length > 0 ? systemError("EIO") : fateOf(call)));
  const fatal = (error: unknown): never => {
    deaths.push(error);
    throw error;
  };
  const notices: string[] = [];
  const onNotice = (line: string) => notices.push(line);
  const ledger = await openWorld(dir, { files, fatal, onNotice }).catch((error: unknown) => {
    deaths.push(error);
    return null;
  });
  return { ledger, deaths, notices, closeAll };
}

test("a failed write, a short write and a failed fdatasync of a batch are fatal, and nobody is told of the batch", async () => {
  for (const [operation, fate] of [
    ["write", systemError("EIO")],
    ["write", "short"],
    ["write", systemError("ENOSPC")],
    ["datasync", systemError("EIO")],
  ] as const) {
    let armed = false;
    const isHit = (call: Call) => armed && call.operation === operation && call.path.endsWith(".seg");
    const { ledger, deaths, closeAll } = await openMortal((call) => (isHit(call) ? fate : null));
    if (ledger === null) throw new Error("expected it to open");
    await admitMaker(ledger).catch(() => undefined);
    armed = true;
    await expect(ledger.append(capture(1))).rejects.toThrow();
    expect(deaths).toHaveLength(1);
    await expect(ledger.append(capture(2))).rejects.toMatchObject({ code: "unavailable" });
    await closeAll();
    await bury();
    const again = await openWorld(dir);
    await again.close();
    expect(await auditErrors()).toEqual([]);
    await rm(dir, { recursive: true });
  }
});

test("a failed write or sync of the head is fatal before the checkpoint is published", async () => {
  for (const operation of ["write", "datasync"] as const) {
    let armed = false;
    const isHit = (call: Call) => armed && call.operation === operation && /head\.[ab]$/.test(call.path);
    const { ledger, deaths, closeAll } = await openMortal((call) =>
      isHit(call) ? systemError("EIO") : null,
    );
    if (ledger === null) throw new Error("expected it to open");
    await ledger.whenPublished(1);
    armed = true;
    const published = ledger.published().size;
    await admitMaker(ledger).catch(() => undefined);
    await expect.poll(() => deaths.length).toBeGreaterThan(0);
    expect(ledger.published().size).toBe(published);
    await closeAll();
    await bury();
    await rm(dir, { recursive: true });
  }
});

test("a full disk met while preparing the next segment refuses captures, leaves reads, and passes", async () => {
  let isFull = false;
  const isSpare = (call: Call) => isFull && call.operation === "write" && call.path.endsWith("spare");
  const { ledger, deaths, notices, closeAll } = await openMortal((call) =>
    isSpare(call) ? systemError("ENOSPC") : null,
  );
  if (ledger === null) throw new Error("expected it to open");
  await admitMaker(ledger);
  isFull = true;
  const receipts: Admitted[] = [];
  const fill = async (): Promise<never> => {
    for (;;) receipts.push(await ledger.append(capture(receipts.length)));
  };
  await expect(fill()).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("full disk"),
  });
  expect(notices).toContainEqual(expect.stringContaining("captures are refused, reads go on"));
  for (const receipt of receipts) {
    expect(toHex((await ledger.entry(receipt.leafIndex)).leafHash)).toBe(toHex(receipt.leafHash));
  }
  await expect(ledger.append(capture(0))).rejects.toMatchObject({ code: "unavailable" });
  isFull = false;
  await expect
    .poll(() => ledger.append(capture(0)).catch(() => null), { timeout: 5000, interval: 100 })
    .not.toBeNull();
  expect(ledger.head().size).toBe((receipts.at(-1)?.leafIndex ?? 0) + 2);
  await ledger.close();
  await closeAll();
  expect(deaths).toEqual([]);
  expect(await auditErrors()).toEqual([]);
});

test("a full disk behind the commit delays tiles, and nothing else", async () => {
  let isFull = false;
  const isTile = (call: Call) => isFull && /tile|payload|secrets/.test(call.path);
  const { ledger, deaths, notices, closeAll } = await openMortal((call) =>
    isTile(call) ? systemError("ENOSPC") : null,
  );
  if (ledger === null) throw new Error("expected it to open");
  await admitMaker(ledger);
  isFull = true;
  const receipts = await Promise.all(Array.from({ length: 300 }, (_, n) => ledger.append(capture(n))));
  await ledger.whenPublished(receipts.at(-1)?.leafIndex ?? 0);
  await expect.poll(() => notices).toContainEqual(expect.stringContaining("tiles wait"));
  isFull = false;
  await expect
    .poll(() => readdir(join(dir, "tile", "0")).catch(() => []), { timeout: 5000 })
    .toEqual(["000"]);
  await ledger.close();
  await closeAll();
  expect(deaths).toEqual([]);
  expect(await auditErrors()).toEqual([]);
});

/** Appends a few hundred captures; remembers what was acknowledged. */
async function work(ledger: Ledger, acknowledged: Admitted[]): Promise<void> {
  await admitMaker(ledger);
  for (let round = 0; round < 3; round++) {
    const batch = Array.from({ length: 100 }, (_, n) => ledger.append(capture(n)));
    const outcomes = await Promise.allSettled(batch);
    for (const outcome of outcomes) if (outcome.status === "fulfilled") acknowledged.push(outcome.value);
    if (outcomes.some((outcome) => outcome.status === "rejected")) return;
  }
  await ledger.close();
}

test("whichever call fails, no acknowledged entry is lost and the audit is clean", async () => {
  const settings = { ...smallSettings, walSegmentBytes: 128 << 10 };
  let calls = 0;
  const counting = faultyFiles(() => {
    calls++;
    return null;
  });
  await work(await openWorld(dir, { files: counting.files, settings }), []);
  await counting.closeAll();
  await rm(dir, { recursive: true });
  expect(calls).toBeGreaterThan(100);
  // Every 47th, an odd stride: the calls recur with each batch, tile and checkpoint, and each kind gets its turn.
  for (let failing = 0; failing < calls; failing += 47) {
    let call = 0;
    const acknowledged: Admitted[] = [];
    const { ledger, closeAll } = await openMortal(() => (call++ === failing ? systemError("EIO") : null));
    if (ledger !== null) await work(ledger, acknowledged).catch(() => undefined);
    await closeAll();
    await bury();
    const again = await openWorld(dir, { settings });
    for (const { leafIndex, leafHash } of acknowledged) {
      expect(toHex((await again.entry(leafIndex)).leafHash)).toBe(toHex(leafHash));
    }
    await again.close();
    expect(await auditErrors(), `after call ${failing} failed`).toEqual([]);
    await rm(dir, { recursive: true });
  }
}, 240_000);
