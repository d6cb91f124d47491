/** The sizes and times the ledger runs by. Tests make them small; changing them needs no conversion of a folder. */
export interface LedgerSettings {
  /** Bytes of a WAL segment, filled with zeros before use. */
  readonly walSegmentBytes: number;
  /** A payload segment that has reached this is not added to. */
  readonly payloadSegmentBytes: number;
  /** Most statements of one batch, the log's own not counted. */
  readonly batchEntriesMax: number;
  /** Most bytes of a batch of several submissions. */
  readonly batchBytesMax: number;
  /** Most bytes of one submission, which may be a batch by itself. */
  readonly submissionBytesMax: number;
  /** A checkpoint is published this long after the last one, at the latest, while the log grows. */
  readonly checkpointIntervalMs: number;
  /** How long a signed checkpoint waits for witnesses before it is published with the cosignatures there are. */
  readonly witnessWaitMs: number;
  /** How long one call of a witness may take. */
  readonly witnessTimeoutMs: number;
  /** A `membership.state` is appended this long after the last one while the log grows. */
  readonly stateIntervalMs: number;
  /** Entries not yet in tiles beyond which captures wait for the tile writer. */
  readonly untiledEntriesMax: number;
  /** Bytes of sealed trees of recent entries kept in memory. */
  readonly recentBytesMax: number;
}

export const defaultSettings: LedgerSettings = {
  walSegmentBytes: 64 << 20,
  payloadSegmentBytes: 64 << 20,
  batchEntriesMax: 256,
  batchBytesMax: 4 << 20,
  submissionBytesMax: 32 << 20,
  checkpointIntervalMs: 1000,
  witnessWaitMs: 500,
  witnessTimeoutMs: 5000,
  stateIntervalMs: 3_600_000,
  untiledEntriesMax: 1 << 16,
  recentBytesMax: 64 << 20,
};
