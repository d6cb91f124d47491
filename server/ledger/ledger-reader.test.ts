import { afterEach, beforeEach, expect, test } from "vitest";
import { toHex } from "@/lib/bytes";
import { verifyConsistency } from "@/lib/merkle/verify";
import { nodeSuite } from "@/server/crypto/node-suite";
import type { Ledger, LogEntry } from "./ledger";
import { type LedgerReader, openLedgerReader } from "./ledger-reader";
import { admitMaker, capture, openWorld, temporaryFolder } from "./testing/world";

let dir = "";
let remove = async () => {};
beforeEach(async () => {
  ({ dir, remove } = await temporaryFolder());
});
afterEach(() => remove());

async function all(ledger: Pick<Ledger, "entries" | "openTree">, from = 0, to = 1e9): Promise<unknown[]> {
  const list: unknown[] = [];
  for await (const entry of ledger.entries(from, to)) list.push(comparable(ledger, entry));
  return list;
}

function comparable(ledger: Pick<Ledger, "openTree">, { statement, leafHash, trees, ...rest }: LogEntry) {
  const opened = trees.map((tree) => [toHex(tree.root), ledger.openTree(tree)]);
  return { ...rest, statement: toHex(statement), leafHash: toHex(leafHash), opened };
}

async function expectSame(reader: LedgerReader, ledger: Ledger): Promise<void> {
  expect(reader.head()).toEqual(ledger.head());
  expect(await all(reader)).toEqual(await all(ledger));
  for (const [from, to] of [
    [0, 1],
    [250, 260],
    [256, 300],
    [511, 513],
    [600, 600],
    [690, 9999],
  ] as const) {
    expect(await all(reader, from, to)).toEqual(await all(ledger, from, to));
  }
}

test("beside a running ledger, and after it was closed, the reader has the same entries, root and proofs", async () => {
  const ledger = await openWorld(dir);
  await admitMaker(ledger);
  const early = ledger.head();
  await Promise.all(Array.from({ length: 700 }, (_, n) => ledger.append(capture(n, n + 1000))));
  await ledger.whenPublished(700);
  const beside = await openLedgerReader(dir);
  await expectSame(beside, ledger);
  const { size, rootHash } = beside.head();
  const path = await beside.consistencyProof(early.size, size);
  verifyConsistency(nodeSuite.sha256, {
    size1: early.size,
    size2: size,
    root1: early.rootHash,
    root2: rootHash,
    path,
  });
  await ledger.append(capture(5000));
  expect(beside.head().size).toBe(size); // frozen
  await beside.close();
  const open = await all(ledger);
  await ledger.close();
  const after = await openLedgerReader(dir);
  expect(await all(after)).toEqual(open);
  await after.close();
});

test("while entries are appended, every reader that opens has all that was acknowledged before", async () => {
  const ledger = await openWorld(dir);
  await admitMaker(ledger);
  let n = 0;
  let isDone = false;
  const appending = (async () => {
    while (!isDone) await Promise.all(Array.from({ length: 20 }, () => ledger.append(capture(n++))));
  })();
  for (let i = 0; i < 8; i++) {
    const { size } = ledger.head();
    const reader = await openLedgerReader(dir);
    expect(reader.head().size).toBeGreaterThanOrEqual(size);
    expect(await all(reader)).toHaveLength(reader.head().size);
    await reader.close();
  }
  isDone = true;
  await appending;
  await ledger.close();
});
