/** Crashes at every call of an erasure, and at every call of the start after it. */
import { randomBytes } from "node:crypto";
import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditLedger } from "../audit";
import type { Ledger } from "../ledger";
import { erasureOf, filesHolding } from "../testing/erasure";
import { type Call, type Fate, faultyFiles, systemError } from "../testing/faults";
import { admitMaker, captureOf, event, openWorld, smallSettings, treeOf } from "../testing/world";
import { replayErasures } from "./replay-erasures";

const settings = { ...smallSettings, walSegmentBytes: 1 << 20, checkpointIntervalMs: 5 };
/** Events of which one is in tiles and the WAL, the other in the WAL only. */
const events: { id: string; secret: Uint8Array; sealed: Uint8Array }[] = [];
let folder = "";
let made = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "suyuan-erasure-"));
  made = join(folder, "made", "ledger");
  const ledger = await openWorld(made, { settings });
  await admitMaker(ledger);
  for (let n = 0; n < 300; n++) {
    const secrets = [randomBytes(32), randomBytes(32)];
    const trees = secrets.map((secret, i) => treeOf(event(2 * n + i), secret));
    const { leafIndex } = await ledger.append(captureOf(trees));
    if (n === 50 || n === 290) {
      const { sealed } = trees[1] ?? { sealed: new Uint8Array() };
      events.push({ id: `${leafIndex}.1`, secret: secrets[1] ?? randomBytes(32), sealed });
    }
  }
  await ledger.close();
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

/** A copy of the folder for one crash. */
async function copyOf(source: string): Promise<string> {
  const dir = join(await mkdtemp(join(folder, "crash-")), "ledger");
  await cp(source, dir, { recursive: true });
  await bury(dir);
  return dir;
}

/** What a dead process leaves: its lock goes as it would be seen stale. */
async function bury(dir: string): Promise<void> {
  const names = (await readdir(dir)).filter((name) => name.startsWith("lock"));
  await Promise.all(names.map((name) => rm(join(dir, name))));
}

async function auditErrors(dir: string): Promise<string[]> {
  const errors: string[] = [];
  for await (const { severity, where, message } of auditLedger({ dir })) {
    if (severity === "error") errors.push(`${where}: ${message}`);
  }
  return errors;
}

/** A ledger whose first failure kills it: from then on every call fails, as for a process that is gone. */
async function openMortal(dir: string, fateOf: (call: Call) => Fate) {
  let isDead = false;
  const { files, closeAll } = faultyFiles((call) => {
    const fate = isDead ? systemError("EIO") : fateOf(call);
    if (fate !== null) isDead = true;
    return fate;
  });
  const fatal = (error: unknown): never => {
    isDead = true;
    throw error;
  };
  const ledger = await openWorld(dir, { files, fatal, settings }).catch(() => null);
  return { ledger, closeAll, isDead: () => isDead };
}

/** Opens a ledger, arms it, erases, and lets it die at its n-th call; tells whether it got that far. */
async function eraseAndDieAt(
  dir: string,
  id: string,
  { n, fate }: { n: number; fate: Fate },
): Promise<boolean> {
  let calls = -1;
  const mortal = await openMortal(dir, () => (calls >= 0 && calls++ === n ? fate : null));
  if (mortal.ledger === null) throw new Error("expected it to open");
  await settled(mortal.ledger);
  calls = 0;
  await mortal.ledger.append(erasureOf(id)).catch(() => undefined);
  // The publisher works beside it, and then the ledger closes: deaths in there count too.
  if (!mortal.isDead()) await mortal.ledger.close().catch(() => undefined);
  await mortal.closeAll();
  await bury(dir);
  return mortal.isDead();
}

/** Waits until nothing of the start is under way. */
async function settled(ledger: Ledger): Promise<void> {
  await ledger.whenPublished(ledger.head().size - 1);
}

