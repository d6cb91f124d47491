import { toHex } from "@/lib/bytes";
import type { Ledger } from "@/server/ledger/ledger";

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
}

/** Tells how far the entry at `leafIndex` has come. */
export function entryState(ledger: Ledger, leafIndex: number): EntryState {
  return leafIndex < ledger.published().size ? "published" : "accepted";
}

/** Builds the receipt of the entry at `leafIndex`. @throws DomainError not_found */
export async function receiptOf(ledger: Ledger, leafIndex: number, events: EventReceipt[]): Promise<Receipt> {
  const entry = await ledger.entry(leafIndex);
  return {
    leafIndex,
    leafHash: toHex(entry.leafHash),
    state: entryState(ledger, leafIndex),
    recordTime: new Date(entry.recordTimeMs).toISOString(),
    events,
    witnesses: { configured: 0, seen: 0 },
  };
}
