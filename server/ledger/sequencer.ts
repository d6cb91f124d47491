/**
 * The sequencer: the one place where entries get their index. While one batch is written and synced, the next is
 * admitted: whatever waits joins it, until the disk is free again and it is sealed, written and acknowledged.
 */
import { toHex } from "@/lib/bytes";
import type { CryptoSuite } from "@/lib/crypto/suite";
import { DomainError, invariant } from "@/lib/errors";
import { leafHash } from "@/lib/merkle/hash";
import { deferred } from "@/server/deferred";
import type { AdmissionRule, Admitted, Submission, TreeHead } from "./ledger";
import { requireSignature } from "./log-state";
import { notRunning, OpenBatch, type OpenBatchParts, type SealedBatch } from "./open-batch";
import type { Recent } from "./recent";
import { frameBytesOf, readSubmission, type Waiting } from "./submission";
import { encodeSnapshot } from "./wal/snapshot";
import type { Wal, WalPlace } from "./wal/wal";

export interface SequencerParts extends OpenBatchParts {
  readonly suite: CryptoSuite;
  readonly wal: Wal;
  readonly recent: Recent;
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

export class Sequencer {
  readonly #parts: SequencerParts;
  /** What waits is #queue from #next on: taking from the front of a long array would move the rest each time. */
  #queue: Waiting[] = [];
  #next = 0;
  #running: Promise<void> | null = null;
  #writing: Promise<void> | null = null;
  #closed: DomainError | null = null;

  constructor(parts: SequencerParts) {
    this.#parts = parts;
  }

  /** Puts a submission in the queue; resolves when it is durable. @throws DomainError as `Ledger.append` */
  append(submission: Submission): Promise<Admitted> {
    try {
      if (this.#closed !== null) throw this.#closed;
      requireKindOf(this.#parts.state.admission, submission);
      const statement = readSubmission(submission, this.#parts.settings.submissionBytesMax);
      const outcome = deferred<Admitted>();
      this.#queue.push({ submission, statement, bytes: frameBytesOf(submission), outcome });
      this.#running ??= this.#run();
      return outcome.promise;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Refuses what comes from now on, and resolves when what waits is durable or refused. */
  async close(): Promise<void> {
    this.#closed = notRunning("open, got one that is closing");
    await this.#running;
  }

  async #run(): Promise<void> {
    // Once around the event loop: whoever arrives in the same turn shares the first batch.
    await new Promise(setImmediate);
    try {
      while (this.#first() !== undefined || this.#writing !== null) await this.#round();
    } catch (error) {
      this.#die(error);
    }
    this.#running = null;
  }

  /** Makes one batch while the one before it is written, and starts to write it. */
  async #round(): Promise<void> {
    await this.#parts.whenRoom();
    const first = this.#first();
    if (first === undefined) return this.#written();
    const batch = await this.#open(first);
    if (batch === null) return;
    try {
      await this.#fill(batch);
      await this.#written();
      // Whoever came while the disk was busy.
      await this.#fill(batch);
      const sealed = await batch.seal();
      this.#writing = this.#write(sealed, batch.resent);
      // Reported when the next round waits for it.
      this.#writing.catch(() => undefined);
    } catch (error) {
      batch.reject(error);
      throw error;
    }
  }

  /** Waits for the write under way. */
  async #written(): Promise<void> {
    await this.#writing;
    this.#writing = null;
  }

  /**
   * Sees to room on the disk before anything is admitted: once it is, only success or the end of the process can
   * follow. Without room the first submission is refused, and null returned.
   */
  async #open(first: Waiting): Promise<OpenBatch | null> {
    const { wal, state, settings, onSegmentFull } = this.#parts;
    const segment = wal.end.segment;
    try {
      const bytes = OpenBatch.frameBytesMax(first, settings);
      await wal.ensureRoom(bytes, () => encodeSnapshot(state.snapshot()));
    } catch (error) {
      this.#take().outcome.reject(error);
      // A full disk passes; after anything else nothing is known of it.
      if (isUnavailable(error)) return null;
      throw error;
    }
    if (wal.end.segment !== segment) onSegmentFull(segment, state.size);
    return new OpenBatch(this.#parts, this.#parts.now());
  }

  /** Moves what waits into the batch, in order, until it is full. */
  async #fill(batch: OpenBatch): Promise<void> {
    for (let next = this.#first(); next !== undefined && batch.hasRoomFor(next); next = this.#first()) {
      const checking = batch.take(this.#take());
      if (checking !== undefined) await checking;
    }
  }

  /** One write, one fdatasync, then everybody is told. */
  async #write(sealed: SealedBatch | null, resent: readonly Waiting[]): Promise<void> {
    if (sealed !== null) await this.#writeSealed(sealed);
    for (const waiting of resent) void this.#answerResent(waiting);
  }

  async #writeSealed(sealed: SealedBatch): Promise<void> {
    const { admissions, firstIndex, recordTimeMs, leafHashes } = sealed;
    try {
      this.#keep(sealed, await this.#parts.wal.append(sealed.frame));
    } catch (error) {
      for (const { waiting } of admissions) waiting?.outcome.reject(error);
      throw error;
    }
    this.#parts.onDurable(sealed.head);
    const batch = { firstIndex, leafHashes };
    for (const [i, { bytes: statement, waiting }] of admissions.entries()) {
      const leafHash = leafHashes[i] ?? nothing;
      waiting?.outcome.resolve({ leafIndex: firstIndex + i, leafHash, recordTimeMs, statement, batch });
    }
  }

  /** Keeps the entries of a durable batch at hand until they are in tiles. */
  #keep({ admissions, leafHashes, spans, recordTimeMs }: SealedBatch, frame: WalPlace): void {
    const { recent } = this.#parts;
    for (const [i, { bytes: statement, trees }] of admissions.entries()) {
      const leafHash = leafHashes[i] ?? nothing;
      const span = spans[i] ?? noSpan;
      recent.push({ statement, leafHash, recordTimeMs, treeCount: trees.length, frame, span }, trees);
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

  /** Reached only when `fatal` returns control, as in tests: nothing more is accepted. */
  #die(error: unknown): void {
    this.#closed = notRunning("running, got a failed one", error);
    this.#writing = null;
    while (this.#first() !== undefined) this.#take().outcome.reject(this.#closed);
  }

  #first(): Waiting | undefined {
    return this.#queue[this.#next];
  }

  #take(): Waiting {
    const waiting = this.#first();
    invariant(waiting !== undefined, "somebody waits");
    this.#next++;
    if (this.#next === this.#queue.length) {
      this.#queue = [];
      this.#next = 0;
    }
    return waiting;
  }
}

const nothing = new Uint8Array();
const noSpan = { treesOffset: 0, treesLength: 0, secretsOffset: 0 };

function requireKindOf(admission: AdmissionRule, { kind }: Submission): void {
  if ((kind === "raw") === (admission === "none")) return;
  const expected = admission === "none" ? "raw entries" : "statements";
  throw new DomainError("malformed", `submission: expected ${expected} in this log, got ${kind}`);
}

function isUnavailable(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "unavailable";
}
