import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditLedger, type Finding } from "./audit";
import { admitMaker, capture, openWorld, smallSettings, temporaryFolder } from "./testing/world";

let dir = "";
let remove = async () => {};
beforeAll(async () => {
  ({ dir, remove } = await temporaryFolder());
  // Tiles, several payload and WAL segments, and entries that are in the WAL only.
  const ledger = await openWorld(dir, { settings: { ...smallSettings, walSegmentBytes: 96 << 10 } });
  await admitMaker(ledger);
  for (let n = 0; n < 300; n += 100) {
    await Promise.all(Array.from({ length: 100 }, (_, i) => ledger.append(capture(n + i, n + i + 1000))));
  }
  await ledger.close();
});
afterAll(() => remove());

async function audit(): Promise<{ errors: Finding[]; entries: number }> {
  const errors: Finding[] = [];
  const run = auditLedger({ dir });
  let next = await run.next();
  for (; !next.done; next = await run.next()) if (next.value.severity === "error") errors.push(next.value);
  return { errors, entries: next.value.entries };
}

async function filesUnder(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Changes one byte, audits, and puts it back. */
async function auditWithFlip(path: string, offset: number): Promise<Finding[]> {
  const right = await readFile(path);
  const flipped = Buffer.from(right);
  flipped[offset] = (flipped[offset] ?? 0) ^ 0x04;
  await writeFile(path, flipped);
  const { errors } = await audit();
  await writeFile(path, right);
  return errors;
}

test("a ledger that was closed has no findings, and all its entries are checked", async () => {
  expect(await audit()).toEqual({ errors: [], entries: 305 + 1 });
});

test("one flipped byte in any file is found, and its file and offset are named", async () => {
  const files = (await filesUnder(dir)).filter((path) => !/lock|spare/.test(path));
  const kindOf = (path: string) => relative(dir, path).replace(/\d{3,8}/, "N");
  const kinds = new Set(files.map(kindOf));
  expect([...kinds].sort()).toEqual(
    [
      "head.a",
      "head.b",
      "payload/N.seg",
      "secrets/N.seg",
      "tile/0/N",
      "tile/entries/N",
      "wal/N.seg",
      "wal/N.state",
    ].sort(),
  );
  // The first and the last file of each kind.
  const chosen = [...kinds].flatMap((kind) => {
    const same = files.filter((path) => kindOf(path) === kind).sort();
    return [...new Set([same[0], same.at(-1)])].filter((path) => path !== undefined);
  });
  for (const path of chosen) {
    const { size } = await stat(path);
    for (const offset of [0, Math.floor(size / 3), Math.floor(size * 0.71), size - 1]) {
      const errors = await auditWithFlip(path, offset);
      const named = errors.map(({ where }) => where).filter((where) => where.startsWith(`${path}:`));
      expect(named, `${path} at ${offset}: ${JSON.stringify(errors)}`).not.toHaveLength(0);
      const start = Number(named[0]?.slice(path.length + 1));
      expect(start, `${path} at ${offset}`).toBeLessThanOrEqual(offset);
      // Bundles and the WAL say what a tile says, so no other file is blamed for it.
      if (kindOf(path) === "tile/0/N") expect(named).toHaveLength(errors.length);
    }
  }
}, 240_000);
