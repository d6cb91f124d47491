/** Replays the log from its first entry: every admission again, every seq, every membership state, in order. */
import { toHex } from "@/lib/bytes";
import type { CryptoSuite, PublicKey } from "@/lib/crypto/suite";
import { DomainError } from "@/lib/errors";
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
import { requireContinuation, requireSignature } from "../log-state";
import { MembershipLog } from "../membership-log";
import { encodeSnapshot, type WalSnapshot } from "../wal/snapshot";
import { type Finding, wrongEntry } from "./finding";
import { keysNamedIn } from "./key-table";
import type { JudgedEntry, StatementsReport } from "./statements-check";

type OrdinaryReport = Extract<StatementsReport, { kind: "ordinary" }>;

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
  readonly #onKeys: (keys: readonly PublicKey[]) => void;
  #size: number;
  /** Null once some could not be counted. */
  #trees: number | null;
  #recordTimeMs: number;
  #stateTimeMs: number;
  /** What entries say is erased. */
  readonly erasures: LoggedErasure[] = [];

  /** @param start the state to go on from; null at the first entry @param onKeys told of the keys that entries name */
  constructor(
    suite: CryptoSuite,
    { start, onKeys }: { start: WalSnapshot | null; onKeys: (keys: readonly PublicKey[]) => void },
  ) {
    this.#suite = suite;
    this.#onKeys = onKeys;
    this.#log =
      start === null
        ? new MembershipLog(suite.sha256)
        : MembershipLog.restore(suite.sha256, start.membership);
    this.#size = start?.membership.size ?? 0;
    this.#trees = start?.trees ?? 0;
    this.#recordTimeMs = start?.recordTimeMs ?? 0;
    this.#stateTimeMs = start?.stateTimeMs ?? 0;
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
  async check(entry: JudgedEntry): Promise<Finding[]> {
    const index = this.#size;
    const findings: Finding[] = [];
    const recordTimeMs = entry.recordTimeMs ?? this.#recordTimeMs;
    if (recordTimeMs < this.#recordTimeMs) {
      const expected = `log time: expected at least ${this.#recordTimeMs}, got ${recordTimeMs}`;
      findings.push(wrongEntry(index, expected));
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
    this.#addTrees(entry.treeCount);
    return findings;
  }

  /**
   * Checks a tile's captures and records by kind: who may append the first of them may append all, for none changes what
   * others may. False, with nothing changed, when that does not hold: then each has to be checked.
   */
  checkOrdinary({ signers, counted, firstTimeMs, lastTimeMs, treeCount }: OrdinaryReport): boolean {
    const { membership } = this.#log;
    const seqs = new Map(counted.map(({ kid, firstSeq, count }) => [toHex(kid), { firstSeq, count }]));
    const isNext = [...seqs].every(([kidHex, { firstSeq }]) => membership.nextSeq(kidHex) === firstSeq);
    if (firstTimeMs < this.#recordTimeMs || !isNext || membership.size !== this.#size) return false;
    let count = 0;
    try {
      for (const signer of signers) {
        const statement = decodeStatement(signer.bytes);
        const seq = membership.nextSeq(toHex(statement.header.kid));
        membership.check({ ...statement, header: { ...statement.header, seq } }, this.#size);
        count += signer.count;
      }
    } catch {
      return false;
    }
    const nextSeqs = [...seqs].map(([kidHex, { firstSeq, count: n }]) => [kidHex, firstSeq + n] as const);
    this.#size += count;
    membership.resumeAt(this.#size, new Map(nextSeqs));
    this.#recordTimeMs = lastTimeMs;
    this.#addTrees(treeCount);
    return true;
  }

  /** Passes over entries whose bytes are lost, or that are nobody's. */
  skip(count = 1): void {
    this.#size += count;
    this.#log.membership.resumeAt(this.#size);
  }

  /** Tells whether a snapshot is the state as of now, its count of trees aside when some could not be read. */
  equals(snapshot: WalSnapshot): boolean {
    const own = { ...this.snapshot(), trees: this.#trees ?? snapshot.trees };
    return toHex(encodeSnapshot(own)) === toHex(encodeSnapshot(snapshot));
  }

  /** Writes down the state as of now. */
  snapshot(): WalSnapshot {
    return {
      trees: this.#trees ?? 0,
      recordTimeMs: this.#recordTimeMs,
      stateTimeMs: this.#stateTimeMs,
      membership: this.#log.snapshot(),
    };
  }

  #addTrees(count: number | null): void {
    this.#trees = this.#trees === null || count === null ? null : this.#trees + count;
  }

  async #admit(statement: Statement, entry: JudgedEntry, index: number): Promise<void> {
    const { membership } = this.#log;
    membership.check(statement, index);
    const key = membership.signingKeyOf(statement);
    // The kid names one key only, so whoever verified with the key of that kid has used this one.
    if (!entry.isSigned) await requireSignature(this.#suite, statement, key);
    await requireContinuation(this.#suite, statement, index);
    if (entry.treesFault !== null) throw new DomainError("malformed", entry.treesFault);
    this.#log.apply(statement, index, entry.bytes);
    const { typ } = statement.header;
    if (typ === statementTypes.membershipState) this.#stateTimeMs = this.#recordTimeMs;
    if (typ === statementTypes.membership) this.#onKeys(keysNamedIn(statement));
    if (typ === statementTypes.erasure) {
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