/** Expects an event to be as if never erased, or wholly gone, as the log says. */
async function expectWhole(dir: string, { id, secret, sealed }: (typeof events)[number]): Promise<boolean> {
  const ledger = await openWorld(dir, { settings });
  const [leafIndex = 0] = id.split(".").map(Number);
  const { trees } = await ledger.entry(leafIndex);
  expect(trees[0] === undefined ? null : ledger.openTree(trees[0])).not.toBeNull();
  const isLogged = ledger.head().size > 306;
  const isOpen = trees[1] !== undefined && ledger.openTree(trees[1]) !== null;
  expect(isOpen).toBe(!isLogged);
  await ledger.close();
  if (isLogged) {
    expect(await filesHolding(dir, secret)).toEqual([]);
    // Half of one is as good as one: the other half can be tried.
    expect(await filesHolding(dir, secret.subarray(20))).toEqual([]);
    const left = (await filesHolding(dir, sealed)).filter((path) => !path.startsWith("wal/"));
    expect(left).toEqual([]);
  }
  expect(await auditErrors(dir)).toEqual([]);
  return isLogged;
}

test("a crash at any call of an erasure leaves the event whole, or the next start makes an end of it", async () => {
  for (const subject of events) {
    const outcomes: boolean[] = [];
    for (const fate of [systemError("EIO"), "short"] as const) {
      for (let n = 0; ; n++) {
        const dir = await copyOf(made);
        const hasDied = await eraseAndDieAt(dir, subject.id, { n, fate });
        outcomes.push(await expectWhole(dir, subject));
        await rm(join(dir, ".."), { recursive: true });
        if (!hasDied) break;
      }
    }
    // Some died before the record, some after it.
    expect(new Set(outcomes)).toEqual(new Set([false, true]));
    expect(outcomes.length).toBeGreaterThan(8);
  }
}, 240_000);

test("a crash at any call of the start that carries an erasure out is made good by the start after it", async () => {
  const subject = events[0];
  if (subject === undefined) throw new Error("expected an event");
  // Dead right after the record: its frame is written and synced, nothing is overwritten yet.
  const cut = await copyOf(made);
  await eraseAndDieAt(cut, subject.id, { n: 2, fate: systemError("EIO") });
  expect(await filesHolding(cut, subject.secret)).toHaveLength(2);
  for (const fate of [systemError("EIO"), "short"] as const) {
    for (let n = 0; ; n++) {
      const dir = await copyOf(cut);
      let calls = 0;
      const mortal = await openMortal(dir, () => (calls++ === n ? fate : null));
      if (!mortal.isDead()) await mortal.ledger?.close().catch(() => undefined);
      await mortal.closeAll();
      await bury(dir);
      expect(await expectWhole(dir, subject)).toBe(true);
      await rm(join(dir, ".."), { recursive: true });
      if (!mortal.isDead()) break;
    }
  }
}, 240_000);

test("files that are older than the log are brought up to its erasures, and to those known from elsewhere", async () => {
  const [one, other] = events;
  if (one === undefined || other === undefined) throw new Error("expected two events");
  const dir = await copyOf(made);
  const ledger = await openWorld(dir, { settings });
  await ledger.append(erasureOf(one.id));
  await ledger.close();
  // Put back from before: the secrets and payload of a backup under the log of today.
  for (const part of ["secrets", "payload"]) await cp(join(made, part), join(dir, part), { recursive: true });
  expect(await filesHolding(dir, one.secret)).toEqual(["secrets/00000000.seg"]);
  expect(await auditErrors(dir)).not.toEqual([]);
  expect(await replayErasures({ dir })).toEqual([one.id]);
  expect(await replayErasures({ dir })).toEqual([]);
  expect(await filesHolding(dir, one.secret)).toEqual([]);
  expect(await auditErrors(dir)).toEqual([]);
  const [leafIndex = 0, ordinal = 0] = other.id.split(".").map(Number);
  expect(await replayErasures({ dir, more: [{ leafIndex, ordinal }] })).toEqual([other.id]);
  expect(await filesHolding(dir, other.secret)).toEqual([]);
});
