/**
 * A batch on its way to the disk: takes submissions one by one, each admitted under the log before it, and is sealed
 * into one frame.
 */
import { toHex } from "@/lib/bytes";
import { DomainError } from "@/lib/errors";
import { logIssuer } from "@/lib/statement/log-key";
import { statementTypes } from "@/lib/statement/statement";
import type { Signer } from "@/server/keystore/keystore";
import type { LogTree, RawSubmission, Submission, TreeHead } from "./ledger";
import type { Candidate, LogState } from "./log-state";
import type { LedgerSettings } from "./settings";
import { signNext, type Waiting } from "./submission";
import { type EntrySpan, encodeFrame, frameHeaderBytes } from "./wal/frame";

export interface OpenBatchParts {
  readonly settings: LedgerSettings;
  readonly state: LogState;
  readonly signer: Signer;
  readonly origin: string;
  readonly epoch: number;
}

/** An entry of a batch; the log's own have nobody waiting. */
export interface Admission {
  readonly bytes: Uint8Array;
  /** "" for the entries of a log without membership. */
  readonly typ: string;
  readonly trees: readonly LogTree[];
  readonly waiting: Waiting | null;
}

/** A batch as one frame, and the log's head once it is durable. */
export interface SealedBatch {
  readonly firstIndex: number;
  readonly recordTimeMs: number;
  readonly admissions: readonly Admission[];
  /** In the order of the admissions. */
  readonly leafHashes: readonly Uint8Array[];
  readonly frame: Uint8Array;
  readonly spans: readonly EntrySpan[];
  readonly head: TreeHead;
}

const noTrees: readonly LogTree[] = [];

/** Room for the header, the trailer and a `membership.state` of the log. */
const overheadBytes = frameHeaderBytes + 16_384;

export class OpenBatch {
  readonly #parts: OpenBatchParts;
  readonly #firstIndex: number;
  readonly #firstTree: number;
  readonly #recordTimeMs: number;
  readonly #admissions: Admission[] = [];
  readonly #resent: Waiting[] = [];
  #bytes = 0;
  #count = 0;

  constructor(parts: OpenBatchParts, nowMs: number) {
    this.#parts = parts;
    this.#firstIndex = parts.state.size;
    this.#firstTree = parts.state.treeCount;
    this.#recordTimeMs = parts.state.beginBatch(nowMs);
  }

  /** Returns the bytes the frame of a batch that begins with this submission takes, at most. */
  static frameBytesMax(first: Waiting, { batchBytesMax }: LedgerSettings): number {
    return Math.max(first.bytes, batchBytesMax) + overheadBytes;
  }

  /** Submissions whose statement was in the log before: to be answered once the batch is durable. */
  get resent(): readonly Waiting[] {
    return this.#resent;
  }

  /** Tells whether one more submission fits; one larger than a batch goes alone. */
  hasRoomFor({ bytes }: Waiting): boolean {
    const { batchEntriesMax, batchBytesMax } = this.#parts.settings;
    return this.#count === 0 || (this.#count < batchEntriesMax && this.#bytes + bytes <= batchBytesMax);
  }

  /** Admits a submission, or refuses it: then its outcome says why. A promise only where a signature is waited for. */
  take(waiting: Waiting): Promise<void> | undefined {
    this.#bytes += waiting.bytes;
    this.#count++;
    const { submission } = waiting;
    if (submission.kind !== "raw") return this.#takeStatement(waiting, submission);
    this.#parts.state.appendRaw(submission.entry);
    this.#admissions.push({ bytes: submission.entry, typ: "", trees: noTrees, waiting });
    return undefined;
  }

  /**
   * Adds the log's own `membership.state` where one is due, and encodes the frame.
   * @returns null when nothing was admitted
   */
  async seal(): Promise<SealedBatch | null> {
    if (this.#admissions.length === 0) return null;
    if (this.#needsState()) await this.#addState();
    const { state, epoch } = this.#parts;
    const [firstIndex, firstTree, recordTimeMs] = [this.#firstIndex, this.#firstTree, this.#recordTimeMs];
    const leafHashes = state.endBatch();
    const rootHash = state.edge.root();
    const entries = this.#admissions.map(({ bytes, trees }) => ({ statement: bytes, trees }));
    const { bytes, spans } = encodeFrame({ firstIndex, firstTree, recordTimeMs, epoch, rootHash, entries });
    const head = { size: state.size, rootHash };
    return { firstIndex, recordTimeMs, admissions: this.#admissions, leafHashes, frame: bytes, spans, head };
  }

  /** Tells everybody in the batch that it failed. */
  reject(error: unknown): void {
    for (const { waiting } of this.#admissions) waiting?.outcome.reject(error);
    for (const { outcome } of this.#resent) outcome.reject(error);
  }

  async #takeStatement(waiting: Waiting, submission: Exclude<Submission, RawSubmission>): Promise<void> {
    try {
      if (this.#isResent(waiting)) this.#resent.push(waiting);
      else this.#admissions.push(await this.#admit(waiting, submission));
    } catch (error) {
      waiting.outcome.reject(error);
    }
  }

  async #admit(waiting: Waiting, submission: Exclude<Submission, RawSubmission>): Promise<Admission> {
    const { state, origin } = this.#parts;
    const { trees } = submission;
    if (submission.kind === "sign") {
      const { bytes, statement } = await signNext(state, origin, submission);
      const { typ } = statement.header;
      state.apply({ bytes, statement, trees });
      return { bytes, typ, trees, waiting };
    }
    // Decoded when it was put in the queue.
    const statement = waiting.statement as Candidate["statement"];
    const bytes = submission.statement;
    await state.admit({ statement, bytes, trees }, false);
    return { bytes, typ: statement.header.typ, trees, waiting };
  }

  #isResent({ statement }: Waiting): boolean {
    if (statement === null) return false;
    const { kid, seq } = statement.header;
    return seq < this.#parts.state.membershipLog.membership.nextSeq(toHex(kid));
  }

  /** After every membership change, and hourly while growing. */
  #needsState(): boolean {
    const { state, settings } = this.#parts;
    if (state.admission === "none") return false;
    const isChanged = this.#admissions.some(({ typ }) => typ === statementTypes.membership);
    return isChanged || state.recordTimeMs - state.stateTimeMs >= settings.stateIntervalMs;
  }

  async #addState(): Promise<void> {
    const { state, origin, signer } = this.#parts;
    const payload = state.membershipLog.membership.stateRoot();
    const typ = statementTypes.membershipState;
    const toSign = { signer, iss: logIssuer(origin), typ, payload, trees: [] };
    const candidate = await signNext(state, origin, toSign);
    state.apply(candidate);
    this.#admissions.push({ bytes: candidate.bytes, typ, trees: noTrees, waiting: null });
  }
}

/** Says that the ledger takes nothing any more. */
export function notRunning(found: string, cause?: unknown): DomainError {
  return new DomainError("unavailable", `ledger: expected it ${found}`, { cause });
}
