/**
 * The ledger: the authority everything else is derived from (DESIGN §3). Embedded, in-process, one writer.
 *
 * Life of a statement: `append` → the sequencer collects, admits, signs, hashes, writes, syncs, acknowledges
 * (**accepted**) → the publisher signs a checkpoint over it (**published**) → the tile writer copies it behind the
 * commit into C2SP tiles, payload and secrets files, after which its WAL segment may go.
 */
import type { CryptoSuite, PublicKey } from "@/lib/crypto/suite";
import type { JsonObject } from "@/lib/json";
import type { KeyLeaf, Membership } from "@/lib/membership/membership";
import type { Continuation } from "@/lib/membership/records";
import type { Policy } from "@/lib/note/policy";
import type { Cosigner } from "@/server/keystore/cosigner";
import type { Signer } from "@/server/keystore/keystore";
import type { Files } from "./files";
import { openFileLedger } from "./open-ledger";
import type { LedgerSettings } from "./settings";

/** One event or record of a submission: its root, its sealed canonical bytes and the 32-byte secret that opens them. */
export interface TreeInput {
  /** Event root, 32 bytes: MTH of the salted fields (DESIGN §2). */
  readonly root: Uint8Array;
  readonly sealed: Uint8Array;
  /** 32 random bytes, never all zero (all zero means erased). */
  readonly secret: Uint8Array;
}

/**
 * What may be appended. `sign`: the ledger takes the signer's next `seq` and signs in the sequencer.
 * `signed`: a finished COSE_Sign1 statement; the same bytes again give the old receipt. `raw`: only where admission is "none".
 * `trees` are the trees under the payload of a capture or record (≥ 1), and empty for every other type.
 */
export type Submission =
  | {
      readonly kind: "sign";
      readonly signer: Signer;
      readonly iss: string;
      readonly typ: string;
      readonly payload: Uint8Array;
      readonly trees: readonly TreeInput[];
    }
  | { readonly kind: "signed"; readonly statement: Uint8Array; readonly trees: readonly TreeInput[] }
  | RawSubmission;

/** An entry of a log without membership: any 1 to 65,535 bytes. The same bytes again are another entry. */
export interface RawSubmission {
  readonly kind: "raw";
  readonly entry: Uint8Array;
}

/** The receipt of a durable entry: the state a user sees as **accepted**. */
export interface Admitted {
  readonly leafIndex: number;
  /** RFC 9162 §2.1.1 leaf hash of the statement's bytes. */
  readonly leafHash: Uint8Array;
  /** The log's own clock, milliseconds since 1970; never decreases from one index to the next. */
  readonly recordTimeMs: number;
  readonly statement: Uint8Array;
  /** The entries that became durable with it, what the log's promise is about; of an older receipt, itself alone. */
  readonly batch: Batch;
}

/** Consecutive entries that became durable together: the leaf hash of entry `firstIndex + i` is `leafHashes[i]`. */
export interface Batch {
  readonly firstIndex: number;
  readonly leafHashes: readonly Uint8Array[];
}

/** A tree as read back; `null` in both places once the event is erased. The root stays. */
export interface LogTree {
  readonly root: Uint8Array;
  readonly sealed: Uint8Array | null;
  readonly secret: Uint8Array | null;
}

export interface LogEntry {
  readonly leafIndex: number;
  readonly leafHash: Uint8Array;
  readonly statement: Uint8Array;
  readonly recordTimeMs: number;
  readonly trees: readonly LogTree[];
}

/** Size and RFC 9162 root hash of the log. */
export interface TreeHead {
  readonly size: number;
  readonly rootHash: Uint8Array;
}

/** A tree head the log has signed: `note` is the C2SP checkpoint as published. Size 0 and note "" before the first. */
export interface PublishedCheckpoint extends TreeHead {
  readonly note: string;
}

/** A checkpoint with the cosignatures that have come for it so far. */
export interface CosignedCheckpoint extends PublishedCheckpoint {
  /** Witnesses of the policy by their names in it, and when each saw the checkpoint, seconds since 1970. */
  readonly cosigners: readonly { readonly name: string; readonly time: number }[];
}

/** How the witnesses of the policy stand. */
export interface WitnessingStatus {
  readonly configured: number;
  /** How few of them can meet the quorum; 0 without one. */
  readonly needed: number;
  /** In the policy's order; `trouble` says why one does not cosign at present. */
  readonly witnesses: readonly { readonly name: string; readonly trouble: string | null }[];
}

/** What shows that a key was in force: one leaf of a `membership.state` entry and its path (leaf → root). */
export interface IssuerProof {
  /** Log index of the `membership.state` entry. */
  readonly stateIndex: number;
  readonly stateStatement: Uint8Array;
  readonly leaf: KeyLeaf;
  readonly leafIndexInState: number;
  readonly stateSize: number;
  readonly path: Uint8Array[];
}

export type Unsubscribe = () => void;

