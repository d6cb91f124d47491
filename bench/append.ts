/** Appends to the ledger in process, beside the disk's own price of one sync. */
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { BenchContext, Benchmark } from "./bench";
import { type Figure, latencyOf, rateOf, take, timed, timedInParallel } from "./figure";
import { openOwnLedger } from "./own-ledger";

/** Appends under way at once: as many as one batch takes. */
const together = 256;

/**
 * What one commit costs at least here: 4 kB written over blocks that the file already has, and fdatasync, as the WAL does
 * it. Appends one after another cannot be faster than this.
 */
async function syncFigure({ folder, repetitions, count }: BenchContext): Promise<Figure> {
  const file = await open(join(folder, "sync"), "w+");
  try {
    const page = Buffer.alloc(4096, 1);
    const pages = 256;
    for (let i = 0; i < pages; i++) await file.write(page, 0, page.length, i * page.length);
    await file.sync();
    const syncOnce = async (i: number) => {
      await file.write(page, 0, page.length, (i % pages) * page.length);
      await file.datasync();
    };
    return latencyOf("disk.sync", await take(repetitions, () => timed(count(300), syncOnce)));
  } finally {
    await file.close();
  }
}

export const append: Benchmark = {
  group: "ledger",
  figures: {
    "disk.sync": "one 4 kB write and fdatasync on this disk: the least that a commit can cost",
    "append.alone": "captures of one event, each appended when the one before is durable; signing included",
    "append.together": `the same, ${together} under way at once (group commit)`,
  },
  async run(context) {
    const { repetitions, count, limitMs } = context;
    const disk = await syncFigure(context);
    const { ledger, capture } = await openOwnLedger(context, "append");
    const prepared = (size: number) => Array.from({ length: size }, () => capture(1));
    const sample = (size: number, width: number) => {
      const submissions = prepared(size);
      const one = async (i: number) => {
        const submission = submissions[i];
        if (submission !== undefined) await ledger.append(submission);
      };
      return timedInParallel(size, width, one, limitMs);
    };
    await sample(count(1_000), together); // warm-up, not told
    const alone = await take(repetitions, () => sample(count(500), 1));
    const grouped = await take(repetitions, () => sample(count(5_000), together));
    return [
      disk,
      rateOf("append.alone", "captures/s", alone),
      rateOf("append.together", "captures/s", grouped),
    ];
  },
};
