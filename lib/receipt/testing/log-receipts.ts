/** Receipts of a log in memory, for tests. */
import { nobleSuite } from "@/lib/crypto/noble-suite";
import { leafHash } from "@/lib/merkle/hash";
import { consistencyProof } from "@/lib/merkle/proof";
import { pathOfHashes, rootOfHashes } from "@/lib/merkle/tree";
import type { SmallLog } from "@/lib/proof/testing/small-log";
import { headerOfLog, type NamedLog } from "@/lib/statement/log-header";
import { encodeReceipt, type KnownHead, receiptToSign } from "../receipt";

const { sha256 } = nobleSuite;

/** A small log as headers name it. */
export function namedLog({ origin, signer }: SmallLog): NamedLog {
  return { origin, key: signer.key };
}

/** The leaf hashes of the first `size` entries. */
export function leafHashes(log: SmallLog, size = log.entries.length): Uint8Array[] {
  return log.entries.slice(0, size).map((entry) => leafHash(sha256, entry));
}

/** The head of the first `size` entries. */
export function headAt(log: SmallLog, size: number): KnownHead {
  return { size, rootHash: rootOfHashes(sha256, leafHashes(log, size)) };
}

function signHead(log: SmallLog, size: number): { protectedBytes: Uint8Array; signature: Uint8Array } {
  const header = headerOfLog(sha256, namedLog(log), size);
  const { protectedBytes, message } = receiptToSign(header, headAt(log, size).rootHash);
  return { protectedBytes, signature: log.signer.sign(message) };
}

/** Makes the receipt of an entry in the tree of `size`. */
export function inclusionReceipt(log: SmallLog, index: number, size = log.entries.length): Uint8Array {
  const path = pathOfHashes(sha256, leafHashes(log, size), index);
  return encodeReceipt(signHead(log, size), { kind: "inclusion", size, index, path });
}

/** Makes the receipt that the tree of size1 begins the tree of size2. */
export async function consistencyReceipt(log: SmallLog, size1: number, size2: number): Promise<Uint8Array> {
  const hashes = leafHashes(log);
  const reader = {
    read: (ids: { level: number; index: number }[]) =>
      ids.map(({ level, index }) => {
        const width = 2 ** level;
        return rootOfHashes(sha256, hashes.slice(index * width, (index + 1) * width));
      }),
  };
  const path = await consistencyProof(reader, sha256, size1, size2);
  return encodeReceipt(signHead(log, size2), { kind: "consistency", size1, size2, path });
}
