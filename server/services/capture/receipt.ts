import { toHex } from "@/lib/bytes";
import type { JsonObject } from "@/lib/json";
import { formatEntryPromise } from "@/lib/promise/entry-promise";
import type { Admitted } from "@/server/ledger/ledger";
import type { ServiceDeps } from "@/server/services/deps";
import {
  type EntryState,
  type EntryWitnesses,
  entryState,
  entryWitnesses,
} from "@/server/services/log/checkpoint-over";

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
  witnesses: EntryWitnesses;
  /** What the log signed: that this leaf hash will be at this index (lib/promise/entry-promise.ts). */
  promise: JsonObject;
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
    witnesses: entryWitnesses(ledger, leafIndex),
    promise: formatEntryPromise(promise),
  };
}
