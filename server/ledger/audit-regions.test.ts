/**
 * An independent judge of the audit: one byte is changed in every region of every kind of file, region by region as the
 * formats say (wal/frame.ts, payload/block.ts, head.ts, C2SP tlog-tiles), not as the audit reads them.
 */
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AuditSummary } from "./audit";
import { auditLedger, type Finding } from "./audit";
import { decodeResumePoint, encodeResumePoint, type ResumePoint } from "./audit/resume";
import { admitMaker, capture, openWorld, smallSettings, temporaryFolder } from "./testing/world";

let dir = "";
let remove = async () => {};
beforeAll(async () => {
  ({ dir, remove } = await temporaryFolder());
  const ledger = await openWorld(dir, { settings: { ...smallSettings, walSegmentBytes: 128 << 10 } });
  await admitMaker(ledger);
  // Tiles of captures alone, several times over, and entries that only the WAL has.
  for (let n = 0; n < 860; n += 86) {
    await Promise.all(Array.from({ length: 86 }, (_, i) => ledger.append(capture(n + i))));
  }
  await ledger.close();
}, 120_000);
afterAll(() => remove());

async function audit(options: { threads?: number; since?: ResumePoint } = {}) {
  const findings: Finding[] = [];
  const run = auditLedger({ dir, ...options });
  let next = await run.next();
  for (; !next.done; next = await run.next()) if (next.value.severity === "error") findings.push(next.value);
  return { findings, summary: next.value as AuditSummary };
}

/** Audits with one byte of a file changed. */
async function auditWith(path: string, offset: number, options = {}): Promise<Finding[]> {
  const right = readFileSync(path);
  const changed = Buffer.from(right);
  changed[offset] = (changed[offset] ?? 0) ^ 0x10;
  writeFileSync(path, changed);
  try {
    return (await audit(options)).findings;
  } finally {
    writeFileSync(path, right);
  }
}

/** A finding names the file, and a unit of it that begins at or before the changed byte. */
function requireNamed(findings: readonly Finding[], path: string, offset: number): void {
  const places = findings.map(({ where }) => where).filter((where) => where.startsWith(`${path}:`));
  const at = `${relative(dir, path)}:${offset}: ${JSON.stringify(findings)}`;
  expect(places, at).not.toHaveLength(0);
  expect(Math.min(...places.map((place) => Number(place.slice(path.length + 1)))), at).toBeLessThanOrEqual(
    offset,
  );
}

function pathsOf(pattern: RegExp): string[] {
  const all = readdirSync(dir, { recursive: true, withFileTypes: true });
  const paths = all.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return paths.filter((path) => pattern.test(relative(dir, path))).sort();
}

const first = (pattern: RegExp) => pathsOf(pattern)[0] ?? "";
const last = (pattern: RegExp) => pathsOf(pattern).at(-1) ?? "";

/** Offsets of the first frame's regions (wal/frame.ts). */
function frameRegions(path: string): [string, number][] {
  const frame = readFileSync(path);
  const [length, bodyLength] = [frame.readUInt32BE(12), frame.readUInt32BE(52)];
  const secrets = 128 + bodyLength;
  return [
    ["magic", 3],
    ["header CRC", 9],
    ["frame length", 15],
    ["first index", 23],
    ["first tree", 31],
    ["log time", 39],
    ["epoch", 43],
    ["counts", 47],
    ["body length", 55],
    ["body CRC", 57],
    ["secrets CRC", 61],
    ["root hash", 70],
    ["reserved zeros", 100],
    ["first entry's length", 131],
    ["first statement", 160],
    ["last bytes of the body", secrets - 1],
    ["first secret", secrets],
    ["padding", length - 9],
    ["trailer", length - 1],
  ];
}

/** Offsets of the first block's regions (payload/block.ts). */
function blockRegions(path: string): [string, number][] {
  const block = readFileSync(path);
  const trees = block.readUInt32BE(12);
  const table = 64 + 256 * 12;
  return [
    ["magic", 0],
    ["CRC", 8],
    ["tree count", 15],
    ["tile index", 23],
    ["first tree", 31],
    ["sealed length", 39],
    ["reserved zeros", 50],
    ["log time of an entry", 64 + 7],
    ["trees of an entry", 64 + 11],
    ["event root", table],
    ["length of a seal", table + 35],
    ["CRC of a seal", table + 36],
    ["first sealed byte", table + 40 * trees],
    ["last sealed byte of the file", statSync(path).size - 1],
  ];
}

