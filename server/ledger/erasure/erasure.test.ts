import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { toHex } from "@/lib/bytes";
import { statementTypes } from "@/lib/statement/statement";
import { auditLedger } from "../audit";
import type { Admitted, Ledger } from "../ledger";
import { erasureOf, filesHolding } from "../testing/erasure";
import {
  admitMaker,
  captureOf,
  event,
  openWorld,
  operator,
  smallSettings,
  temporaryFolder,
  treeOf,
} from "../testing/world";

let dir = "";
let remove = async () => {};
beforeEach(async () => {
  ({ dir, remove } = await temporaryFolder());
});
afterEach(() => remove());

/** Captures of three events each, with the secrets that open them. */
async function captureMany(
  ledger: Ledger,
  count: number,
): Promise<{ admitted: Admitted; secrets: Uint8Array[] }[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const secrets = [randomBytes(32), randomBytes(32), randomBytes(32)];
      const trees = secrets.map((secret, i) => treeOf(event(3 * n + i), secret));
      return { admitted: await ledger.append(captureOf(trees)), secrets };
    }),
  );
}

async function auditErrors(): Promise<string[]> {
  const errors: string[] = [];
  for await (const { severity, where, message } of auditLedger({ dir })) {
    if (severity === "error") errors.push(`${where}: ${message}`);
  }
  return errors;
}

/** A ledger with entries in every state: WAL dropped, tiled with the WAL still there, in the WAL only. */
async function grownLedger() {
  const settings = { ...smallSettings, walSegmentBytes: 256 << 10 };
  const ledger = await openWorld(dir, { settings });
  await admitMaker(ledger);
  const captures: Awaited<ReturnType<typeof captureMany>> = [];
  while (captures.length < 1100) captures.push(...(await captureMany(ledger, 100)));
  await expect
    .poll(() => filesHolding(join(dir, "wal"), captures[0]?.secrets[1] ?? randomBytes(32)))
    .toEqual([]);
  return { ledger, captures, settings };
}

/** Picks an event for each set of files that hold one. */
async function oneOfEachKind(captures: Awaited<ReturnType<typeof captureMany>>) {
  const kinds = new Map<string, (typeof captures)[number]>();
  for (let i = 0; i < captures.length; i += 25) {
    const capture = captures[i];
    if (capture === undefined) continue;
    const holding = await filesHolding(dir, capture.secrets[1] ?? randomBytes(32));
    const kind = holding.map((path) => path.replace(/\d+/, "N")).join(" + ");
    if (!kinds.has(kind)) kinds.set(kind, capture);
  }
  return kinds;
}

test("an erased event's secret is in no file any more, in whichever files it was, and its siblings still open", async () => {
  const { ledger, captures, settings } = await grownLedger();
  const kinds = await oneOfEachKind(captures);
  expect([...kinds.keys()].sort()).toEqual(["secrets/N.seg", "secrets/N.seg + wal/N.seg", "wal/N.seg"]);
  for (const [kind, { admitted, secrets }] of kinds) {
    const id = `${admitted.leafIndex}.1`;
    const before = await ledger.entry(admitted.leafIndex);
    await ledger.append(erasureOf(id));
    expect(await filesHolding(dir, secrets[1] ?? randomBytes(32)), kind).toEqual([]);
    const sealed = before.trees[1]?.sealed ?? randomBytes(32);
    const left = (await filesHolding(dir, sealed)).filter((path) => !path.startsWith("wal/"));
    expect(left, kind).toEqual([]);
    const after = await ledger.entry(admitted.leafIndex);
    expect(after.trees.map((tree) => ledger.openTree(tree) === null)).toEqual([false, true, false]);
    expect(after.trees.map(({ root }) => toHex(root))).toEqual(before.trees.map(({ root }) => toHex(root)));
  }
  await captureMany(ledger, 600);
  await ledger.close();
  expect(await auditErrors()).toEqual([]);
  const again = await openWorld(dir, { settings });
  for (const { admitted, secrets } of kinds.values()) {
    const { trees } = await again.entry(admitted.leafIndex);
    expect(trees.map((tree) => again.openTree(tree) === null)).toEqual([false, true, false]);
    expect(await filesHolding(dir, secrets[1] ?? randomBytes(32))).toEqual([]);
  }
  await again.close();
  expect(await auditErrors()).toEqual([]);
}, 120_000);

test("erasing while captures run and tiles are written leaves no copy, and nothing else is touched", async () => {
  const ledger = await openWorld(dir);
  await admitMaker(ledger);
  const captures: Awaited<ReturnType<typeof captureMany>> = [];
  const erased: Promise<string | null>[] = [];
  for (let round = 0; round < 12; round++) {
    const more = await captureMany(ledger, 60);
    captures.push(...more);
    // At once, and of captures made a while ago too: their tiles are being written.
    for (const i of [captures.length - 1, captures.length - 30, captures.length >> 1, round]) {
      const id = `${captures[i]?.admitted.leafIndex}.${round % 3}`;
      // Some were asked for before.
      erased.push(
        ledger.append(erasureOf(id)).then(
          () => id,
          () => null,
        ),
      );
    }
  }
  const ids = new Set((await Promise.all(erased)).filter((id) => id !== null));
  expect(ids.size).toBeGreaterThan(40);
  await ledger.close();
  for (const { admitted, secrets } of captures) {
    for (const [ordinal, secret] of secrets.entries()) {
      const isErased = ids.has(`${admitted.leafIndex}.${ordinal}`);
      if (isErased) expect(await filesHolding(dir, secret)).toEqual([]);
    }
  }
  expect(await auditErrors()).toEqual([]);
  const again = await openWorld(dir);
  for (const { admitted, secrets } of captures) {
    const { trees } = await again.entry(admitted.leafIndex);
    const open = trees.map((tree) => again.openTree(tree) !== null);
    expect(open).toEqual(secrets.map((_, ordinal) => !ids.has(`${admitted.leafIndex}.${ordinal}`)));
  }
  await again.close();
}, 120_000);

