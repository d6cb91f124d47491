/**
 * The state of the log as of its last entry, and the one function that moves it on. Start-up and the hot path both go
 * through `admit`, so recovery runs the code that every append runs.
 */
import { equalBytes } from "@/lib/bytes";
import type { CryptoSuite, PublicKey } from "@/lib/crypto/suite";
import { DomainError } from "@/lib/errors";
import { captureRoot } from "@/lib/fields/commit";
import { verifyContinuation } from "@/lib/membership/continuation";
import { checkFounding } from "@/lib/membership/founding";
import { type Statement, statementTypes, verifyStatement } from "@/lib/statement/statement";
import { StatementReader } from "@/lib/statement/statement-reader";
import { leafHashesOf } from "./batch-hashes";
import type { Edge } from "./edge";
import type { AdmissionRule, LogTree } from "./ledger";
import { MembershipLog } from "./membership-log";
import { splitHashes } from "./split-hashes";
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
  readonly #reader = new StatementReader();
  /** Entries of the batch under way, which are not in the tree yet. */
  #unhashed: Uint8Array[] = [];
  #size: number;
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
    this.#size = snapshot?.membership.size ?? 0;
    this.#treeCount = snapshot?.trees ?? 0;
    this.#recordTimeMs = snapshot?.recordTimeMs ?? 0;
    this.#stateTimeMs = snapshot?.stateTimeMs ?? 0;
  }

  /** Entries admitted, those of the batch under way included. */
  get size(): number {
    return this.#size;
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

  /** Applies a statement that `check` let through. */
  apply({ statement, bytes, trees }: Candidate): void {
    this.membershipLog.apply(statement, this.size, bytes);
    this.#take(bytes);
    this.#treeCount += trees.length;
    if (statement.header.typ === statementTypes.membershipState) this.#stateTimeMs = this.#recordTimeMs;
  }

  /** Appends any bytes, in a log without membership. */
  appendRaw(entry: Uint8Array): void {
    this.#take(entry);
  }

  /** While replayed, the tree may be ahead: what its tiles have needs no hashing again. */
  #take(bytes: Uint8Array): void {
    if (this.#size >= this.edge.size) this.#unhashed.push(bytes);
    this.#size++;
  }

  /**
   * Ends the batch: hashes what was admitted since the last one into the tree, unless the tree had it already. Returns
   * the leaf hashes of what is new to the tree, in order.
   */
  endBatch(): Uint8Array[] {
    const joined = leafHashesOf(this.#unhashed);
    this.#unhashed = [];
    this.edge.append(joined);
    return splitHashes(joined);
  }

  /**
   * Admits a signed statement as the next entry, or throws and leaves the state as it was.
   * @param isTrusted the signature needs no check: the entry is under a verified checkpoint
   * @throws DomainError as `check`; forbidden on a signature that does not hold
   */
  async admit(candidate: Candidate, isTrusted: boolean): Promise<void> {
    this.check(candidate);
    const { statement } = candidate;
    if (!isTrusted) {
      await requireSignature(this.#suite, statement, this.membershipLog.membership.signingKeyOf(statement));
      await requireContinuation(this.#suite, statement, this.size);
    }
    this.apply(candidate);
  }

  /**
   * Admits an entry read back from the WAL, under this log's own rule.
   * @throws DomainError as `decodeStatement` and `admit`
   */
  async readmit(bytes: Uint8Array, trees: Candidate["trees"], isTrusted: boolean): Promise<void> {
    if (this.admission === "none") return this.appendRaw(bytes);
    const statement = this.#reader.read(bytes);
    // What tiles and a signed checkpoint vouch for was checked when it was new: only counters and members matter.
    if (isTrusted && this.#size < this.edge.size) {
      this.membershipLog.membership.check(statement, this.#size);
      return this.apply({ statement, bytes, trees });
    }
    return this.admit({ statement, bytes, trees }, isTrusted);
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

/**
 * Checks the signatures that the founding of a log carries which continues another; of any other entry there are none.
 * @throws DomainError forbidden
 */
export async function requireContinuation(
  suite: CryptoSuite,
  statement: Statement,
  index: number,
): Promise<void> {
  if (index > 0) return;
  const { continuation } = checkFounding(suite.sha256, statement);
  if (continuation === null) return;
  try {
    await verifyContinuation(suite, continuation);
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "verification")) throw cause;
    throw new DomainError("forbidden", cause.message, { cause, path: "approvals" });
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
