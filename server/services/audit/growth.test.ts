import fc from "fast-check";
import { expect, it } from "vitest";
import type { LogEntry } from "@/server/ledger/ledger";
import { growthOf } from "./growth";

/** A log of which only the times matter. */
function logOf(times: readonly number[]) {
  let reads = 0;
  return {
    reads: () => reads,
    head: () => ({ size: times.length, rootHash: new Uint8Array(32) }),
    async entry(leafIndex: number): Promise<LogEntry> {
      reads++;
      const recordTimeMs = times[leafIndex] ?? Number.NaN;
      return { leafIndex, leafHash: new Uint8Array(), statement: new Uint8Array(), recordTimeMs, trees: [] };
    },
  };
}

it("counts exactly the entries of each span, whatever times they have", async () => {
  const times = fc.array(fc.nat(100_000), { maxLength: 300 }).map((all) => all.sort((a, b) => a - b));
  await fc.assert(
    fc.asyncProperty(
      times,
      fc.integer({ min: 1, max: 20_000 }),
      fc.integer({ min: 1, max: 30 }),
      async (all, spanMs, count) => {
        const buckets = await growthOf(logOf(all), { nowMs: 100_000, spanMs, count });
        expect(buckets).toHaveLength(count);
        expect(buckets.at(-1)?.fromMs).toBe(Math.floor(100_000 / spanMs) * spanMs);
        for (const [i, { fromMs, entries }] of buckets.entries()) {
          const isLast = i === count - 1;
          const inside = all.filter((time) => time >= fromMs && (isLast || time < fromMs + spanMs));
          expect(entries).toBe(inside.length);
        }
      },
    ),
  );
});

it("reads some twenty entries for each span of a log of a million", async () => {
  const log = logOf(Array.from({ length: 1_000_000 }, (_, i) => i));
  await growthOf(log, { nowMs: 1_000_000, spanMs: 10_000, count: 24 });
  expect(log.reads()).toBeLessThan(24 * 22);
});
