/** One file of each kind of evidence, of a log in memory and of one that broke its promise, for tests. */
import { utf8 } from "@/lib/bytes";
import { formatConsistencyFile } from "@/lib/consistency/consistency-file";
import { nobleSuite } from "@/lib/crypto/noble-suite";
import { leafHash } from "@/lib/merkle/hash";
import { formatTlogProof } from "@/lib/note/tlog-proof";
import { formatVkey } from "@/lib/note/vkey";
import { formatBrokenPromise } from "@/lib/promise/broken-promise";
import { formatEntryPromise } from "@/lib/promise/entry-promise";
import { entryPromise } from "@/lib/promise/testing/log-promises";
import { formatProofFile } from "@/lib/proof/proof-file";
import { testWitness } from "@/lib/proof/testing/signers";
import { parties, SmallLog } from "@/lib/proof/testing/small-log";
import { twoMembers } from "@/lib/proof/testing/two-members";
import { decodeReceipt } from "@/lib/receipt/receipt";
import { consistencyReceipt, inclusionReceipt, leafHashes } from "@/lib/receipt/testing/log-receipts";
import { attachReceipts } from "@/lib/receipt/transparent-statement";
import { statementTypes } from "@/lib/statement/statement";

const { sha256 } = nobleSuite;
const witness = testWitness("witness.example/w1", 41);

/** Everything somebody could hand to a verifier, as bytes, by name. */
export type EvidenceFiles = Record<
  | "bundles"
  | "tlogProof"
  | "receipt"
  | "scitt"
  | "promise"
  | "keptPromise"
  | "brokenPromise"
  | "promiseThatWasBroken"
  | "proofOfTheOther"
  | "theOther"
  | "consistency"
  | "consistencyReceipt"
  | "forked"
  | "entry"
  | "otherEntry"
  | "older"
  | "newer"
  | "policy",
  Uint8Array
> & { vkey: string; forgedVkey: string };

/** A log that promises an index to one entry and then puts another there. */
export function promiseBreaker(): {
  log: SmallLog;
  file: Uint8Array;
  promise: Uint8Array;
  proof: Uint8Array;
  entry: Uint8Array;
} {
  const log = new SmallLog();
  log.join(parties.farm, "manufacturer");
  const index = log.entries.length;
  const [one, other] = [1, 2].map((byte) =>
    log.sign(parties.farm, statementTypes.capture, new Uint8Array(32).fill(byte)),
  );
  const promised = leafHash(sha256, one ?? new Uint8Array());
  const promise = entryPromise(log, { firstIndex: index, leafHashes: [promised] }, 0);
  log.admit(other ?? new Uint8Array());
  const proof = formatTlogProof(log.proofOf(index));
  const there = leafHash(sha256, other ?? new Uint8Array());
  return {
    log,
    file: utf8(JSON.stringify(formatBrokenPromise({ promise, leafHash: there, proof }))),
    promise: utf8(JSON.stringify(formatEntryPromise(promise))),
    proof: utf8(proof),
    entry: other ?? new Uint8Array(),
  };
}

/** Makes the files. */
export async function evidenceFiles(): Promise<EvidenceFiles> {
  const { log, harvested, shipped, state } = twoMembers();
  const size = log.entries.length;
  const entry = log.entries[harvested] ?? new Uint8Array();
  const receipt = inclusionReceipt(log, harvested);
  const [olderSize, older, newer] = [5, log.checkpoint(5), log.checkpoint(size, [witness])];
  const grown = await consistencyReceipt(log, olderSize, size);
  const { vdp } = decodeReceipt(grown);
  const other = new SmallLog();
  other.join(parties.farm, "manufacturer");
  while (other.entries.length < size) other.state();
  const breaker = promiseBreaker();
  const set = {
    version: 1 as const,
    subject: "",
    bundles: [log.bundle(harvested, { stateIndex: state, witnesses: [witness] })],
  };
  const trust = { origin: log.origin, vkey: log.vkey };
  const json = (value: unknown) => utf8(JSON.stringify(value));
  return {
    bundles: json(formatProofFile({ set, trust, records: [[`${harvested}.0`]] })),
    tlogProof: utf8(formatTlogProof(log.proofOf(harvested, size, [witness]))),
    receipt,
    scitt: attachReceipts({ statement: entry, receipts: [receipt] }),
    promise: json(
      formatEntryPromise(entryPromise(log, { firstIndex: 2, leafHashes: leafHashes(log).slice(2, 6) }, 1)),
    ),
    keptPromise: json(
      formatEntryPromise(
        entryPromise(log, { firstIndex: harvested, leafHashes: [leafHash(sha256, entry)] }, 0),
      ),
    ),
    brokenPromise: breaker.file,
    promiseThatWasBroken: breaker.promise,
    proofOfTheOther: breaker.proof,
    theOther: breaker.entry,
    consistency: json(formatConsistencyFile({ size1: olderSize, size2: size, path: vdp.path, newer })),
    consistencyReceipt: grown,
    forked: json(
      formatConsistencyFile({ size1: size, size2: size, path: [], older: newer, newer: other.checkpoint() }),
    ),
    entry,
    otherEntry: log.entries[shipped] ?? entry,
    older: utf8(older),
    newer: utf8(newer),
    policy: utf8(`log ${log.vkey}\nwitness w1 ${formatVkey(witness.vkey)}\nquorum w1\n`),
    vkey: log.vkey,
    forgedVkey: breaker.log.vkey,
  };
}
