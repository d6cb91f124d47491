/**
 * The sequencer: the one place where entries get their index. A batch is whatever waits when the batch before it is
 * durable: collect → admit and sign → hash → write and sync → acknowledge.
 */
import { toHex } from "@/lib/bytes";
import type { CryptoSuite } from "@/lib/crypto/suite";
import { DomainError } from "@/lib/errors";
import { leafHash } from "@/lib/merkle/hash";
import { logIssuer } from "@/lib/statement/log-key";
import { statementTypes } from "@/lib/statement/statement";
import { deferred } from "@/server/deferred";
import type { Signer } from "@/server/keystore/keystore";
import type { Admitted, LogTree, Submission, TreeHead } from "./ledger";
import { type Candidate, type LogState, requireSignature } from "./log-state";
import type { Recent } from "./recent";
import type { LedgerSettings } from "./settings";
import { frameBytesOf, readSubmission, signNext, type Waiting } from "./submission";
import { encodeFrame, frameHeaderBytes } from "./wal/frame";
import { encodeSnapshot } from "./wal/snapshot";
import type { Wal } from "./wal/wal";

export interface SequencerParts {
  readonly suite: CryptoSuite;
  readonly settings: LedgerSettings;
  readonly state: LogState;
  readonly wal: Wal;
  readonly recent: Recent;
  readonly signer: Signer;
  readonly origin: string;
  readonly epoch: number;
  readonly now: () => number;
  /** Resolves when there is room for more entries that are not in tiles yet. */
  readonly whenRoom: () => Promise<void>;
  /** Finds an entry by its leaf hash. */
  readonly find: (leafHash: Uint8Array) => Promise<Admitted | null>;
  /** Told of each durable batch. */
  readonly onDurable: (head: TreeHead) => void;
  /** Told when a segment is full: it holds entries below this size. */
  readonly onSegmentFull: (segment: number, size: number) => void;
}

/** An entry of the batch being made; the log's own have nobody waiting. */
interface Admission extends Candidate {
  readonly leafHash: Uint8Array;
  readonly trees: readonly LogTree[];
  readonly waiting: Waiting | null;
}

/** Room for the header, the trailer and a `membership.state` of the log. */
const batchOverheadBytes = frameHeaderBytes + 16_384;

export class Sequencer {
  readonly #parts: SequencerParts;
  #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;
  #closed: DomainError | null = null;

  constructor(parts: SequencerParts) {
    this.#parts = parts;
  }

