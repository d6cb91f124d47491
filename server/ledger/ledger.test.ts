import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { toHex } from "@/lib/bytes";
import { rootOfHashes } from "@/lib/merkle/tree";
import { verifyConsistency, verifyInclusion } from "@/lib/merkle/verify";
import { nodeSuite } from "@/server/crypto/node-suite";
import type { LogEntry } from "./ledger";
import {
  admitMaker,
  capture,
  event,
  logSigner,
  maker,
  openWorld,
  origin,
  temporaryFolder,
} from "./testing/world";

const { sha256 } = nodeSuite;
let dir = "";
let remove = async () => {};
beforeEach(async () => {
  ({ dir, remove } = await temporaryFolder());
});
afterEach(() => remove());

async function all(entries: AsyncIterable<LogEntry>): Promise<LogEntry[]> {
  const list: LogEntry[] = [];
  for await (const entry of entries) list.push(entry);
  return list;
}

const comparable = ({ statement, leafHash, trees, ...rest }: LogEntry) => ({
  ...rest,
  statement: toHex(statement),
  leafHash: toHex(leafHash),
  trees: trees.map(({ root, sealed, secret }) => [root, sealed, secret].map((part) => part && toHex(part))),
});

test("a new log begins with its founding and the first membership state", async () => {
  const ledger = await openWorld(dir);
  expect(ledger.head().size).toBe(2);
  expect(ledger.origin).toBe(origin);
  expect(ledger.membership().leaves()).toHaveLength(2);
  await ledger.close();
});

test("what was appended is read back the same, while open and after opening again, from memory and from files", async () => {
  let ledger = await openWorld(dir);
  await admitMaker(ledger);
  const receipts = await Promise.all(
    Array.from({ length: 700 }, (_, n) => ledger.append(capture(n, n + 1000))),
  );
  await ledger.whenPublished(700);
  const before = await all(ledger.entries(0, 1e9));
  expect(before.map((entry) => entry.leafIndex)).toEqual(before.map((_, i) => i));
  const root = rootOfHashes(
    sha256,
    before.map((entry) => entry.leafHash),
  );
  expect(toHex(root)).toBe(toHex(ledger.head().rootHash));
  for (const [n, receipt] of receipts.entries()) {
    const entry = await ledger.entry(receipt.leafIndex);
    expect(toHex(entry.statement)).toBe(toHex(receipt.statement));
    expect(entry.recordTimeMs).toBe(receipt.recordTimeMs);
    expect(entry.trees.map((tree) => ledger.openTree(tree))).toEqual([event(n), event(n + 1000)]);
  }
  await ledger.close();
  expect(await readdir(join(dir, "tile", "0"))).toEqual(["000", "001"]);
  ledger = await openWorld(dir);
  const after = await all(ledger.entries(0, 1e9));
  expect(after.map(comparable)).toEqual(before.map(comparable));
  expect(ledger.published().size).toBe(before.length);
  await ledger.close();
});

test("every entry proves inclusion in every published size, and every size extends the ones before", async () => {
  const ledger = await openWorld(dir);
  const sizes: number[] = [];
  const roots = new Map<number, Uint8Array>();
  ledger.onPublish(({ size, rootHash }) => {
    sizes.push(size);
    roots.set(size, rootHash);
  });
  await admitMaker(ledger);
  for (let round = 0; round < 4; round++) {
    const many = await Promise.all(Array.from({ length: 97 }, (_, n) => ledger.append(capture(n))));
    await ledger.whenPublished(many.at(-1)?.leafIndex ?? 0);
  }
  expect(sizes.length).toBeGreaterThanOrEqual(3);
  const rootOf = (size: number) => roots.get(size) ?? new Uint8Array();
  // The sizes depend on the machine's speed; ten of them, the last included.
  const every = Math.ceil(sizes.length / 10);
  const checked = sizes.filter((_, i) => (sizes.length - 1 - i) % every === 0);
  for (const size of checked) {
    for (let index = 0; index < size; index += 41) {
      const path = await ledger.inclusionProof(index, size);
      const { leafHash } = await ledger.entry(index);
      verifyInclusion(sha256, { index, size, leafHash, path, root: rootOf(size) });
    }
    for (const size1 of checked.filter((smaller) => smaller <= size)) {
      const path = await ledger.consistencyProof(size1, size);
      verifyConsistency(sha256, { size1, size2: size, root1: rootOf(size1), root2: rootOf(size), path });
    }
  }
  await ledger.close();
});

test("parallel appends get contiguous indexes without a gap", async () => {
  const ledger = await openWorld(dir);
  await admitMaker(ledger);
  const first = ledger.head().size;
  const receipts = await Promise.all(Array.from({ length: 500 }, (_, n) => ledger.append(capture(n))));
  expect(receipts.map((receipt) => receipt.leafIndex)).toEqual(receipts.map((_, i) => first + i));
  await ledger.close();
});

test("a key is proven by the first membership state after the entry, else by the latest published", async () => {
  const ledger = await openWorld(dir);
  await admitMaker(ledger);
  const { leafIndex } = await ledger.append(capture(1));
  await ledger.whenPublished(leafIndex);
  const proof = await ledger.issuerProof(toHex(maker.signer.kid), leafIndex, ledger.published().size);
  expect(proof.leaf.iss).toBe(maker.iss);
  expect(proof.stateIndex).toBe(5);
  await ledger.close();
});

test("a second opening of the folder is refused in one line, and the origin stays as founded", async () => {
  const ledger = await openWorld(dir);
  await expect(openWorld(dir)).rejects.toMatchObject({ code: "unavailable" });
  await ledger.close();
  const notices: string[] = [];
  const again = await openWorld(dir, { origin: "other.example", onNotice: (line) => notices.push(line) });
  expect(again.origin).toBe(origin);
  expect(notices).toEqual([expect.stringContaining("other.example is ignored")]);
  await again.close();
  await expect(openWorld(dir, { signer: maker.signer })).rejects.toMatchObject({ code: "conflict" });
  expect(logSigner.kid).not.toEqual(maker.signer.kid);
});
