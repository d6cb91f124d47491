/** A ledger that was closed, with every kind of file in it, and where in its files what lies. */
import { mkdtempSync, rmSync } from "node:fs";
import { cp, readdir, readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { blockHeaderBytes, decodeBlockHeader } from "@/server/ledger/payload/block";
import { admitMaker, capture, openWorld, smallSettings } from "@/server/ledger/testing/world";
import {
  type DecodedFrame,
  decodeFrame,
  decodeFrameHeader,
  frameHeaderBytes,
  secretBytes,
} from "@/server/ledger/wal/frame";

export const settings = { ...smallSettings, walSegmentBytes: 128 << 10, checkpointIntervalMs: 60_000 };

export interface StoppedLedger {
  /** The ledger's folder. */
  readonly dir: string;
  /** A copy of it, to do what one likes with. */
  copy(): Promise<string>;
  remove(): void;
}

/**
 * Fills a ledger and closes it. 256 entries are a tile; those after the last tile are in the WAL only. WAL segments
 * that hold archived entries are still there.
 */
export async function makeStoppedLedger(entryCount: number): Promise<StoppedLedger> {
  const folder = mkdtempSync(join(tmpdir(), "suyuan-damage-"));
  const dir = join(folder, "ledger");
  const ledger = await openWorld(dir, { settings });
  await admitMaker(ledger);
  for (let n = 0; n < entryCount; n += 20) {
    await Promise.all(Array.from({ length: 20 }, (_, i) => ledger.append(capture(...numbersOf(n + i)))));
  }
  await ledger.close();
  let copies = 0;
  const copy = async () => {
    const path = join(folder, `copy-${copies++}`);
    await cp(dir, path, { recursive: true });
    return path;
  };
  return { dir, copy, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Mostly one event, now and then several. */
function numbersOf(n: number): number[] {
  return Array.from({ length: n % 7 === 0 ? 4 : 1 }, (_, i) => n * 10 + i);
}

/** A stretch of bytes of one kind in one file. */
export interface Region {
  readonly kind: string;
  /** Relative to the ledger's folder. */
  readonly path: string;
  readonly from: number;
  readonly to: number;
}

/** Lists the files that hold something; locks and the spare WAL segment do not. */
export async function filesOf(dir: string): Promise<string[]> {
  const found = await readdir(dir, { recursive: true, withFileTypes: true });
  const paths = found
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)));
  return paths.filter((path) => !/^lock|spare$/.test(path)).sort();
}

/** Cuts every file of a ledger into regions. */
export async function regionsOf(dir: string): Promise<Region[]> {
  const regions: Region[] = [];
  for (const path of await filesOf(dir)) {
    const bytes = await readFile(join(dir, path));
    if (/^wal.*seg$/.test(path)) regions.push(...walRegions(path, bytes));
    else if (/^payload/.test(path)) regions.push(...payloadRegions(path, bytes));
    else regions.push({ kind: kindOf(path), path, from: 0, to: (await stat(join(dir, path))).size });
  }
  return regions.filter(({ from, to }) => to > from);
}

function kindOf(path: string): string {
  if (/^wal/.test(path)) return "WAL state";
  if (/^tile.entries/.test(path)) return "entry bundle";
  if (/^tile/.test(path)) return "tile";
  if (/^secrets/.test(path)) return "secrets segment";
  return path;
}

function walRegions(path: string, bytes: Uint8Array): Region[] {
  const regions: Region[] = [];
  let offset = 0;
  for (;;) {
    const header = decodeFrameHeader(bytes.subarray(offset, offset + frameHeaderBytes));
    const frame =
      header === null ? null : decodeFrame(header, bytes.subarray(offset, offset + header.frameLength));
    if (header === null || frame === null) break;
    const at = (kind: string, from: number, to: number) =>
      regions.push({ kind: `WAL ${kind}`, path, from: offset + from, to: offset + to });
    at("batch header", 0, frameHeaderBytes);
    frameRegions(frame, at);
    const secretsEnd = frameHeaderBytes + header.bodyLength + header.treeCount * secretBytes;
    at("padding", secretsEnd, header.frameLength - 8);
    at("trailer", header.frameLength - 8, header.frameLength);
    offset += header.frameLength;
  }
  return [...regions, { kind: "WAL zero tail", path, from: offset, to: bytes.length }];
}

function frameRegions(frame: DecodedFrame, at: (kind: string, from: number, to: number) => void): void {
  for (const [i, { statement, trees }] of frame.entries.entries()) {
    const { treesOffset = 0, secretsOffset = 0 } = frame.spans[i] ?? {};
    at("entry lengths", treesOffset - statement.length - 8, treesOffset - statement.length);
    at("statement", treesOffset - statement.length, treesOffset);
    let offset = treesOffset;
    for (const { sealed } of trees) {
      const end = offset + 36 + (sealed?.length ?? 0);
      at("event root", offset, offset + 32);
      at("payload length", offset + 32, offset + 36);
      at("sealed payload", offset + 36, end);
      offset = end;
    }
    at("secret", secretsOffset, secretsOffset + trees.length * secretBytes);
  }
}

function payloadRegions(path: string, bytes: Uint8Array): Region[] {
  const regions: Region[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const header = decodeBlockHeader(bytes.subarray(offset, offset + blockHeaderBytes));
    if (header === null) throw new Error(`${path}:${offset}: expected a block`);
    const at = (kind: string, from: number, to: number) =>
      regions.push({ kind: `payload ${kind}`, path, from: offset + from, to: offset + to });
    at("header", 0, blockHeaderBytes);
    at("table", blockHeaderBytes, header.tableEnd);
    at("sealed events", header.tableEnd, header.length);
    offset += header.length;
  }
  return regions;
}
