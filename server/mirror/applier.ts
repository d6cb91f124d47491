/** Keeps the mirror up with the ledger. */
import { DomainError } from "@/lib/errors";
import type { Sql } from "@/server/db/client";
import type { Ledger } from "@/server/ledger/ledger";

/** What the mirror needs of the ledger. */
export type LedgerReader = Pick<Ledger, "head" | "entries" | "consistencyProof" | "onAppend" | "openTree">;

/** What a batch has changed; a page that shows any of these is stale. */
export interface Touched {
  /** Canonical identifiers, and the lots of instances. */
  epcs: string[];
  /** Places, members, master data and `index.ordinal` of the new events. */
  ids: string[];
}

export type MirrorStatus =
  | { state: "running" }
  /** The database cannot be reached; it tries again. */
  | { state: "retrying"; error: string }
  /** An entry that cannot be applied: the mirror stays where it is until the next start. */
  | { state: "stopped"; error: string };

export interface Mirror {
  /** Entries [0, appliedSize) are in Postgres. */
  appliedSize(): number;
  /** Resolves once the mirror holds `size` entries. @throws DomainError unavailable when it has stopped or closes */
  whenApplied(size: number): Promise<void>;
  status(): MirrorStatus;
  /** Calls back after each batch. */
  onApplied(callback: (touched: Touched) => void): () => void;
  /** Finishes the batch under way and stops. */
  close(): Promise<void>;
}

/**
 * Starts the one applier of this database, from its watermark.
 * @throws DomainError conflict when the watermark is not a prefix of this ledger: the mirror belongs to another log
 */
export async function startMirror(options: {
  sql: Sql;
  ledger: LedgerReader;
  onNotice?: (line: string) => void;
}): Promise<Mirror> {
  throw new DomainError("unavailable", `mirror: not yet ${typeof options}`);
}