describe("one changed byte is found, with file and offset", () => {
  test("in every region of a WAL frame, first and last segment", async () => {
    for (const path of [first(/^wal.*seg$/), last(/^wal.*seg$/)]) {
      for (const [, offset] of frameRegions(path)) requireNamed(await auditWith(path, offset), path, offset);
      // Zeros behind the last frame: a later write would go there.
      const end = statSync(path).size - 1;
      requireNamed(await auditWith(path, end), path, end);
    }
  }, 240_000);

  test("in every region of a payload block", async () => {
    const path = first(/^payload/);
    for (const [, offset] of blockRegions(path)) requireNamed(await auditWith(path, offset), path, offset);
  }, 240_000);

  test("in every secret's file, tile, entry bundle, head and snapshot, at its ends and inside", async () => {
    for (const pattern of [
      /^secrets/,
      /^tile\/0\//,
      /^tile\/entries\//,
      /^head\.a/,
      /^head\.b/,
      /^wal.*state$/,
    ]) {
      for (const path of new Set([first(pattern), last(pattern)])) {
        const { size } = statSync(path);
        for (const offset of [0, 1, size >> 1, size - 33, size - 1]) {
          requireNamed(await auditWith(path, offset), path, offset);
        }
      }
    }
  }, 240_000);

  test("what is not found is no part of the log: the lock, and the segment prepared for later", async () => {
    const others = pathsOf(/^(?!wal\/\d+\.(seg|state)|payload|secrets|tile|head)/).map((path) =>
      relative(dir, path),
    );
    for (const name of others) expect(name).toMatch(/^(lock\.\d+|wal\/spare|erased)$/);
  });
});

test("threads find what one thread finds", async () => {
  const tile = last(/^tile\/0\//);
  const bundle = first(/^tile\/entries\//);
  expect((await audit({ threads: 2 })).findings).toEqual([]);
  for (const [path, offset] of [
    [tile, 40],
    [bundle, 900],
    [first(/^payload/), 71],
    [last(/^wal.*seg$/), 200],
  ] as const) {
    expect(await auditWith(path, offset, { threads: 2 })).toEqual(await auditWith(path, offset));
  }
}, 120_000);

test("says what to do by where the good copy is: never a rebuild of the mirror for a file of the ledger", async () => {
  const remedyAt = async (path: string, offset: number) => {
    const found = (await auditWith(path, offset)).filter(({ where }) => where.startsWith(`${path}:`));
    return [...new Set(found.map(({ remedy }) => remedy))];
  };
  expect(await remedyAt(first(/^tile\/0\//), 5)).toEqual(["recompute"]);
  expect(await remedyAt(first(/^payload/), 70)).toEqual(["backup"]);
  expect(await remedyAt(last(/^wal.*seg$/), 200)).toEqual(["backup"]);
  // By the first frame of the oldest segment that is left: which bundles the WAL holds whole.
  const walFrom = Number(readFileSync(first(/^wal.*seg$/)).readBigUInt64BE(16));
  for (const [n, path] of pathsOf(/^tile\/entries\//).entries()) {
    expect(await remedyAt(path, 300)).toEqual([n * 256 >= walFrom ? "from-wal" : "copy-or-backup"]);
  }
}, 60_000);

describe("an audit that goes on where an earlier one ended", () => {
  test("believes what was checked, finds what changed after it, and says when the tree begins otherwise", async () => {
    const { summary } = await audit();
    const point = summary.resume;
    if (point === null) throw new Error("an audit that found nothing wrong leaves a point");
    const kept = decodeResumePoint("resume.json", encodeResumePoint(point));
    expect(kept.size).toBe(768);
    const again = await audit({ since: kept });
    expect(again.findings).toEqual([]);
    expect(again.summary).toMatchObject({ since: 768, entries: summary.entries });
    // Behind the point: found as ever. Before it: believed, though the tree's own hashes still count.
    const wal = last(/^wal.*seg$/);
    requireNamed(await auditWith(wal, 200, { since: kept }), wal, 200);
    expect(await auditWith(first(/^payload/), 71, { since: kept })).toEqual([]);
    expect((await auditWith(first(/^tile\/0\//), 40, { since: kept })).map(({ where }) => where)).toEqual([
      "--since 768",
    ]);
    const other = { ...kept, rootHash: new Uint8Array(32) };
    expect((await audit({ since: other })).findings.map(({ where }) => where)).toEqual(["--since 768"]);
  });

  test("finds a missing file that is needed, and takes no other file for a point", async () => {
    expect(() => decodeResumePoint("resume.json", "{}")).toThrow(
      expect.objectContaining({ code: "malformed" }),
    );
    const { summary } = await audit();
    const text = encodeResumePoint(summary.resume as ResumePoint);
    const changed = text.replace(/"rootHash": "(..)/, '"rootHash": "00');
    expect(() => decodeResumePoint("resume.json", changed)).toThrow(
      expect.objectContaining({ code: "malformed" }),
    );
    const tile = first(/^tile\/0\//);
    const right = readFileSync(tile);
    rmSync(tile);
    requireNamed((await audit()).findings, tile, 0);
    writeFileSync(tile, right);
  });
});
