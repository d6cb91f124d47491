/**
 * Membership: who may append what to a log, as a pure function of the log before (DESIGN §3, "Permissioned").
 *
 * Whoever replays the statements in order, `check` then `apply` for each, gets the same verdicts. Signatures are
 * verified separately (`verifyStatement` with `signingKeyOf`).
 */
import { equalBytes, toHex } from "@/lib/bytes";
import type { PublicKey, Sha256 } from "@/lib/crypto/suite";
import { DomainError, invariant } from "@/lib/errors";
import { rootOfLeaves } from "@/lib/merkle/tree";
import { jsonPayload } from "@/lib/statement/json-payload";
import { logIssuer } from "@/lib/statement/log-key";
import { type Statement, type StatementHeader, statementTypes } from "@/lib/statement/statement";
import { applyDecision, checkDecision } from "./decisions";
import { parseErasureRecord } from "./erasure-record";
import { checkFounding, type FoundedLog } from "./founding";
import { type KeyLeaf, keyLeafBytes } from "./key-leaf";
import { type Approval, type Continuation, type Decision, parseMembershipRecord } from "./records";
import { type KnownKey, type Member, Registry } from "./registry";
import { isRole, mayAppend } from "./roles";

export type { KeyLeaf };

/** A decision that waits for more approvals. */
export interface PendingDecision {
  decision: Decision;
  /** The members who proposed or approved it. */
  approvers: Set<string>;
}

// 2020-01-01 and 2100-01-01: a clock outside them is broken, or the number is not in seconds.
const iatMin = 1_577_836_800;
const iatMax = 4_102_444_800;

/** Tells whether a statement's time of issue, in seconds, can be one. */
export function isPlausibleTime(iat: number): boolean {
  return iat >= iatMin && iat < iatMax;
}

/** The replayed membership: the state that admission of the next entry is judged by. */
export class Membership {
  readonly #sha256: Sha256;
  readonly #registry: Registry;
  readonly #pending = new Map<number, PendingDecision>();
  #size = 0;
  #founded: FoundedLog | undefined;
  #approvals = 1;
  #changes = 0;

  constructor(sha256: Sha256) {
    this.#sha256 = sha256;
    this.#registry = new Registry(sha256);
  }

  /** The number of entries applied: the index of the next. */
  get size(): number {
    return this.#size;
  }

  /** How many entries have told of members, keys and roles: while it stays, so do they. */
  get changes(): number {
    return this.#changes;
  }

  /** The log's origin; empty before the founding. */
  get origin(): string {
    return this.#founded?.origin ?? "";
  }

  /** The log's vkey; empty before the founding. */
  get vkey(): string {
    return this.#founded?.vkey ?? "";
  }

  /** The record of a log that continues another, to which this one is the successor; null for a log that began anew. */
  get continuation(): Continuation | null {
    return this.#founded?.continuation ?? null;
  }

  /** How many operators a decision needs. */
  get approvals(): number {
    return this.#approvals;
  }

  /** The members by iss, suspended ones included. */
  members(): ReadonlyMap<string, Readonly<Member>> {
    return this.#registry.members;
  }

  /** The decisions that wait for approvals, by the log index of their proposal. */
  pending(): ReadonlyMap<number, Readonly<PendingDecision>> {
    return this.#pending;
  }

  /** Finds a key ever known, valid or not, by its kid in lower-case hex. */
  keyOf(kidHex: string): PublicKey | undefined {
    return this.#registry.keys.get(kidHex)?.key;
  }

  /** Returns the `seq` that the next statement of a key must carry; 0 for a key not known. */
  nextSeq(kidHex: string): number {
    return this.#registry.keys.get(kidHex)?.nextSeq ?? 0;
  }

  /** Lists one leaf per key ever known, the log's own included, ordered by `from`, then by kid as bytes. */
  leaves(): KeyLeaf[] {
    return this.#registry.leaves();
  }

