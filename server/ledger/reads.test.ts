import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { toHex } from "@/lib/bytes";
import { keyLeafBytes } from "@/lib/membership/key-leaf";
import { leafHash } from "@/lib/merkle/hash";
import { rootOfHashes } from "@/lib/merkle/tree";
import { rootFromInclusion } from "@/lib/merkle/verify";
import { parseNote, verifyNote } from "@/lib/note/note";
import { parseVkey } from "@/lib/note/vkey";
import { decodeStatement } from "@/lib/statement/statement";
import { decodeEntryBundle } from "@/lib/tile/bundle";
import { tileLevels } from "@/lib/tile/layout";
import { nodeSuite } from "@/server/crypto/node-suite";
import type { Ledger, LogEntry } from "./ledger";
import {
  admitMaker,
  capture,
  decision,
  maker,
  openWorld,
  operator,
  smallSettings,
  temporaryFolder,
} from "./testing/world";

const { sha256 } = nodeSuite;
let dir = "";
let remove = async () => {};
let ledger: Ledger;
const entries: LogEntry[] = [];

beforeAll(async () => {
  ({ dir, remove } = await temporaryFolder());
  ledger = await openWorld(dir);
  await admitMaker(ledger);
  for (let round = 0; round < 7; round++) {
    await Promise.all(Array.from({ length: 100 }, (_, n) => ledger.append(capture(n))));
    // The state of membership moves on between the captures.
    await ledger.append(
      decision({
        type: round % 2 === 0 ? "role.granted" : "role.withdrawn",
        iss: maker.iss,
        role: "carrier",
      }),
    );
  }
  await ledger.whenPublished(ledger.head().size - 1);
  await vi.waitFor(async () => expect(await readdir(join(dir, "tile", "0"))).toEqual(["000", "001"]), 10_000);
  for await (const entry of ledger.entries(0, 1e9)) entries.push(entry);
});
afterAll(async () => {
  await ledger.close();
  await remove();
});

test("every tile of every size is what a naive tree gives, full and partial alike", async () => {
  const hashes = entries.map((entry) => entry.leafHash);
  for (let size = 1; size <= entries.length; size += size < 20 ? 1 : 53) {
    for (const { level, fullTiles, partialWidth } of tileLevels(size)) {
      const below = hashes.slice(0, size);
      const own =
        level === 0
          ? below
          : tilesOf(below)
              .filter((tile) => tile.length === 256)
              .map((tile) => rootOfHashes(sha256, tile));
      for (let n = 0; n <= fullTiles; n++) {
        const width = n < fullTiles ? 256 : partialWidth;
        if (width === 0) continue;
        const expected = Buffer.concat(own.slice(n * 256, n * 256 + width));
        expect(toHex(await ledger.tile(level, n, width))).toBe(toHex(expected));
      }
    }
  }
});

function tilesOf(hashes: Uint8Array[]): Uint8Array[][] {
  return Array.from({ length: Math.ceil(hashes.length / 256) }, (_, n) =>
    hashes.slice(n * 256, (n + 1) * 256),
  );
}

test("every bundle holds the statements, and tiles and bundles beyond the log are not found", async () => {
  for (let n = 0; n * 256 < entries.length; n++) {
    const own = entries.slice(n * 256, (n + 1) * 256);
    for (const width of [1, 100, own.length].filter((some) => some <= own.length)) {
      const bundle = decodeEntryBundle(await ledger.entryBundle(n, width));
      expect(bundle.map(toHex)).toEqual(own.slice(0, width).map((entry) => toHex(entry.statement)));
    }
  }
  const last = Math.floor(entries.length / 256);
  const beyond = (entries.length % 256) + 1;
  for (const [level, n, width] of [
    [0, last, beyond],
    [0, last + 1, 1],
    [1, 0, 256],
    [2, 0, 1],
    [0, 0, 0],
    [0, 0, 257],
    [0, -1, 1],
  ] as const) {
    await expect(ledger.tile(level, n, width)).rejects.toMatchObject({ code: "not_found" });
  }
  await expect(ledger.entryBundle(last, beyond)).rejects.toMatchObject({ code: "not_found" });
  await expect(ledger.entry(entries.length)).rejects.toMatchObject({ code: "not_found" });
  await expect(ledger.inclusionProof(0, entries.length + 1)).rejects.toMatchObject({ code: "not_found" });
});

