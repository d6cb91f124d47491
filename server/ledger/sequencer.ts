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
import type { AdmissionRule, Admitted, LogTree, RawSubmission, Submission, TreeHead } from "./ledger";
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
interface Admission {
  readonly bytes: Uint8Array;
  readonly leafHash: Uint8Array;
  /** "" for the entries of a log without membership. */
  readonly typ: string;
  readonly trees: readonly LogTree[];
  readonly waiting: Waiting | null;
}

type StatementSubmission = Exclude<Submission, RawSubmission>;

const noTrees: readonly LogTree[] = [];

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
    requireKindOf(this.#parts.state.admission, submission);
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
        else if (waiting.submission.kind === "raw")
          admissions.push(this.#takeRaw(waiting.submission.entry, waiting));
        else admissions.push(await this.#admitOne(waiting, waiting.submission));
      } catch (error) {
        waiting.outcome.reject(error);
      }
    }
    if (this.#needsState(admissions)) admissions.push(await this.#signState());
    return admissions;
  }

  async #admitOne(waiting: Waiting, submission: StatementSubmission): Promise<Admission> {
    const { state, origin } = this.#parts;
    const { trees } = submission;
    if (submission.kind === "sign") {
      const { bytes, statement } = await signNext(state, origin, submission);
      const { typ } = statement.header;
      return { bytes, typ, trees, leafHash: state.apply({ bytes, statement, trees }), waiting };
    }
    // Decoded when it was put in the queue.
    const statement = waiting.statement as Candidate["statement"];
    const bytes = submission.statement;
    const hash = await state.admit({ statement, bytes, trees }, false);
    return { bytes, typ: statement.header.typ, trees, leafHash: hash, waiting };
  }

  #takeRaw(bytes: Uint8Array, waiting: Waiting): Admission {
    return { bytes, typ: "", trees: noTrees, leafHash: this.#parts.state.appendRaw(bytes), waiting };
  }

  #isResent({ statement }: Waiting): boolean {
    if (statement === null) return false;
    const { kid, seq } = statement.header;
    return seq < this.#parts.state.membershipLog.membership.nextSeq(toHex(kid));
  }

  /** After every membership change, and hourly while growing. */
  #needsState(admissions: readonly Admission[]): boolean {
    const { state, settings } = this.#parts;
    if (state.admission === "none") return false;
    const isChanged = admissions.some(({ typ }) => typ === statementTypes.membership);
    const isDue = state.recordTimeMs - state.stateTimeMs >= settings.stateIntervalMs;
    return isChanged || (isDue && admissions.length > 0);
  }

  async #signState(): Promise<Admission> {
    const { state, origin, signer } = this.#parts;
    const payload = state.membershipLog.membership.stateRoot();
    const typ = statementTypes.membershipState;
    const toSign = { signer, iss: logIssuer(origin), typ, payload, trees: [] };
    const candidate = await signNext(state, origin, toSign);
    return { bytes: candidate.bytes, typ, trees: noTrees, leafHash: state.apply(candidate), waiting: null };
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
    const { firstIndex } = at;
    const batch = { firstIndex, leafHashes: admissions.map((admission) => admission.leafHash) };
    for (const [i, { bytes: statement, leafHash: hash, waiting }] of admissions.entries()) {
      const leafIndex = firstIndex + i;
      waiting?.outcome.resolve({ leafIndex, leafHash: hash, recordTimeMs, statement, batch });
    }
  }

  /** A statement whose seq is used: the same bytes get the receipt they had, any others are refused. */
  async #answerResent({ submission, statement, outcome }: Waiting): Promise<void> {
    try {
      const { suite, state, find } = this.#parts;
      if (submission.kind !== "signed" || statement === null) return;
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

function requireKindOf(admission: AdmissionRule, { kind }: Submission): void {
  if ((kind === "raw") === (admission === "none")) return;
  const expected = admission === "none" ? "raw entries" : "statements";
  throw new DomainError("malformed", `submission: expected ${expected} in this log, got ${kind}`);
}