describe("an erasure is refused", () => {
  test("from any member but the one that signed the event, an operator included", async () => {
    const ledger = await openWorld(dir);
    await admitMaker(ledger);
    const [capture] = await captureMany(ledger, 1);
    const id = `${capture?.admitted.leafIndex}.0`;
    const size = ledger.head().size;
    await expect(ledger.append(erasureOf(id, { by: operator }))).rejects.toMatchObject({
      code: "forbidden",
      message: expect.stringMatching(
        /^iss: expected the member that signed the event .*maker.*, got .*operator/,
      ),
    });
    expect(ledger.head().size).toBe(size);
    const { trees } = await ledger.entry(capture?.admitted.leafIndex ?? 0);
    expect(trees.map((tree) => ledger.openTree(tree) !== null)).toEqual([true, true, true]);
    await ledger.close();
  });

  test("of what is no event, of what is not there yet, and of what is erased already", async () => {
    const ledger = await openWorld(dir);
    await admitMaker(ledger);
    const [capture] = await captureMany(ledger, 1);
    const at = capture?.admitted.leafIndex ?? 0;
    await expect(ledger.append(erasureOf(`${at}.3`))).rejects.toMatchObject({ code: "not_found" });
    await expect(ledger.append(erasureOf("0.0"))).rejects.toMatchObject({ code: "not_found" });
    await expect(ledger.append(erasureOf(`${at + 1}.0`))).rejects.toMatchObject({ code: "malformed" });
    const first = await ledger.append(erasureOf(`${at}.0`));
    const again = Promise.allSettled([
      ledger.append(erasureOf(`${at}.0`)),
      ledger.append(erasureOf(`${at}.1`)),
    ]);
    expect(await again).toMatchObject([
      { status: "rejected", reason: { code: "conflict" } },
      { status: "fulfilled" },
    ]);
    // The very statement again gets the receipt it had.
    const resent = await ledger.append({ kind: "signed", statement: first.statement, trees: [] });
    expect(resent.leafIndex).toBe(first.leafIndex);
    await ledger.close();
    expect(await auditErrors()).toEqual([]);
  });
});

describe("the audit finds", () => {
  test("a secret that was overwritten without a record, and one that is there in spite of its record", async () => {
    const ledger = await openWorld(dir, { settings: { ...smallSettings, walSegmentBytes: 4 << 20 } });
    await admitMaker(ledger);
    const captures = await captureMany(ledger, 300);
    const [a, b] = [captures[20], captures[280]];
    if (a === undefined || b === undefined) throw new Error("expected captures");
    const secrets = join(dir, "secrets", "00000000.seg");
    const wal = join(dir, "wal", "00000000.seg");
    await expect.poll(async () => (await readFile(secrets)).length).toBeGreaterThan(700 * 32);
    const [secretsBefore, walBefore] = [await readFile(secrets), await readFile(wal)];
    await ledger.append(erasureOf(`${a.admitted.leafIndex}.1`));
    await ledger.append(erasureOf(`${b.admitted.leafIndex}.1`));
    await ledger.close();
    expect(await auditErrors()).toEqual([]);
    const [secretsAfter, walAfter] = [await readFile(secrets), await readFile(wal)];
    // Put back, as a restore of older files would: b's in the WAL, a's in the secrets file.
    const atA = secretsBefore.indexOf(a.secrets[1] ?? randomBytes(32));
    const atB = walBefore.indexOf(b.secrets[1] ?? randomBytes(32));
    await writeFile(secrets, Buffer.from(secretsAfter).fill(a.secrets[1] ?? "", atA, atA + 32));
    await writeFile(wal, Buffer.from(walAfter).fill(b.secrets[1] ?? "", atB, atB + 32));
    const errors = await auditErrors();
    expect(errors.filter((line) => line.includes("says that it is erased"))).toEqual([
      expect.stringContaining(`${secrets}:${atA}: event ${a.admitted.leafIndex}.1: entry`),
      expect.stringContaining(`${wal}:${atB}: event ${b.admitted.leafIndex}.1: entry`),
    ]);
    // Gone without a record.
    const atOther = secretsAfter.indexOf(a.secrets[0] ?? randomBytes(32));
    await writeFile(wal, walAfter);
    await writeFile(secrets, Buffer.from(secretsAfter).fill(0, atOther, atOther + 32));
    expect(await auditErrors()).toEqual([
      expect.stringMatching(/expected its secret, got zeros, and no entry says that it was erased/),
    ]);
  });
});

test("a statement of another kind in which the media type of erasures stands is no erasure", async () => {
  const ledger = await openWorld(dir);
  await admitMaker(ledger);
  const admitted = await ledger.append({
    kind: "sign",
    signer: operator.signer,
    iss: operator.iss,
    typ: statementTypes.membership,
    payload: new TextEncoder().encode(
      '{"iss":"https://x.example/application/vnd.suyuan.erasure+cose","roles":["carrier"],"type":"member.admitted"}',
    ),
    trees: [],
  });
  const resent = await ledger.append({ kind: "signed", statement: admitted.statement, trees: [] });
  expect(resent.leafIndex).toBe(admitted.leafIndex);
  await ledger.close();
  const again = await openWorld(dir);
  await again.close();
});
