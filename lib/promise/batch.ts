/**
 * The tree under a promise: one leaf for each entry of a batch, `uint64be index ‖ leafHash[32]`, in the order of the log.
 */
import { concatBytes } from "@/lib/bytes";
import type { Sha256 } from "@/lib/crypto/suite";
import { leafHash as hashLeaf } from "@/lib/merkle/hash";

/** The entries that one write made durable. */
export interface BatchEntries {
  readonly firstIndex: number;
  /** RFC 9162 leaf hashes of the entries, in order, 32 bytes each. */
  readonly leafHashes: readonly Uint8Array[];
}

/** Hashes the leaf of one entry in the tree of its batch. */
export function batchLeafHash(sha256: Sha256, index: number, leafHash: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(index));
  return hashLeaf(sha256, concatBytes(bytes, leafHash));
}

/** Hashes the leaves of a batch, in order. */
export function batchHashes(sha256: Sha256, { firstIndex, leafHashes }: BatchEntries): Uint8Array[] {
  return leafHashes.map((hash, i) => batchLeafHash(sha256, firstIndex + i, hash));
}
