/** Replays the log from its first entry: every admission and signature again, every seq, every membership state. */
import { toHex } from "@/lib/bytes";
import type { CryptoSuite } from "@/lib/crypto/suite";
import { erasedEventOf } from "@/lib/membership/erasure-authority";
import { parseErasureRecord } from "@/lib/membership/erasure-record";
import { jsonPayload } from "@/lib/statement/json-payload";
import {
  decodeStatement,
  type Statement,
  type StatementHeader,
  statementTypes,
} from "@/lib/statement/statement";
import type { EventPlace } from "../erasure/wal-copy";
import { requireSignature, requireTreesOf } from "../log-state";
import { MembershipLog } from "../membership-log";
import { encodeSnapshot, type WalSnapshot } from "../wal/snapshot";
import { type Finding, wrongEntry } from "./finding";

/** An entry to check. */
export interface CheckedEntry {
  readonly bytes: Uint8Array;
  /** Both null when the payload that has them could not be read. */
  readonly recordTimeMs: number | null;
  readonly roots: readonly Uint8Array[] | null;
}

/** An erasure record of the log. */
export interface LoggedErasure {
  /** Of the record. */
  readonly leafIndex: number;
  /** Of what it erases, `index.ordinal`. */
  readonly id: string;
  readonly event: EventPlace;
  readonly header: StatementHeader;
}

export class LogCheck {
  readonly #suite: CryptoSuite;
  readonly #log: MembershipLog;
  #size = 0;
  /** Null once some could not be counted. */
  #trees: number | null = 0;
  #recordTimeMs = 0;
  #stateTimeMs = 0;
  /** What entries say is erased. */
  readonly erasures: LoggedErasure[] = [];

  constructor(suite: CryptoSuite) {
    this.#suite = suite;
    this.#log = new MembershipLog(suite.sha256);
  }

  /** Entries checked. */
  get size(): number {
    return this.#size;
  }

  /** The log's verifier key, as its founding says; "" before that. */
  get vkey(): string {
    return this.#log.membership.vkey;
  }

  /** Checks the next entry; afterwards the state is as if it had been right, so that one fault is one finding. */
  async check(entry: CheckedEntry): Promise<Finding[]> {
    const index = this.#size;
    const findings: Finding[] = [];
    const recordTimeMs = entry.recordTimeMs ?? this.#recordTimeMs;
    if (recordTimeMs < this.#recordTimeMs) {
      findings.push(
        wrongEntry(index, `log time: expected at least ${this.#recordTimeMs}, got ${recordTimeMs}`),
      );
    }
    this.#recordTimeMs = Math.max(this.#recordTimeMs, recordTimeMs);
    let statement: Statement | null = null;
    try {
      statement = decodeStatement(entry.bytes);
      await this.#admit(statement, entry, index);
    } catch (error) {
      findings.push(wrongEntry(index, error instanceof Error ? error.message : String(error)));
      this.#passOver(statement, index);
    }
    this.#size = index + 1;
    this.#trees = this.#trees === null || entry.roots === null ? null : this.#trees + entry.roots.length;
    return findings;
  }

  /** Passes over an entry whose bytes are lost. */
  skip(): void {
    this.#passOver(null, this.#size);
    this.#size++;
  }

  /** Tells whether a snapshot is the state as of now, its count of trees aside when some could not be read. */
  equals(snapshot: WalSnapshot): boolean {
    const own = {
      trees: this.#trees ?? snapshot.trees,
      recordTimeMs: this.#recordTimeMs,
      stateTimeMs: this.#stateTimeMs,
      membership: this.#log.snapshot(),
    };
    return toHex(encodeSnapshot(own)) === toHex(encodeSnapshot(snapshot));
  }

  async #admit(statement: Statement, { bytes, roots }: CheckedEntry, index: number): Promise<void> {
    const { membership } = this.#log;
    membership.check(statement, index);
    await requireSignature(this.#suite, statement, membership.signingKeyOf(statement));
    if (roots !== null) {
      requireTreesOf(
        this.#suite,
        statement,
        roots.map((root) => ({ root })),
      );
    }
    this.#log.apply(statement, index, bytes);
    if (statement.header.typ === statementTypes.membershipState) this.#stateTimeMs = this.#recordTimeMs;
    if (statement.header.typ === statementTypes.erasure) {
      const record = parseErasureRecord(jsonPayload(statement), index);
      const { header } = statement;
      this.erasures.push({ leafIndex: index, id: record.event, event: erasedEventOf(record), header });
    }
  }

  #passOver(statement: Statement | null, index: number): void {
    const { membership } = this.#log;
    const kidHex = statement === null ? "" : toHex(statement.header.kid);
    const isKnown = statement !== null && membership.keyOf(kidHex) !== undefined;
    membership.resumeAt(index + 1, isKnown ? new Map([[kidHex, statement.header.seq + 1]]) : new Map());
  }
}
