/**
 * Overwriting an event in every file of the ledger that holds it. What is left are its root and sealed bytes in the
 * WAL that nothing opens any more; they go with their segment.
 */
import { tileWidth } from "@/lib/tile/path";
import { writeAll } from "../files";
import type { BlockTable } from "../payload/block";
import type { Payloads } from "../payload/payloads";
import type { Secrets } from "../payload/secrets";
import { isZero, secretBytes } from "../wal/frame";
import { type EventPlace, findInWal, type WalSegments } from "./wal-copy";

/** The files that hold secrets and sealed events. */
export interface ErasureFiles {
  readonly wal: WalSegments;
  readonly payloads: Payloads;
  readonly secrets: Secrets;
}

/**
 * Overwrites an event's secret with zeros in the WAL, then in the secrets files, then its sealed bytes in the payload
 * files, and syncs each. In this order: what copies from the WAL finds no secret there any more, and sealed bytes are
 * only looked at under a secret. A crash in between leaves some of it; the record in the log says that the rest must
 * go, and the next start carries on. Idempotent.
 * @param again writes and syncs also what reads as zero: zeros that a process which died wrote may be in the page cache
 * only
 * @returns whether anything was still there
 * @throws LedgerDamage when a frame or block does not hold; Error when a write fails
 */
export async function overwriteEvent(
  files: ErasureFiles,
  event: EventPlace,
  { again }: { again: boolean },
): Promise<boolean> {
  const { wal, payloads, secrets } = files;
  let isFound = false;
  const copy = await findInWal(wal, event);
  if (copy !== null && (again || !isZero(copy.secret))) {
    isFound = !isZero(copy.secret);
    await writeAll(copy.file, new Uint8Array(secretBytes), copy.offset);
    await copy.file.datasync();
  }
  const block = await findInPayload(payloads, event);
  const tree = block?.tree ?? copy?.tree;
  // Also where no block is yet: a crash, or a full disk, may have come between the secrets and the block.
  if (tree !== undefined && (await secrets.erase(tree, again))) isFound = true;
  if (block !== null && (await payloads.erase(block, again))) isFound = true;
  return isFound;
}

/** Finds the payload block of an event; null while it has none, or when the entry has no such event. */
export async function findInPayload(
  payloads: Payloads,
  { leafIndex, ordinal }: EventPlace,
): Promise<{ n: number; table: BlockTable; treeInBlock: number; tree: number } | null> {
  const n = Math.floor(leafIndex / tileWidth);
  if (n >= payloads.blockCount) return null;
  const table = await payloads.table(n);
  const { first, end } = table.treesOf(leafIndex % tileWidth);
  if (first + ordinal >= end) return null;
  const treeInBlock = first + ordinal;
  return { n, table, treeInBlock, tree: table.header.firstTree + treeInBlock };
}
