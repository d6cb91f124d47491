/** Changes one byte anywhere in the files of a ledger that was closed: never a silent pass, never a crash. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { seededRandom } from "@/server/services/seed/random";
import { auditErrors, judge, placesIn, type Verdict } from "./testing/judge";
import { makeStoppedLedger, type Region, regionsOf, type StoppedLedger } from "./testing/stopped-ledger";

const { seed, rounds } = inject("durability");
const random = seededRandom(seed);
const below = (limit: number) => Math.floor(random() * limit);

/** Every kind of bytes there is. */
const kinds = [
  "WAL batch header",
  "WAL entry lengths",
  "WAL statement",
  "WAL event root",
  "WAL payload length",
  "WAL sealed payload",
  "WAL secret",
  "WAL padding",
  "WAL trailer",
  "WAL zero tail",
  "WAL state",
  "head.a",
  "head.b",
  "tile",
  "entry bundle",
  "payload header",
  "payload table",
  "payload sealed events",
  "secrets segment",
];

let ledger: StoppedLedger;
let regions: Region[];
beforeAll(async () => {
  ledger = await makeStoppedLedger(300);
  regions = await regionsOf(ledger.dir);
});
afterAll(() => ledger.remove());

test("the folder has every kind of bytes, and nothing wrong", async () => {
  expect(new Set(regions.map(({ kind }) => kind))).toEqual(new Set(kinds));
  expect(await judge(await ledger.copy())).toEqual({ findings: [], refusal: null });
});

/** Changes one byte of a region in a copy of the ledger, says what came of it, and undoes it. */
async function flipOnce(dir: string, { path, from, to }: Region): Promise<Verdict> {
  const offset = from + below(to - from);
  const file = join(dir, path);
  const right = readFileSync(file);
  const flipped = Buffer.from(right);
  flipped[offset] = (flipped[offset] ?? 0) ^ (1 + below(255));
  writeFileSync(file, flipped);
  const verdict = await judge(dir);
  writeFileSync(file, right);
  const named = placesIn(dir, verdict).filter((place) => place.path === path);
  const what = `${path} at ${offset}, seed ${seed}: ${JSON.stringify(verdict)}`;
  expect(Math.min(...named.map((place) => place.offset)), what).toBeLessThanOrEqual(offset);
  return verdict;
}

describe.each(kinds)("one byte changed in %s", (kind) => {
  test(
    `is refused or found, by file and offset, each of ${rounds} times`,
    async () => {
      const candidates = regions.filter((region) => region.kind === kind);
      let dir = await ledger.copy();
      for (let round = 0; round < rounds; round++) {
        const region = candidates[below(candidates.length)];
        if (region === undefined) throw new Error(`no ${kind} to change`);
        const { refusal } = await flipOnce(dir, region);
        // One that opened has written a new head.
        if (refusal === null) dir = await ledger.copy();
      }
      expect(await auditErrors(dir), "undone, and left alone by whoever refused it").toEqual([]);
    },
    30_000 + rounds * 5_000,
  );
});
