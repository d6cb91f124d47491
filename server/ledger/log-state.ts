/**
 * The state of the log as of its last entry, and the one function that moves it on. Start-up and the hot path both go
 * through `admit`, so recovery runs the code that every append runs.
 */
import { equalBytes } from "@/lib/bytes";
import type { CryptoSuite, PublicKey } from "@/lib/crypto/suite";
import { DomainError } from "@/lib/errors";
import { captureRoot } from "@/lib/fields/commit";
import { leafHash } from "@/lib/merkle/hash";
import { decodeStatement, type Statement, statementTypes, verifyStatement } from "@/lib/statement/statement";
import type { Edge } from "./edge";
import type { AdmissionRule, LogTree } from "./ledger";
import { MembershipLog } from "./membership-log";
import type { WalSnapshot } from "./wal/snapshot";

/** A statement in both forms, with the trees under its payload. */
export interface Candidate {
  readonly statement: Statement;
  readonly bytes: Uint8Array;
  readonly trees: readonly Pick<LogTree, "root">[];
}

export class LogState {
  readonly edge: Edge;
  readonly membershipLog: MembershipLog;
  readonly admission: AdmissionRule;
  readonly #suite: CryptoSuite;
  #treeCount: number;
  #recordTimeMs: number;
  #stateTimeMs: number;

  constructor(
    suite: CryptoSuite,
    { edge, admission, snapshot }: { edge: Edge; admission: AdmissionRule; snapshot: WalSnapshot | null },
  ) {
    this.#suite = suite;
    this.edge = edge;
    this.admission = admission;
    this.membershipLog =
      snapshot === null
        ? new MembershipLog(suite.sha256)
        : MembershipLog.restore(suite.sha256, snapshot.membership);
    this.#treeCount = snapshot?.trees ?? 0;
    this.#recordTimeMs = snapshot?.recordTimeMs ?? 0;
    this.#stateTimeMs = snapshot?.stateTimeMs ?? 0;
  }

  /** Entries admitted. */
  get size(): number {
    return this.edge.size;
  }

  /** Trees of all entries admitted. */
  get treeCount(): number {
    return this.#treeCount;
  }

  /** Log time of the last batch, ms. */
  get recordTimeMs(): number {
    return this.#recordTimeMs;
  }

  /** Log time of the last `membership.state`, ms. */
  get stateTimeMs(): number {
    return this.#stateTimeMs;
  }

  /** Moves the log's clock on, never back, for the batch that begins. */
  beginBatch(nowMs: number): number {
    this.#recordTimeMs = Math.max(this.#recordTimeMs, nowMs);
    return this.#recordTimeMs;
  }

  /**
   * Checks that a statement with these trees may become the next entry. Says nothing of its signature.
   * @throws DomainError as `Membership.check`; malformed when the trees are not those the payload is the root of
   */
  check({ statement, trees }: Omit<Candidate, "bytes">): void {
    requireTreesOf(this.#suite, statement, trees);
    this.membershipLog.membership.check(statement, this.size);
  }

  /** Applies a statement that `check` let through; returns its leaf hash, 32 bytes. */
  apply({ statement, bytes, trees }: Candidate): Uint8Array {
    this.membershipLog.apply(statement, this.size, bytes);
    const hash = leafHash(this.#suite.sha256, bytes);
    this.edge.append(hash);
    this.#treeCount += trees.length;
    if (statement.header.typ === statementTypes.membershipState) this.#stateTimeMs = this.#recordTimeMs;
    return hash;
  }

  /**
   * Admits a signed statement as the next entry, or throws and leaves the state as it was.
   * @param isTrusted the signature needs no check: the entry is under a verified checkpoint
   * @returns its leaf hash, 32 bytes
   * @throws DomainError as `check`; forbidden on a signature that does not hold
   */
  async admit(candidate: Candidate, isTrusted: boolean): Promise<Uint8Array> {
    this.check(candidate);
    const { statement } = candidate;
    if (!isTrusted) {
      await requireSignature(this.#suite, statement, this.membershipLog.membership.signingKeyOf(statement));
    }
    return this.apply(candidate);
  }

  /**
   * Admits an entry read back from the WAL, under this log's own rule.
   * @throws DomainError as `decodeStatement` and `admit`
   */
  async readmit(bytes: Uint8Array, trees: Candidate["trees"], isTrusted: boolean): Promise<Uint8Array> {
    if (this.admission === "none") return this.appendRaw(bytes);
    return this.admit({ statement: decodeStatement(bytes), bytes, trees }, isTrusted);
  }

  /** Appends any bytes, in a log without membership; returns the leaf hash, 32 bytes. */
  appendRaw(entry: Uint8Array): Uint8Array {
    const hash = leafHash(this.#suite.sha256, entry);
    this.edge.append(hash);
    return hash;
  }

  /** Writes down what a replay needs that begins after the last entry. */
  snapshot(): WalSnapshot {
    // Without membership nothing else has moved it on.
    if (this.admission === "none") this.membershipLog.membership.resumeAt(this.size);
    return {
      trees: this.#treeCount,
      recordTimeMs: this.#recordTimeMs,
      stateTimeMs: this.#stateTimeMs,
      membership: this.membershipLog.snapshot(),
    };
  }
}

/** Checks that a capture or record brings the trees its payload is the root of, and that nothing else brings any. */
export function requireTreesOf(suite: CryptoSuite, statement: Statement, trees: Candidate["trees"]): void {
  const { typ } = statement.header;
  const isOverTrees = typ === statementTypes.capture || typ === statementTypes.record;
  if (isOverTrees !== trees.length > 0) {
    const expected = isOverTrees ? "at least one" : "none";
    throw new DomainError("malformed", `trees: expected ${expected} for ${typ}, got ${trees.length}`);
  }
  if (!isOverTrees) return;
  const root = captureRoot(
    suite.sha256,
    trees.map((tree) => tree.root),
  );
  if (!equalBytes(root, statement.payload)) {
    throw new DomainError("malformed", "trees: expected those the payload is the root of, got others");
  }
}

/** Checks a statement's signature. @throws DomainError forbidden */
export async function requireSignature(
  suite: CryptoSuite,
  statement: Statement,
  key: PublicKey,
): Promise<void> {
  try {
    await verifyStatement(suite, statement, key);
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "verification")) throw cause;
    throw new DomainError("forbidden", cause.message, { cause, path: "signature" });
  }
}
