/** Cuts, deletes and empties every file of a ledger that was closed: never a silent pass, never a crash. */
import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { toHex } from "@/lib/bytes";
import { capture, openWorld } from "@/server/ledger/testing/world";
import { seededRandom } from "@/server/services/seed/random";
import { auditErrors, judge, placesIn } from "./testing/judge";
import {
  filesOf,
  makeStoppedLedger,
  type Region,
  regionsOf,
  type StoppedLedger,
  settings,
} from "./testing/stopped-ledger";

const { seed } = inject("durability");
const random = seededRandom(seed);

let ledger: StoppedLedger;
let regions: Region[];
let leafHashes: string[];
beforeAll(async () => {
  ledger = await makeStoppedLedger(560);
  regions = await regionsOf(ledger.dir);
  leafHashes = await leafHashesOf(await ledger.copy());
});
afterAll(() => ledger.remove());

/** Opens a ledger, lists its entries and closes it again. */
async function leafHashesOf(dir: string): Promise<string[]> {
  const opened = await openWorld(dir, { settings });
  const hashes: string[] = [];
  for await (const { leafHash } of opened.entries(0, 1e9)) hashes.push(toHex(leafHash));
  await opened.close();
  return hashes;
}

/** A WAL segment is filled with zeros before use; tells where those begin that no batch has overwritten. */
function zeroTailOf(path: string): number {
  return regions.find((region) => region.path === path && region.kind === "WAL zero tail")?.from ?? Infinity;
}

/** What is done to a file of `size` bytes. */
const treatments: Record<string, (file: string, size: number) => void> = {
  "cut short somewhere": (file, size) => truncateSync(file, Math.floor(random() * size)),
  "cut short by a few bytes": (file, size) => truncateSync(file, size - 1 - Math.floor(random() * 40)),
  "cut to whole sectors": (file, size) => truncateSync(file, Math.floor((random() * size) / 512) * 512),
  "cut to nothing": (file) => truncateSync(file, 0),
  deleted: (file) => rmSync(file),
  "replaced by zeros": (file, size) => writeFileSync(file, new Uint8Array(size)),
};

/** Zeros that nothing was written over yet carry nothing: without them the ledger has all it had, and goes on. */
async function requireGoesOn(dir: string): Promise<void> {
  expect(await leafHashesOf(dir)).toEqual(leafHashes);
  const opened = await openWorld(dir, { settings });
  await Promise.all(Array.from({ length: 50 }, (_, n) => opened.append(capture(1e6 + n))));
  await opened.close();
  expect((await leafHashesOf(dir)).slice(0, leafHashes.length)).toEqual(leafHashes);
  expect(await auditErrors(dir)).toEqual([]);
}

describe.each(Object.entries(treatments))("a file %s", (_name, treat) => {
  test("is refused or found, by file and offset, unless all that is gone is room for more", async () => {
    for (const path of await filesOf(ledger.dir)) {
      const dir = await ledger.copy();
      const file = join(dir, path);
      treat(file, readFileSync(file).length);
      const verdict = await judge(dir);
      const what = `${path}, seed ${seed}: ${JSON.stringify(verdict)}`;
      const left = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
      if (left >= zeroTailOf(path) && verdict.refusal === null) await requireGoesOn(dir);
      else
        expect(
          placesIn(dir, verdict).map((place) => place.path),
          what,
        ).toContain(path);
      rmSync(dir, { recursive: true });
    }
  }, 60_000);
});

test("a secret that is missing is never taken for one that was erased", async () => {
  const dir = await ledger.copy();
  truncateSync(join(dir, "secrets", "00000000.seg"), 32 * 100);
  const opened = await openWorld(dir, { settings });
  await expect(opened.entry(255)).rejects.toMatchObject({
    code: "damage",
    file: join(dir, "secrets", "00000000.seg"),
  });
  await opened.close();
});

test("a secret overwritten with zeros is found where no entry says that its event was erased", async () => {
  const secrets = regions.filter(({ kind }) => kind === "WAL secret" || kind === "secrets segment");
  for (const { path, from } of [secrets[0], secrets.at(-1)].flatMap((region) => region ?? [])) {
    const dir = await ledger.copy();
    const bytes = readFileSync(join(dir, path));
    writeFileSync(join(dir, path), bytes.fill(0, from, from + 32));
    expect(await auditErrors(dir)).toMatchObject([{ where: `${join(dir, path)}:${from}` }]);
  }
});
