import { cp, open, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { concatBytes, toHex } from "@/lib/bytes";
import { Frontier } from "@/lib/merkle/frontier";
import { leafHash } from "@/lib/merkle/hash";
import { nodeSuite } from "@/server/crypto/node-suite";
import { isDamage } from "./damage";
import { admitMaker, capture, openWorld, smallSettings, temporaryFolder } from "./testing/world";
import { decodeFrame, decodeFrameHeader, encodeFrame, frameHeaderBytes } from "./wal/frame";

// A checkpoint once at the begin and none for a minute: what comes after it is durable, acknowledged and unsigned.
const settings = { ...smallSettings, walSegmentBytes: 64 << 10, checkpointIntervalMs: 60_000 };
let top = "";
let remove = async () => {};
/** A folder as a crash leaves it, and one as a clean shutdown leaves it. */
let crashed = "";
let closed = "";
const hashes: string[] = [];

beforeAll(async () => {
  ({ dir: top, remove } = await temporaryFolder());
  crashed = join(top, "crashed");
  closed = join(top, "closed");
  const live = join(top, "live");
  const ledger = await openWorld(live, { settings });
  await ledger.whenPublished(1);
  await admitMaker(ledger);
  await Promise.all([ledger.append(capture(1)), ledger.append(capture(2, 3))]);
  await ledger.append(capture(4));
  await cp(live, crashed, { recursive: true });
  for await (const entry of ledger.entries(0, 1e9)) hashes.push(toHex(entry.leafHash));
  await ledger.close();
  await cp(live, closed, { recursive: true });
});
afterAll(() => remove());

const walOf = (dir: string) => join(dir, "wal", "00000000.seg");

/** Where each frame of a WAL file lies. */
function framesOf(wal: Uint8Array): { offset: number; length: number }[] {
  const frames: { offset: number; length: number }[] = [];
  for (let offset = 0; ; ) {
    const header = decodeFrameHeader(wal.subarray(offset, offset + frameHeaderBytes));
    if (header === null) return frames;
    frames.push({ offset, length: header.frameLength });
    offset += header.frameLength;
  }
}

/** A copy of a folder; the lock of this process, which has not died, is left out. */
async function copyOf(dir: string): Promise<string> {
  const copy = join(top, `copy-${Math.random()}`);
  await cp(dir, copy, { recursive: true, filter: (path) => !path.includes("lock") });
  return copy;
}

/** Opens a folder and closes it; returns the leaf hashes and notices, or the damage that it was refused for. */
async function tryOpen(dir: string) {
  const notices: string[] = [];
  try {
    const ledger = await openWorld(dir, { settings, onNotice: (line) => notices.push(line) });
    const found: string[] = [];
    for await (const entry of ledger.entries(0, 1e9)) found.push(toHex(entry.leafHash));
    await ledger.close();
    return { found, notices, damage: null };
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { found: [], notices, damage: error };
  }
}

test("after a crash everything acknowledged is there, and a notice says so; after a clean shutdown there is none", async () => {
  const afterCrash = await tryOpen(await copyOf(crashed));
  expect(afterCrash.found).toEqual(hashes);
  expect(afterCrash.notices).toEqual([
    expect.stringMatching(/^recovered: the ledger was not closed; it has \d+ entries/),
  ]);
  const afterClose = await tryOpen(await copyOf(closed));
  expect(afterClose).toEqual({ found: hashes, notices: [], damage: null });
});

test("a last batch cut off at any byte is dropped with a notice, and the log goes on after the one before", async () => {
  const wal = await readFile(walOf(crashed));
  const frames = framesOf(wal);
  const last = frames.at(-1) ?? { offset: 0, length: 0 };
  const cuts = [1, 7, 8, 50, 95, 96, 127, 128, 129, 300, last.length >> 1, last.length - 9, last.length - 1];
  for (const cut of [...cuts, 512, 1024].filter((bytes) => bytes < last.length)) {
    const dir = await copyOf(crashed);
    const torn = Buffer.from(wal);
    torn.fill(0, last.offset + cut);
    await writeFile(walOf(dir), torn);
    const { found, notices, damage } = await tryOpen(dir);
    expect(damage, `cut at ${cut}`).toBeNull();
    expect(found, `cut at ${cut}`).toEqual(hashes.slice(0, -1));
    expect(notices).toContainEqual(
      expect.stringContaining(`recovered: ${walOf(dir)}:${last.offset}: dropped`),
    );
    // The torn bytes are gone, so that the next start does not meet them after other batches.
    expect((await tryOpen(dir)).notices).toEqual([]);
    await rm(dir, { recursive: true });
  }
});

test("a last batch of which any one sector never reached the disk is dropped", async () => {
  const wal = await readFile(walOf(crashed));
  const last = framesOf(wal).at(-1) ?? { offset: 0, length: 0 };
  for (let sector = 0; sector < last.length; sector += 512) {
    const dir = await copyOf(crashed);
    const torn = Buffer.from(wal);
    torn.fill(0, last.offset + sector, last.offset + sector + 512);
    await writeFile(walOf(dir), torn);
    expect((await tryOpen(dir)).found).toEqual(hashes.slice(0, -1));
    await rm(dir, { recursive: true });
  }
});

test("a batch cut off that is not the last, or is under the signed checkpoint, or after a clean shutdown, is refused", async () => {
  for (const [source, which] of [
    [crashed, 0],
    [crashed, 1],
    [closed, -1],
  ] as const) {
    const dir = await copyOf(source);
    const wal = await readFile(walOf(dir));
    const frames = framesOf(wal);
    const { offset } = frames.at(which) ?? { offset: 0 };
    // Of the first alone, all after it goes too: a log shorter than its checkpoint.
    const end = which === 0 ? wal.length : offset + (frames.at(which)?.length ?? 0);
    await writeFile(walOf(dir), wal.fill(0, offset + 200, end));
    expect((await tryOpen(dir)).damage).toMatchObject({ file: walOf(dir), offset });
    await rm(dir, { recursive: true });
  }
});

test("a flipped byte anywhere in a batch is refused, naming the file and the batch or the secret", async () => {
  for (const source of [crashed, closed]) {
    const dir = await copyOf(source);
    const wal = await readFile(walOf(dir));
    for (const { offset, length } of framesOf(wal)) {
      for (let at = 0; at < length; at += at < 128 ? 9 : 61) {
        const flipped = Buffer.from(wal);
        flipped[offset + at] = (flipped[offset + at] ?? 0) ^ 0x20;
        await writeFile(walOf(dir), flipped);
        const { damage } = await tryOpen(dir);
        expect(damage?.file, `byte ${at} of the batch at ${offset}`).toBe(walOf(dir));
        expect(damage?.offset).toBeGreaterThanOrEqual(offset);
        expect(damage?.offset).toBeLessThanOrEqual(offset + at);
        expect(damage?.message).toContain("npm run audit");
      }
    }
    await rm(dir, { recursive: true });
  }
}, 120_000);

test("a secret that was changed is named by its own offset; one that was erased is no damage", async () => {
  const dir = await copyOf(crashed);
  const wal = await readFile(walOf(dir));
  const { offset, length } = framesOf(wal).at(-1) ?? { offset: 0, length: 0 };
  const bytes = wal.subarray(offset, offset + length);
  const header = decodeFrameHeader(bytes);
  const span = header === null ? undefined : decodeFrame(header, bytes)?.spans[0];
  const secret = offset + (span?.secretsOffset ?? 0);
  for (let at = 0; at < 32; at++) {
    const flipped = Buffer.from(wal);
    flipped[secret + at] = (flipped[secret + at] ?? 0) ^ 1;
    await writeFile(walOf(dir), flipped);
    expect((await tryOpen(dir)).damage).toMatchObject({ file: walOf(dir), offset: secret });
  }
  await writeFile(walOf(dir), Buffer.from(wal).fill(0, secret, secret + 32));
  expect((await tryOpen(dir)).found).toEqual(hashes);
  await rm(dir, { recursive: true });
});

test("bytes after the end of the WAL, a shortened segment and a missing one are refused", async () => {
  const wal = await readFile(walOf(closed));
  const end = framesOf(wal).reduce((_, { offset, length }) => offset + length, 0);
  for (const at of [end, end + 100, wal.length - 1]) {
    const dir = await copyOf(closed);
    const file = await open(walOf(dir), "r+");
    await file.write(Uint8Array.of(7), 0, 1, at);
    await file.close();
    expect((await tryOpen(dir)).damage).toMatchObject({ file: walOf(dir), offset: end });
    await rm(dir, { recursive: true });
  }
  const dir = await copyOf(closed);
  await truncate(walOf(dir), end - 512);
  expect((await tryOpen(dir)).damage?.file).toBe(walOf(dir));
  await rm(walOf(dir));
  expect((await tryOpen(dir)).damage).not.toBeNull();
});

test("a flipped byte of either head slot is refused when the ledger is opened", async () => {
  const dir = await copyOf(closed);
  for (const name of ["head.a", "head.b"]) {
    const path = join(dir, name);
    const right = await readFile(path);
    const flipped = Buffer.from(right);
    flipped[700] = (flipped[700] ?? 0) ^ 1;
    await writeFile(path, flipped);
    expect((await tryOpen(dir)).damage).toMatchObject({ file: path, offset: 512 });
    await writeFile(path, right);
  }
});

test("a forged batch with right CRCs and roots is refused: its statement is not signed by its issuer", async () => {
  const dir = await copyOf(crashed);
  const wal = await readFile(walOf(dir));
  const { offset, length } = framesOf(wal).at(-1) ?? { offset: 0, length: 0 };
  const bytes = wal.subarray(offset, offset + length);
  const header = decodeFrameHeader(bytes);
  const frame = header === null ? null : decodeFrame(header, bytes);
  const [entry] = frame?.entries ?? [];
  if (frame === null || entry === undefined) throw new Error("expected a frame");
  const statement = concatBytes(entry.statement);
  statement[statement.length - 10] = (statement[statement.length - 10] ?? 0) ^ 1;
  const frontier = new Frontier(nodeSuite.sha256);
  for (const hash of hashes.slice(0, -1)) frontier.append(Buffer.from(hash, "hex"));
  frontier.append(leafHash(nodeSuite.sha256, statement));
  const forged = encodeFrame({ ...frame, entries: [{ ...entry, statement }], rootHash: frontier.root() });
  wal.set(forged.bytes, offset);
  await writeFile(walOf(dir), wal);
  const { damage } = await tryOpen(dir);
  expect(damage).toMatchObject({ file: walOf(dir), offset });
  expect(damage?.message).toContain(`entry ${hashes.length - 1}: signature`);
});