export interface Ledger {
  /** C2SP origin: the schemeless URL prefix, frozen at founding. */
  readonly origin: string;
  /** The log's verifier key (C2SP signed-note). */
  readonly vkey: string;
  /**
   * Appends one statement. Resolves when it is durable and its index promised.
   * A crash before that leaves nothing, or an entry nobody was told of; after it, the entry is there for ever.
   * Of an erasure it resolves when the event it names is gone from every file of the ledger; a crash after its record
   * is durable leaves that to the next start.
   * @throws DomainError `malformed`, `forbidden`, `conflict`, `too_large`; `unavailable` when the disk is full or the ledger is closing.
   */
  append(submission: Submission): Promise<Admitted>;
  /** Returns the durable head. */
  head(): TreeHead;
  /** Returns the last published checkpoint, with the cosignatures that have come for it so far. */
  published(): CosignedCheckpoint;
  /**
   * Returns the newest checkpoint that has the policy's quorum: the state a user sees as **final**. Null before the first,
   * and when the policy asks for nobody.
   */
  final(): CosignedCheckpoint | null;
  /** Returns the policy by which checkpoints become final: this log's keys, its witnesses, its quorum. */
  policy(): Policy;
  /** Tells how the witnesses stand. */
  witnessing(): WitnessingStatus;
  /** Reads one durable entry. @throws DomainError `not_found`. */
  entry(leafIndex: number): Promise<LogEntry>;
  /** Reads entries from ≤ index < min(to, head size), in order. */
  entries(from: number, to: number): AsyncIterable<LogEntry>;
  /** Builds the path (leaf → root) of one entry in the tree of `size` entries. RFC 9162 §2.1.3.1. */
  inclusionProof(leafIndex: number, size: number): Promise<Uint8Array[]>;
  /** Builds the consistency proof between two sizes, 0 < size1 ≤ size2 ≤ head. RFC 9162 §2.1.4.1. */
  consistencyProof(size1: number, size2: number): Promise<Uint8Array[]>;
  /** Returns the replayed membership as of the head; read-only for everybody but the sequencer. */
  membership(): Membership;
  /**
   * Proves that a key was in force: its leaf in the first `membership.state` after the entry that lies within
   * `publishedSize`, else in the latest one there.
   * @throws DomainError `not_found` when no such state, or no such key in it.
   */
  issuerProof(kidHex: string, entryIndex: number, publishedSize: number): Promise<IssuerProof>;
  /** Reads `width` (1–256) hashes of a C2SP tile, 32 bytes each. @throws DomainError `not_found` beyond the newest signed checkpoint. */
  tile(level: number, n: number, width: number): Promise<Uint8Array>;
  /** Reads the first `width` (1–256) entries of a C2SP entry bundle. @throws DomainError `not_found` beyond the newest signed checkpoint. */
  entryBundle(n: number, width: number): Promise<Uint8Array>;
  /** Resolves once a published checkpoint covers the entry. */
  whenPublished(leafIndex: number): Promise<void>;
  /** Resolves once a final checkpoint covers the entry, or `signal` ends the waiting; else never without a quorum. */
  whenFinal(leafIndex: number, signal?: AbortSignal): Promise<void>;
  /** Calls back after each durable batch with the new size. */
  onAppend(callback: (size: number) => void): Unsubscribe;
  /** Calls back after each published checkpoint. */
  onPublish(callback: (checkpoint: PublishedCheckpoint) => void): Unsubscribe;
  /** Opens a sealed tree to its canonical JSON object; `null` once erased. @throws VerificationError when the seal is broken. */
  openTree(tree: LogTree): JsonObject | null;
  /** Commits what waits, publishes it, writes the clean-shutdown mark and gives the folder back. */
  close(): Promise<void>;
}

/** Who decides what becomes an entry. */
export type AdmissionRule = "membership" | "none";

export interface OpenLedgerOptions {
  /** The ledger's own folder, `<data>/ledger`; made when absent. */
  readonly dir: string;
  /** The log's key (Ed25519): signs checkpoints, founding and membership states. */
  readonly signer: Signer;
  /** Needed when founding; a different one later is ignored with a notice (the origin is frozen). */
  readonly origin?: string;
  /**
   * `membership` (the default): entries are statements, admitted by the membership in the log. `none`: entries are any
   * bytes and nobody's; frozen at founding. For measuring the engine, never for a log that somebody relies on.
   */
  readonly admission?: AdmissionRule;
  /**
   * The first member and its key, or the record by which this log continues another; needed when the folder is empty
   * and admission is by membership.
   */
  readonly founding?:
    | { readonly operator: { readonly iss: string; readonly key: PublicKey } }
    | { readonly continuation: Continuation };
  /** Whose cosignatures are asked for, and how many make a checkpoint final (C2SP tlog-policy). */
  readonly policy?: Policy;
  /** Signs checkpoints a second time, with ML-DSA-44 (type 0x06); its name is the origin. */
  readonly cosigner?: Cosigner;
  /** Receives one line for what an operator should know, e.g. "recovered: …". */
  readonly onNotice?: (line: string) => void;
  readonly suite?: CryptoSuite;
  /** For tests: smaller sizes, shorter times, another disk, another clock. */
  readonly settings?: Partial<LedgerSettings>;
  readonly files?: Files;
  readonly now?: () => number;
  /** Ends the process when a write or sync on the commit path fails; `process.abort` unless a test takes its place. */
  readonly fatal?: (error: unknown) => never;
}

/**
 * Opens the ledger of a folder, or founds one in an empty folder: entry 0 `log.founded`, entry 1 the first
 * `membership.state`.
 * @throws LedgerDamage (code "damage"), naming file and offset, when stored bytes are not what was written;
 * DomainError `unavailable` when another process has the folder, `conflict` when the key is not the log's or a witness
 * has seen a larger tree, `malformed` when there is nothing to found a log with or the policy is another log's
 */
export function openLedger(options: OpenLedgerOptions): Promise<Ledger> {
  return openFileLedger(options);
}
