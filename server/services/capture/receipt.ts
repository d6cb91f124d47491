import { toHex } from "@/lib/bytes";
import type { JsonObject } from "@/lib/json";
import { formatEntryPromise } from "@/lib/promise/entry-promise";
import type { Admitted, Ledger } from "@/server/ledger/ledger";
import type { ServiceDeps } from "@/server/services/deps";

/** accepted = durable, index promised; published = in a signed checkpoint; final = cosigned by a quorum. */
export type EntryState = "accepted" | "published" | "final";

/** One captured event as its sender is told of it. */
export interface EventReceipt {
  /** `index.ordinal` */
  id: string;
  eventID: string;
  isDuplicate: boolean;
}

/** What a capture returns. */
export interface Receipt {
  /** The entry that holds the new events; of the first earlier event when all were there before. */
  leafIndex: number;
  /** hex */
  leafHash: string;
  state: EntryState;
  /** The ledger's own clock, ISO 8601 UTC, ms. */
  recordTime: string;
  events: EventReceipt[];
  witnesses: { configured: number; seen: number };
  /** What the log signed: that this leaf hash will be at this index (lib/promise/entry-promise.ts). */
  promise: JsonObject;
}

/** Tells how far the entry at `leafIndex` has come. */
export function entryState(ledger: Ledger, leafIndex: number): EntryState {
  return leafIndex < ledger.published().size ? "published" : "accepted";
}

/**
 * Builds the receipt of the entry at `leafIndex`.
 * @param admitted what the ledger told of it when it became durable; without it the entry is read, and promised alone
 * @throws DomainError not_found
 */
export async function receiptOf(
  { ledger, logSignatures }: Pick<ServiceDeps, "ledger" | "logSignatures">,
  leafIndex: number,
  events: EventReceipt[],
  admitted?: Admitted,
): Promise<Receipt> {
  const { leafHash, recordTimeMs } = admitted ?? (await ledger.entry(leafIndex));
  const promise = await (admitted === undefined
    ? logSignatures.promiseAlone({ leafIndex, leafHash })
    : logSignatures.promiseOf(admitted));
  return {
    leafIndex,
    leafHash: toHex(leafHash),
    state: entryState(ledger, leafIndex),
    recordTime: new Date(recordTimeMs).toISOString(),
    events,
    witnesses: { configured: 0, seen: 0 },
    promise: formatEntryPromise(promise),
  };
}
