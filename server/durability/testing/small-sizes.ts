import type { LedgerSettings } from "@/server/ledger/settings";

/** Sizes at which a second of load fills WAL segments, payload segments and tiles, so that a kill meets all of it. */
export const smallSizes: Partial<LedgerSettings> = {
  walSegmentBytes: 1 << 20,
  payloadSegmentBytes: 512 << 10,
  batchBytesMax: 256 << 10,
  checkpointIntervalMs: 50,
};
