import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { utf8 } from "@/lib/bytes";
import { rootOfLeaves } from "@/lib/merkle/tree";
import { nodeSuite } from "@/server/crypto/node-suite";
import type { Ledger } from "./ledger";
import { decision, openWorld } from "./testing/world";

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "suyuan-raw-"));
});

afterEach(() => rm(dir, { recursive: true, force: true }));

const open = () => openWorld(dir, { admission: "none" });
const entryOf = (i: number) => utf8(`entry ${i} ${"x".repeat(i % 300)}`);

async function fill(ledger: Ledger, from: number, to: number): Promise<number[]> {
  const count = to - from;
  const admitted = await Promise.all(
    Array.from({ length: count }, (_, i) => ledger.append({ kind: "raw", entry: entryOf(from + i) })),
  );
  return admitted.map(({ leafIndex }) => leafIndex);
}

describe("a log without membership", () => {
  it("takes any bytes, in order, and has the root of exactly these, also after WAL segments went and a restart", async () => {
    const first = await open();
    expect(await fill(first, 0, 1000)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    await first.close();
    const again = await open();
    await fill(again, 1000, 1500);
    const leaves = Array.from({ length: 1500 }, (_, i) => entryOf(i));
    expect(again.head()).toEqual({ size: 1500, rootHash: rootOfLeaves(nodeSuite.sha256, leaves) });
    await expect.poll(() => readdir(join(dir, "wal"))).not.toContain("00000000.seg");
    for (const i of [0, 255, 256, 999, 1499]) expect((await again.entry(i)).statement).toEqual(entryOf(i));
    await again.close();
  });

  it("tells of each entry which others became durable with it", async () => {
    const ledger = await open();
    const receipts = await Promise.all(
      Array.from({ length: 300 }, (_, i) => ledger.append({ kind: "raw", entry: entryOf(i) })),
    );
    for (const { leafIndex, leafHash, batch } of receipts) {
      expect(batch.leafHashes[leafIndex - batch.firstIndex]).toBe(leafHash);
    }
    await ledger.close();
  });

  it("refuses statements, no bytes, and more bytes than an entry bundle can hold", async () => {
    const ledger = await open();
    const statement = decision({ type: "member.admitted", iss: "https://a.example", roles: [] });
    await expect(ledger.append(statement)).rejects.toMatchObject({ code: "malformed" });
    await expect(ledger.append({ kind: "raw", entry: new Uint8Array() })).rejects.toMatchObject({
      code: "malformed",
    });
    await expect(ledger.append({ kind: "raw", entry: new Uint8Array(65_536) })).rejects.toMatchObject({
      code: "too_large",
    });
    await ledger.append({ kind: "raw", entry: new Uint8Array(65_535) });
    await ledger.close();
  });

  it("stays what it was founded as, and a log of members takes no raw bytes", async () => {
    await (await open()).close();
    await expect(openWorld(dir)).rejects.toMatchObject({ code: "conflict" });
    await rm(dir, { recursive: true });
    const members = await openWorld(dir);
    await expect(members.append({ kind: "raw", entry: utf8("x") })).rejects.toMatchObject({
      code: "malformed",
    });
    await members.close();
    await expect(open()).rejects.toMatchObject({ code: "conflict" });
  });
});
