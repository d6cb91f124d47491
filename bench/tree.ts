/** The trees alone: hashing, without disk, signatures or parsing. One thread. */
import { randomBytes } from "node:crypto";
import { commitEvent } from "@/lib/fields/commit";
import { rootOfLeaves } from "@/lib/merkle/tree";
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
    "event.commit": "one event to its root: salts, canonical fields, leaf and node hashes (secret given)",
  },
  async run({ repetitions, count }) {
    const leaves = Array.from({ length: count(100_000) }, () => new Uint8Array(randomBytes(32)));
    const events = Array.from({ length: count(5_000) }, normalEvent);
    const secrets = events.map(() => new Uint8Array(randomBytes(32)));
    const commit = (i: number) => commitEvent(nodeSuite, events[i] ?? {}, secrets[i] ?? new Uint8Array(32));
    const commitAll = () => timed(events.length, commit);
    rootSample(leaves); // warm-up, not told
    await commitAll();
    const roots = await take(repetitions, async () => rootSample(leaves));
    const commits = await take(repetitions, commitAll);
    return [rateOf("tree.leaves", "leaves/s", roots), rateOf("event.commit", "events/s", commits)];
  },
};
