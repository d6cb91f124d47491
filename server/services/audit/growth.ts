/** How fast the log grows: entries in each of the last hours or days, by the log's own clock. */
import type { Ledger } from "@/server/ledger/ledger";

/** Entries whose log time lies in [fromMs, fromMs + span). */
export interface GrowthBucket {
  readonly fromMs: number;
  readonly entries: number;
}

/**
 * Counts the entries of each of the last `count` spans of `spanMs`, the present one last. Log time never decreases, so
 * each border is found by halving: some twenty entries are read for each, however long the log is.
 */
export async function growthOf(
  ledger: Pick<Ledger, "head" | "entry">,
  { nowMs, spanMs, count }: { nowMs: number; spanMs: number; count: number },
): Promise<GrowthBucket[]> {
  const { size } = ledger.head();
  const present = Math.floor(nowMs / spanMs) * spanMs;
  const buckets: GrowthBucket[] = [];
  let end = size;
  for (let i = 0; i < count; i++) {
    const fromMs = present - i * spanMs;
    const first = end === 0 ? 0 : await firstAt(ledger, fromMs, end);
    buckets.unshift({ fromMs, entries: end - first });
    end = first;
  }
  return buckets;
}

/** Finds the first of the entries below `end` whose log time is at least `timeMs`; `end` when there is none. */
async function firstAt(ledger: Pick<Ledger, "entry">, timeMs: number, end: number): Promise<number> {
  let low = 0;
  let high = end;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((await ledger.entry(middle)).recordTimeMs < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
