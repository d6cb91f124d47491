/** Appends of admitted entries in process: what the engine itself does, with membership and signatures left out. */
import { join } from "node:path";
import { nodeSuite } from "@/server/crypto/node-suite";
import { openFileKeystore } from "@/server/keystore/file-keystore";
import { openLedger } from "@/server/ledger/ledger";
import type { Benchmark } from "./bench";
import { latencyOf, rateOf, take, timedInParallel } from "./figure";

/** Two batches: one is admitted while the one before it is written. */
const together = 512;
const entryBytes = 300;

export const appendRaw: Benchmark = {
  group: "ledger",
  figures: {
    "append.raw": `admitted entries of ${entryBytes} B appended in process, ${together} under way at once, each durable; tiles written behind`,
    "append.raw.ack": "the time from the append to its acknowledgement, durable",
  },
  async run(context) {
    const { folder, repetitions, count, limitMs, closers, progress } = context;
    const keystore = await openFileKeystore(join(folder, "append-raw", "keys"));
    const ledger = await openLedger({
      dir: join(folder, "append-raw", "ledger"),
      signer: await keystore.create("log"),
      origin: "bench.example/raw",
      admission: "none",
      onNotice: progress,
    });
    closers.push("the raw ledger", () => ledger.close());
    const sample = (size: number) => {
      const entries = Array.from({ length: size }, (_, i) =>
        nodeSuite.shake256(Buffer.from(`${i}`), entryBytes),
      );
      const one = async (i: number) => {
        const entry = entries[i];
        if (entry !== undefined) await ledger.append({ kind: "raw", entry });
      };
      return timedInParallel(size, together, one, limitMs);
    };
    await sample(count(20_000)); // warm-up, not told
    const samples = await take(repetitions, () => sample(count(200_000)));
    return [rateOf("append.raw", "entries/s", samples), latencyOf("append.raw.ack", samples)];
  },
};
