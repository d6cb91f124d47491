/** What a large log costs: to start after a crash, to store, to prove from, to audit. Entries of 300 bytes, no members. */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { toHex } from "@/lib/bytes";
import { openFileKeystore } from "@/server/keystore/file-keystore";
import { auditLedger } from "@/server/ledger/audit";
import { openLedger } from "@/server/ledger/ledger";
import type { BenchContext, Benchmark } from "./bench";
import { type Figure, medianOf, rateOf, type Sample, take } from "./figure";
import { bytesIn, startAndKill } from "./killed-log";

const entryBytes = 300;
/** Tiles that are asked about again and again, as those of recent entries are. */
const provedFrom = 100_000;

async function startFigures(name: string, { repetitions }: BenchContext, folder: string): Promise<Figure[]> {
  // Each start has a tail to replay that the one before it left.
  const starts = await take(repetitions, async () => {
    const report = await startAndKill(folder, 5_000);
    return { ...report, operations: 1 };
  });
  return [
    medianOf(
      `${name}.after-kill`,
      "ms",
      starts.map(({ milliseconds }) => milliseconds),
    ),
    medianOf(
      `${name}.cpu`,
      "ms",
      starts.map(({ cpuMilliseconds }) => cpuMilliseconds),
    ),
    medianOf(
      `${name}.memory`,
      "MB",
      starts.map(({ megabytes }) => megabytes),
    ),
  ];
}

/** Proves random entries of the newest 100,000 in the whole log; the first round fills the cache and is not told. */
async function proofFigure({ repetitions, count }: BenchContext, folder: string): Promise<Figure[]> {
  const keystore = await openFileKeystore(join(folder, "keys"));
  const [known] = await keystore.list();
  if (known === undefined) throw new Error("the log has a key");
  const ledger = await openLedger({
    dir: join(folder, "ledger"),
    signer: await keystore.signer(toHex(known.kid)),
    admission: "none",
  });
  try {
    const { size } = ledger.head();
    const first = Math.max(0, size - provedFrom);
    const round = async (): Promise<Sample> => {
      const operations = count(40_000);
      const from = performance.now();
      for (let i = 0; i < operations; i++) {
        await ledger.inclusionProof(first + ((i * 7_919) % (size - first)), size);
      }
      return { operations, milliseconds: performance.now() - from };
    };
    await round();
    const overhead = (bytesIn(join(folder, "ledger"), /^(wal|lock|head)/) - size * entryBytes) / size;
    return [
      rateOf("proof.inclusion", "proofs/s", await take(repetitions, round)),
      medianOf("storage.overhead", "B/entry", [overhead]),
    ];
  } finally {
    await ledger.close();
  }
}

async function auditFigure({ repetitions }: BenchContext, folder: string): Promise<Figure> {
  const audits = await take(repetitions, async () => {
    // From the first tile on: until then threads are being started, which a log of any size pays once.
    let first: { atMs: number; checked: number } | null = null;
    const audit = auditLedger({
      dir: join(folder, "ledger"),
      threads: availableParallelism(),
      onProgress: ({ checked }) => {
        first ??= { atMs: performance.now(), checked };
      },
    });
    const next = await audit.next();
    if (!next.done) throw new Error(`audit: ${next.value.where} ${next.value.message}`);
    const { atMs, checked } = first ?? { atMs: Number.NaN, checked: 0 };
    return { operations: next.value.entries - checked, milliseconds: performance.now() - atMs };
  });
  return rateOf("audit.hashing", "entries/s", audits);
}

export const largeLog: Benchmark = {
  group: "ledger",
  figures: {
    "restart.after-kill":
      "opening a log of a million entries (a quick run: 100,000) that was ended by kill -9",
    "restart.cpu": "the CPU time of that, which other programs do not lengthen",
    "restart.memory": "what the process then weighs, Node's own 60 to 90 MB included",
    "proof.inclusion": "paths of random entries among the newest 100,000, their tiles cached",
    "storage.overhead": "bytes on disk beyond the entry's own 300, once the WAL is dropped",
    "audit.hashing":
      "every tile and bundle read and hashed to the signed root, threads on all cores, from the first tile on; what the WAL still holds is read too",
  },
  async run(context) {
    const folder = join(context.folder, "large-log");
    await startAndKill(folder, context.count(1_000_000));
    return [
      ...(await startFigures("restart", context, folder)),
      ...(await proofFigure(context, folder)),
      await auditFigure(context, folder),
    ];
  },
};

/** Takes minutes and gigabytes: only when it is named. */
export const tenMillion: Benchmark = {
  group: "ledger",
  isOnDemand: true,
  figures: {
    "restart-10M.after-kill": "opening a log of ten million entries that was ended by kill -9",
    "restart-10M.cpu": "the CPU time of that",
    "restart-10M.memory": "what the process then weighs",
  },
  async run(context) {
    const folder = join(context.folder, "ten-million");
    await startAndKill(folder, context.count(10_000_000));
    return startFigures("restart-10M", context, folder);
  },
};
