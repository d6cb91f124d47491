/** The trees alone: hashing, without disk, signatures or parsing. One thread. */
import { randomBytes } from "node:crypto";
import { commitEvent } from "@/lib/fields/commit";
import { fieldTextOf } from "@/lib/fields/field-text";
import { rootOfLeaves } from "@/lib/merkle/tree";
import { hashKernel } from "@/server/crypto/kernel/kernel";
import { nodeSuite } from "@/server/crypto/node-suite";
import type { Benchmark } from "./bench";
import { rateOf, type Sample, take, timed } from "./figure";
import { normalEvent } from "./workload";

/** Computes one root over so many leaves; as many node hashes less one are part of it. */
function rootSample(leaves: Uint8Array[]): Sample {
  const from = performance.now();
  rootOfLeaves(nodeSuite.sha256, leaves);
  return { operations: leaves.length, milliseconds: performance.now() - from };
}

export const tree: Benchmark = {
  group: "ledger",
  figures: {
    "tree.leaves":
      "RFC 9162 root over 32-byte leaves, node:crypto: one leaf hash and one node hash for each leaf",
    "event.commit":
      "one event to its root: salts, canonical fields, leaf and node hashes (secret given), as captures do",
    "event.commit.plain": "the same with a call of node:crypto for each hash, as verifiers do",
  },
  async run({ repetitions, count }) {
    const leaves = Array.from({ length: count(100_000) }, () => new Uint8Array(randomBytes(32)));
    const events = Array.from({ length: count(5_000) }, normalEvent);
    const secrets = events.map(() => new Uint8Array(randomBytes(32)));
    const secretOf = (i: number) => secrets[i] ?? new Uint8Array(32);
    const kernel = hashKernel();
    const commitAll = () =>
      timed(events.length, (i) => kernel.commit(fieldTextOf(events[i] ?? {}), secretOf(i)));
    const commitPlain = () =>
      timed(events.length, (i) => commitEvent(nodeSuite, events[i] ?? {}, secretOf(i)));
    rootSample(leaves); // warm-up, not told
    await commitAll();
    await commitPlain();
    const roots = await take(repetitions, async () => rootSample(leaves));
    const commits = await take(repetitions, commitAll);
    const plain = await take(repetitions, commitPlain);
    return [
      rateOf("tree.leaves", "leaves/s", roots),
      rateOf("event.commit", "events/s", commits),
      rateOf("event.commit.plain", "events/s", plain),
    ];
  },
};