  /** Puts a submission in the queue; resolves when it is durable. @throws DomainError as `Ledger.append` */
  async append(submission: Submission): Promise<Admitted> {
    if (this.#closed !== null) throw this.#closed;
    const statement = readSubmission(submission, this.#parts.settings.submissionBytesMax);
    const outcome = deferred<Admitted>();
    this.#waiting.push({ submission, statement, bytes: frameBytesOf(submission), outcome });
    this.#running ??= this.#run();
    return outcome.promise;
  }

  /** Refuses what comes from now on, and resolves when what waits is durable or refused. */
  async close(): Promise<void> {
    this.#closed = new DomainError("unavailable", "ledger: expected it open, got one that is closing");
    await this.#running;
  }

  async #run(): Promise<void> {
    // Once around the event loop: whoever arrives in the same turn shares the first batch.
    await new Promise(setImmediate);
    try {
      while (this.#waiting.length > 0) {
        await this.#parts.whenRoom();
        await this.#commit(this.#collect());
      }
    } catch (error) {
      this.#die(error);
    }
    this.#running = null;
  }

  /** Reached only when `fatal` returns control, as in tests: nothing more is accepted. */
  #die(error: unknown): void {
    this.#closed = new DomainError("unavailable", "ledger: expected it running, got a failed one", {
      cause: error,
    });
    for (const { outcome } of this.#waiting.splice(0)) outcome.reject(this.#closed);
  }

  /** Stage 1: takes what waits, up to a batch; a submission larger than a batch goes alone. */
  #collect(): Waiting[] {
    const { batchEntriesMax, batchBytesMax } = this.#parts.settings;
    let bytes = 0;
    let count = 0;
    for (const next of this.#waiting) {
      bytes += next.bytes;
      if (count === batchEntriesMax || (count > 0 && bytes > batchBytesMax)) break;
      count++;
    }
    return this.#waiting.splice(0, count);
  }

  async #commit(batch: Waiting[]): Promise<void> {
    try {
      await this.#makeRoom(batch);
    } catch (error) {
      for (const { outcome } of batch) outcome.reject(error);
      return;
    }
    const { state, now } = this.#parts;
    const [firstIndex, firstTree] = [state.size, state.treeCount];
    state.beginBatch(now());
    const resent: Waiting[] = [];
    const admissions = await this.#admit(batch, resent);
    try {
      if (admissions.length > 0) await this.#write(admissions, { firstIndex, firstTree });
    } catch (error) {
      for (const { waiting } of admissions) waiting?.outcome.reject(error);
      throw error;
    }
    for (const waiting of resent) void this.#answerResent(waiting);
  }

  /** Before anything is admitted: once it is, only success or the end of the process can follow. */
  #makeRoom(batch: readonly Waiting[]): Promise<void> {
    const { wal, state, onSegmentFull } = this.#parts;
    const bytes = batch.reduce((sum, waiting) => sum + waiting.bytes, batchOverheadBytes);
    const segment = wal.end.segment;
    return wal
      .ensureRoom(bytes, () => encodeSnapshot(state.snapshot()))
      .then(() => {
        if (wal.end.segment !== segment) onSegmentFull(segment, state.size);
      });
  }

  /** Stage 2 and 3: checks, signs where asked, applies and hashes, in order; refuses one by one. */
  async #admit(batch: readonly Waiting[], resent: Waiting[]): Promise<Admission[]> {
    const admissions: Admission[] = [];
    for (const waiting of batch) {
      try {
        if (this.#isResent(waiting)) resent.push(waiting);
        else admissions.push(await this.#admitOne(waiting));
      } catch (error) {
        waiting.outcome.reject(error);
      }
    }
    if (this.#needsState(admissions)) admissions.push(await this.#signState());
    return admissions;
  }

  async #admitOne(waiting: Waiting): Promise<Admission> {
    const { state, origin } = this.#parts;
    const { submission, statement } = waiting;
    const { trees } = submission;
    if (submission.kind === "sign") {
      const candidate = await signNext(state, origin, submission);
      return { ...candidate, trees, leafHash: state.apply(candidate), waiting };
    }
    // Decoded when it was put in the queue.
    const candidate = { statement: statement as Candidate["statement"], bytes: submission.statement, trees };
    return { ...candidate, leafHash: await state.admit(candidate, false), waiting };
  }

  #isResent({ statement }: Waiting): boolean {
    if (statement === null) return false;
    const { kid, seq } = statement.header;
    return seq < this.#parts.state.membershipLog.membership.nextSeq(toHex(kid));
  }

  /** After every membership change, and hourly while growing. */
  #needsState(admissions: readonly Admission[]): boolean {
    const { state, settings } = this.#parts;
    const isChanged = admissions.some(({ statement }) => statement.header.typ === statementTypes.membership);
    const isDue = state.recordTimeMs - state.stateTimeMs >= settings.stateIntervalMs;
    return isChanged || (isDue && admissions.length > 0);
  }

  async #signState(): Promise<Admission> {
    const { state, origin, signer } = this.#parts;
    const payload = state.membershipLog.membership.stateRoot();
    const typ = statementTypes.membershipState;
    const toSign = { signer, iss: logIssuer(origin), typ, payload, trees: [] };
    const candidate = await signNext(state, origin, toSign);
    return { ...candidate, trees: [], leafHash: state.apply(candidate), waiting: null };
  }

  /** Stage 4 and 5: one write, one fdatasync, then everybody is told. */
  async #write(
    admissions: readonly Admission[],
    at: { firstIndex: number; firstTree: number },
  ): Promise<void> {
    const { state, wal, recent, epoch, onDurable } = this.#parts;
    const { recordTimeMs } = state;
    const rootHash = state.edge.root();
    const size = state.size;
    const entries = admissions.map(({ bytes, trees }) => ({ statement: bytes, trees }));
    const { bytes, spans } = encodeFrame({ ...at, recordTimeMs, epoch, rootHash, entries });
    const frame = await wal.append(bytes);
    for (const [i, admission] of admissions.entries()) {
      const { bytes: statement, leafHash: hash, trees } = admission;
      const span = spans[i] ?? { treesOffset: 0, treesLength: 0, secretsOffset: 0 };
      recent.push({ statement, leafHash: hash, recordTimeMs, treeCount: trees.length, frame, span }, trees);
    }
    onDurable({ size, rootHash });
    for (const [i, { bytes: statement, leafHash: hash, waiting }] of admissions.entries()) {
      const leafIndex = at.firstIndex + i;
      waiting?.outcome.resolve({ leafIndex, leafHash: hash, recordTimeMs, statement });
    }
  }

  /** A statement whose seq is used: the same bytes get the receipt they had, any others are refused. */
  async #answerResent({ submission, statement, outcome }: Waiting): Promise<void> {
    try {
      const { suite, state, find } = this.#parts;
      if (submission.kind === "sign" || statement === null) return;
      // The search reads tiles: only for whoever holds the key.
      await requireSignature(suite, statement, state.membershipLog.membership.signingKeyOf(statement));
      const logged = await find(leafHash(suite.sha256, submission.statement));
      if (logged !== null) return outcome.resolve(logged);
      const next = state.membershipLog.membership.nextSeq(toHex(statement.header.kid));
      const message = `seq: expected ${next}, the next of this key, got ${statement.header.seq}, used by another statement`;
      outcome.reject(new DomainError("conflict", message, { path: "seq", details: { next } }));
    } catch (error) {
      outcome.reject(error);
    }
  }
}