  /** Computes the payload of a `membership.state` statement that would be appended now: MTH over the key leaves. */
  stateRoot(sha256: Sha256 = this.#sha256): Uint8Array {
    return rootOfLeaves(sha256, this.leaves().map(keyLeafBytes));
  }

  /**
   * Finds the key that must have signed a statement: a known one, or for the founding the one in its own vkey.
   * @throws DomainError forbidden when the key is unknown; malformed when the founding is
   */
  signingKeyOf(statement: Statement): PublicKey {
    if (this.#founded === undefined) return checkFounding(this.#sha256, statement).logKey;
    return this.#knownKey(statement.header).key;
  }

  /**
   * Checks that a statement may become the next entry. Says nothing of its signature.
   * @param index must be `size`
   * @throws DomainError malformed; forbidden (wrong log, unknown or revoked key, suspended member, role, not an
   * operator, not the log); conflict (wrong seq, wrong state root, a decision that cannot take effect)
   */
  check(statement: Statement, index: number): void {
    invariant(index === this.#size, `next index is ${this.#size}, not ${index}`);
    const { header } = statement;
    if (!isPlausibleTime(header.iat)) {
      throw new DomainError("malformed", `iat: expected seconds between 2020 and 2100, got ${header.iat}`);
    }
    if (this.#founded === undefined) {
      checkFounding(this.#sha256, statement);
      return;
    }
    if (header.sub !== this.#founded.origin) {
      throw forbidden("sub", `this log, ${this.#founded.origin}`, header.sub);
    }
    this.#checkSigner(header);
    this.#checkContent(statement, index);
  }

  /** Applies a statement that `check` let through and the log holds. */
  apply(statement: Statement, index: number): void {
    invariant(index === this.#size, `next index is ${this.#size}, not ${index}`);
    if (statement.header.typ === statementTypes.membership) this.#changes += 1;
    if (this.#founded === undefined) this.#found(checkFounding(this.#sha256, statement));
    else if (statement.header.typ === statementTypes.membership) this.#applyRecord(statement, index);
    this.#knownKey(statement.header).nextSeq += 1;
    this.#size += 1;
  }

  /**
   * Passes over entries that changed nothing but counters, as a replay does that begins at a snapshot.
   * @param index the new `size`, not below the old one
   * @param nextSeqs what the next statement of a key must carry, by kid in lower-case hex
   */
  resumeAt(index: number, nextSeqs: ReadonlyMap<string, number> = new Map()): void {
    invariant(index >= this.#size, `the log goes on from ${this.#size}, not ${index}`);
    this.#size = index;
    for (const [kidHex, nextSeq] of nextSeqs) {
      const known = this.#registry.keys.get(kidHex);
      invariant(known !== undefined, `key ${kidHex} is known`);
      known.nextSeq = nextSeq;
    }
  }

  #checkSigner(header: StatementHeader): void {
    const known = this.#knownKey(header);
    const { iss, alg, kid, seq } = header;
    if (known.iss !== iss) throw forbidden("iss", `the key's member, ${known.iss}`, iss);
    if (known.key.alg !== alg) throw forbidden("alg", `the key's, ${known.key.alg}`, String(alg));
    const suspendedAt = this.#registry.members.get(iss)?.suspendedAt ?? null;
    if (suspendedAt !== null)
      throw forbidden("iss", "an active member", `${iss}, suspended at entry ${suspendedAt}`);
    if (known.to !== null)
      throw forbidden("kid", "an active key", `${toHex(kid)}, revoked before entry ${known.to}`);
    if (seq !== known.nextSeq) {
      throw new DomainError("conflict", `seq: expected ${known.nextSeq}, the next of this key, got ${seq}`, {
        path: "seq",
        details: { next: known.nextSeq },
      });
    }
  }

  #checkContent(statement: Statement, index: number): void {
    const { iss, typ } = statement.header;
    const isLog = iss === this.#registry.logIss;
    if (typ === statementTypes.membershipState) {
      if (!isLog) throw forbidden("iss", "the log itself for a membership state", iss);
      this.#checkState(statement);
      return;
    }
    const roles = isLog ? [] : this.#registry.rolesOf(iss).filter(isRole);
    if (!roles.some((role) => mayAppend(role, typ))) {
      const expected = typ === statementTypes.membership ? "an operator" : `a role that may append ${typ}`;
      throw forbidden("iss", expected, `${iss} (${this.#registry.rolesOf(iss).join(", ") || "no role"})`);
    }
    if (typ === statementTypes.membership) this.#checkRecord(statement);
    if (typ === statementTypes.erasure) parseErasureRecord(jsonPayload(statement), index);
  }

  #checkState(statement: Statement): void {
    const root = this.stateRoot();
    if (equalBytes(statement.payload, root)) return;
    const message = `payload: expected the state root ${toHex(root)}, got ${toHex(statement.payload)}`;
    throw new DomainError("conflict", message, { path: "payload" });
  }

  #checkRecord(statement: Statement): void {
    const record = decisionOrApproval(statement);
    const proposal = record.type === "approval" ? this.#proposalOf(record) : undefined;
    if (proposal?.approvers.has(statement.header.iss)) {
      throw new DomainError(
        "conflict",
        "of: expected a decision this member has not approved yet, got one it has",
      );
    }
    const decision = record.type === "approval" ? proposal?.decision : record;
    if (decision !== undefined) checkDecision(this.#registry, decision, this.#approvals);
  }

  #applyRecord(statement: Statement, index: number): void {
    const record = decisionOrApproval(statement);
    const at = record.type === "approval" ? record.of : index;
    const proposal =
      record.type === "approval"
        ? this.#proposalOf(record)
        : { decision: record, approvers: new Set<string>() };
    proposal.approvers.add(statement.header.iss);
    const approvals = [...proposal.approvers].filter((iss) => this.#registry.isOperator(iss)).length;
    if (approvals < this.#approvals) {
      this.#pending.set(at, proposal);
      return;
    }
    this.#pending.delete(at);
    if (proposal.decision.type === "policy.set") this.#approvals = proposal.decision.policy.approvals;
    applyDecision(this.#registry, proposal.decision, index);
  }

  #proposalOf(record: Approval): PendingDecision {
    const proposal = this.#pending.get(record.of);
    if (proposal !== undefined) return proposal;
    throw new DomainError(
      "conflict",
      `of: expected a decision that waits for approval, got entry ${record.of}`,
    );
  }

  #knownKey(header: StatementHeader): KnownKey {
    const kidHex = toHex(header.kid);
    const known = this.#registry.keys.get(kidHex);
    if (known === undefined) throw forbidden("kid", "a known key", kidHex);
    return known;
  }

  #found(log: FoundedLog): void {
    this.#founded = log;
    this.#approvals = log.approvals;
    const logIss = logIssuer(log.origin);
    this.#registry.logIss = logIss;
    this.#registry.addKey(log.logKey, logIss, 0);
    for (const { iss, roles } of log.members) {
      applyDecision(this.#registry, { type: "member.admitted", iss, roles }, 0);
    }
    for (const { iss, key } of log.keys) applyDecision(this.#registry, { type: "key.added", iss, key }, 0);
    for (const { iss, isSuspended } of log.members) {
      if (isSuspended) applyDecision(this.#registry, { type: "member.suspended", iss }, 0);
    }
  }
}

function decisionOrApproval(statement: Statement): Decision | Approval {
  const record = parseMembershipRecord(jsonPayload(statement));
  if (record.type !== "log.founded" && record.type !== "log.continued") return record;
  throw new DomainError("conflict", `type: expected a decision, got ${record.type} in a log that is founded`);
}

function forbidden(path: string, expected: string, got: string): DomainError {
  return new DomainError("forbidden", `${path}: expected ${expected}, got ${got}`, { path });
}
