/** Proofs about the log itself, for anybody: that an entry is in it, that it only grew, that an index was promised. */
import { type ConsistencyFile, formatConsistencyFile } from "@/lib/consistency/consistency-file";
import { DomainError } from "@/lib/errors";
import type { JsonObject } from "@/lib/json";
import { rootFromInclusion } from "@/lib/merkle/verify";
import { formatTlogProof } from "@/lib/note/tlog-proof";
import { formatEntryPromise } from "@/lib/promise/entry-promise";
import { encodeReceipt } from "@/lib/receipt/receipt";
import { attachReceipts } from "@/lib/receipt/transparent-statement";
import { nodeSuite } from "@/server/crypto/node-suite";
import type { Ledger, PublishedCheckpoint, TreeHead } from "@/server/ledger/ledger";
import type { ServiceDeps } from "@/server/services/deps";
import { checkpointOver } from "./checkpoint-over";

type LogDeps = Pick<ServiceDeps, "ledger" | "logSignatures">;
type ReadDeps = Pick<ServiceDeps, "ledger">;

/** Returns the checkpoint to prove an entry against, the final one where it can be. @throws DomainError not_found | unavailable when none covers it */
export function checkpointFor(
  ledger: Pick<Ledger, "published" | "final" | "head">,
  leafIndex: number,
): PublishedCheckpoint {
  const checkpoint = checkpointOver(ledger, leafIndex);
  if (checkpoint !== null) return checkpoint;
  const isThere = leafIndex < ledger.head().size;
  throw new DomainError(
    isThere ? "unavailable" : "not_found",
    `entry ${leafIndex}: expected a published checkpoint over it, got size ${ledger.published().size}`,
  );
}

/** Proves an entry as a C2SP tlog-proof, the checkpoint verbatim. @throws DomainError not_found | unavailable */
export async function tlogProofOf({ ledger }: ReadDeps, leafIndex: number): Promise<string> {
  const { size, note } = checkpointFor(ledger, leafIndex);
  const path = await ledger.inclusionProof(leafIndex, size);
  return formatTlogProof({ index: leafIndex, path, checkpoint: note });
}

/** Returns the bytes of an entry that is published: its statement. @throws DomainError not_found | unavailable */
export async function statementOf({ ledger }: ReadDeps, leafIndex: number): Promise<Uint8Array> {
  checkpointFor(ledger, leafIndex);
  return (await ledger.entry(leafIndex)).statement;
}

/** Proves an entry as a COSE receipt (RFC 9942). @throws DomainError not_found | unavailable */
export async function receiptOfEntry(deps: LogDeps, leafIndex: number): Promise<Uint8Array> {
  const head = checkpointFor(deps.ledger, leafIndex);
  const path = await deps.ledger.inclusionProof(leafIndex, head.size);
  const signed = await deps.logSignatures.signHead(head);
  return encodeReceipt(signed, { kind: "inclusion", size: head.size, index: leafIndex, path });
}

/** Returns an entry's statement with its receipt attached (RFC 9943). @throws DomainError not_found | unavailable */
export async function transparentStatementOf(deps: LogDeps, leafIndex: number): Promise<Uint8Array> {
  const receipt = await receiptOfEntry(deps, leafIndex);
  return attachReceipts({ statement: await statementOf(deps, leafIndex), receipts: [receipt] });
}

/** Promises an entry of the log its index, as JSON. @throws DomainError not_found */
export async function promiseOfEntry(
  { ledger, logSignatures }: LogDeps,
  leafIndex: number,
): Promise<JsonObject> {
  const { leafHash } = await ledger.entry(leafIndex);
  return formatEntryPromise(await logSignatures.promiseAlone({ leafIndex, leafHash }));
}

/**
 * Proves that the tree of size1 is the beginning of the tree of size2, both published or parts of what is.
 * @throws DomainError not_found
 */
export async function consistencyOf({ ledger }: ReadDeps, size1: number, size2: number): Promise<JsonObject> {
  const published = requirePublished(ledger, size1, size2);
  const path = await ledger.consistencyProof(size1, size2);
  const file: ConsistencyFile = { size1, size2, path };
  const newer = [ledger.final(), published].find((one) => one?.size === size2);
  return formatConsistencyFile(newer ? { ...file, newer: newer.note } : file);
}

/** Proves the same as a COSE receipt (RFC 9942 §5.3.1). @throws DomainError not_found */
export async function consistencyReceiptOf(deps: LogDeps, size1: number, size2: number): Promise<Uint8Array> {
  const { ledger, logSignatures } = deps;
  const published = requirePublished(ledger, size1, size2);
  const path = await ledger.consistencyProof(size1, size2);
  const head = size2 === published.size ? published : await headAt(ledger, size2);
  return encodeReceipt(await logSignatures.signHead(head), { kind: "consistency", size1, size2, path });
}

function requirePublished(ledger: Ledger, size1: number, size2: number): PublishedCheckpoint {
  const published = ledger.published();
  if (size1 >= 1 && size1 <= size2 && size2 <= published.size) return published;
  throw new DomainError(
    "not_found",
    `sizes: expected 1 ≤ size1 ≤ size2 ≤ ${published.size}, got ${size1} and ${size2}`,
  );
}

/** Computes the head the log had at an earlier size, from the last entry of that tree and its path. */
async function headAt(ledger: Ledger, size: number): Promise<TreeHead> {
  const index = size - 1;
  const [{ leafHash }, path] = await Promise.all([ledger.entry(index), ledger.inclusionProof(index, size)]);
  return { size, rootHash: rootFromInclusion(nodeSuite.sha256, { index, size, leafHash, path }) };
}