test("files of full tiles and bundles are exactly what is served", async () => {
  expect(toHex(await readFile(join(dir, "tile", "0", "001")))).toBe(toHex(await ledger.tile(0, 1, 256)));
  expect(toHex(await readFile(join(dir, "tile", "entries", "001")))).toBe(
    toHex(await ledger.entryBundle(1, 256)),
  );
});

test("entries read in any range are the same as one by one", async () => {
  for (const [from, to] of [
    [0, 3],
    [250, 260],
    [511, 514],
    [entries.length - 2, entries.length + 9],
    [9, 9],
    [12, 4],
  ] as const) {
    const range: number[] = [];
    for await (const entry of ledger.entries(from, to)) {
      expect(toHex(entry.leafHash)).toBe(toHex((await ledger.entry(entry.leafIndex)).leafHash));
      range.push(entry.leafIndex);
    }
    expect(range).toEqual(
      Array.from({ length: Math.max(0, Math.min(to, entries.length) - from) }, (_, i) => from + i),
    );
  }
});

test("the published checkpoint is signed by the log's key over the root of its entries", async () => {
  const { note, size, rootHash } = ledger.published();
  expect(await verifyNote(nodeSuite, parseNote(note), [parseVkey(ledger.vkey)])).toHaveLength(1);
  expect(size).toBe(entries.length);
  expect(toHex(rootHash)).toBe(
    toHex(
      rootOfHashes(
        sha256,
        entries.map((entry) => entry.leafHash),
      ),
    ),
  );
});

test("each key is proven as it was: in the first state after the entry, with the roles of then", async () => {
  for (let index = 6; index < entries.length; index += 7) {
    for (const size of [index + 1, entries.length]) {
      const proof = await ledger.issuerProof(toHex(maker.signer.kid), index, size);
      expect(proof.stateIndex).toBeLessThan(size);
      const { payload } = decodeStatement(proof.stateStatement);
      const hash = leafHash(sha256, keyLeafBytes(proof.leaf));
      const { leafIndexInState, stateSize, path } = proof;
      const root = rootFromInclusion(sha256, {
        index: leafIndexInState,
        size: stateSize,
        leafHash: hash,
        path,
      });
      expect(toHex(root)).toBe(toHex(payload));
    }
  }
  const asked = ledger.issuerProof(toHex(operator.signer.kid), 0, 1);
  await expect(asked).rejects.toMatchObject({ code: "not_found" });
});

test("WAL segments go once their entries are safe elsewhere, and stay when a copy of them is damaged", async () => {
  const segments = async (folder: string) =>
    (await readdir(join(folder, "wal"))).filter((name) => name.endsWith(".seg"));
  expect(await segments(dir)).not.toContain("00000000.seg");

  const other = await temporaryFolder();
  const notices: string[] = [];
  const options = {
    settings: { ...smallSettings, walSegmentBytes: 512 << 10 },
    onNotice: (line: string) => notices.push(line),
  };
  const first = await openWorld(other.dir, options);
  await admitMaker(first);
  await Promise.all(Array.from({ length: 300 }, (_, n) => first.append(capture(n))));
  await first.close();
  const path = join(other.dir, "tile", "entries", "000");
  const bundle = await readFile(path);
  bundle[5000] = (bundle[5000] ?? 0) ^ 1;
  await writeFile(path, bundle);

  const second = await openWorld(other.dir, options);
  await Promise.all(Array.from({ length: 500 }, (_, n) => second.append(capture(n))));
  await expect
    .poll(() => notices, { timeout: 10_000 })
    .toContainEqual(
      expect.stringMatching(new RegExp(`^${path}:0: expected entry .* log keeps these entries$`)),
    );
  expect(await segments(other.dir)).toContain("00000000.seg");
  await second.close();
  await other.remove();
});
