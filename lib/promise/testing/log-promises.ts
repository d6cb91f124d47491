/** Promises of a log in memory, for tests. */
import { nobleSuite } from "@/lib/crypto/noble-suite";
import { pathOfHashes, rootOfHashes } from "@/lib/merkle/tree";
import type { SmallLog } from "@/lib/proof/testing/small-log";
import { namedLog } from "@/lib/receipt/testing/log-receipts";
import { headerOfLog } from "@/lib/statement/log-header";
import { type BatchEntries, batchHashes } from "../batch";
import type { EntryPromise } from "../entry-promise";
import { batchPromiseToSign, encodeBatchPromise } from "../promise";

const { sha256 } = nobleSuite;

/** Makes the promise of the entry at `position` of a batch, as the log would. */
export function entryPromise(log: SmallLog, batch: BatchEntries, position: number): EntryPromise {
  const hashes = batchHashes(sha256, batch);
  const root = rootOfHashes(sha256, hashes);
  const header = headerOfLog(sha256, namedLog(log), hashes.length);
  const { protectedBytes, message } = batchPromiseToSign(header, 1_760_000_000, root);
  return {
    statement: encodeBatchPromise(protectedBytes, root, log.signer.sign(message)),
    index: batch.firstIndex + position,
    leafHash: batch.leafHashes[position] ?? new Uint8Array(32),
    position,
    count: hashes.length,
    path: pathOfHashes(sha256, hashes, position),
  };
}
