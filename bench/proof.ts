/**
 * Proof bundles: built in process by the code that serves them, verified as JSON text by the code that browser and
 * command line run.
 */
import { gzipSync } from "node:zlib";
import { nobleSuite } from "@/lib/crypto/noble-suite";
import type { CryptoSuite } from "@/lib/crypto/suite";
import type { JsonValue } from "@/lib/json";
import { parseBundle } from "@/lib/proof/bundle";
import type { TrustRoots } from "@/lib/proof/trust";
import { verifyBundle } from "@/lib/proof/verify";
import { nodeSuite } from "@/server/crypto/node-suite";
import type { Ledger } from "@/server/ledger/ledger";
import { isPublic } from "@/server/services/disclosure/default-policy";
import { captureProof } from "@/server/services/proofs/capture-proof";
import type { BenchContext, Benchmark } from "./bench";
import { type Figure, latencyOf, medianOf, take, timed, timedInParallel } from "./figure";
import { type OwnLedger, openOwnLedger } from "./own-ledger";
import { eventsPerDocument } from "./workload";

const documents = 20;
/** Entries that make the log as deep as a small real one: a path of 11 hashes. */
const fillers = 2_000;

/** Appends what is proven, and enough around it; returns the documents' indexes once they are published. */
async function fill({ ledger, capture }: OwnLedger): Promise<number[]> {
  const indexes: number[] = [];
  await timedInParallel(fillers, 256, () => ledger.append(capture(1)));
  for (let i = 0; i < documents; i++) {
    indexes.push((await ledger.append(capture(eventsPerDocument))).leafIndex);
  }
  await ledger.whenPublished(indexes.at(-1) ?? 0);
  return indexes;
}

/** Builds the public proof of one event of a document; another document and event each time. */
async function buildOne(ledger: Ledger, indexes: number[], i: number): Promise<string> {
  const leafIndex = indexes[i % indexes.length] ?? 0;
  const ordinal = (i * 7) % eventsPerDocument;
  const isDisclosed = (pointer: string, value: JsonValue) =>
    isPublic(pointer, value, { subjects: new Set() });
  const events = new Map([[ordinal, isDisclosed]]);
  const { bundle } = await captureProof(ledger, { leafIndex, events }, ledger.published());
  return JSON.stringify(bundle);
}

async function verifyFigure(
  name: string,
  { repetitions, count }: BenchContext,
  check: { suite: CryptoSuite; texts: string[]; trust: TrustRoots; full: number },
): Promise<Figure> {
  const { suite, texts, trust, full } = check;
  const verifyOne = (i: number) =>
    verifyBundle(suite, parseBundle(JSON.parse(texts[i % texts.length] ?? "")), trust);
  const sample = () => timed(count(full), verifyOne);
  await sample(); // warm-up, not told
  return latencyOf(name, await take(repetitions, sample));
}

export const proof: Benchmark = {
  group: "ledger",
  figures: {
    "proof.build": `one event of a capture of ${eventsPerDocument} under the default policy, in process: entry read and opened, trees pruned, paths, issuer's key, JSON`,
    "proof.verify.node": "that bundle from JSON text to verdict, with node:crypto",
    "proof.verify.noble": "the same with @noble, as a browser without WebCrypto does it",
    "proof.bytes": "that bundle as JSON",
    "proof.bytes.gzip": "the same, gzip",
  },
  async run(context) {
    const own = await openOwnLedger(context, "proof");
    const { ledger } = own;
    const indexes = await fill(own);
    const texts: string[] = [];
    const build = async (i: number) => texts.push(await buildOne(ledger, indexes, i));
    const sample = () => timed(context.count(500), build);
    await sample(); // warm-up, not told
    const built = await take(context.repetitions, sample);
    const trust = { origin: ledger.origin, logVkey: ledger.vkey };
    return [
      latencyOf("proof.build", built),
      await verifyFigure("proof.verify.node", context, { suite: nodeSuite, texts, trust, full: 500 }),
      await verifyFigure("proof.verify.noble", context, { suite: nobleSuite, texts, trust, full: 50 }),
      medianOf(
        "proof.bytes",
        "bytes",
        texts.map((text) => Buffer.byteLength(text)),
      ),
      medianOf(
        "proof.bytes.gzip",
        "bytes",
        texts.slice(0, 100).map((text) => gzipSync(text).length),
      ),
    ];
  },
};
