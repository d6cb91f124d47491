/**
 * The admission rules once more, as slowly and plainly as they can be said: nothing is kept but the history, and every
 * question is answered by reading it from the beginning. What `Membership` is held against.
 */

import type { StatementType } from "@/lib/statement/statement";
import type { Decision } from "../records";
import { mayAppend, type Role } from "../roles";

/** An entry, or one that wants to be. */
export interface NaiveEntry {
  iss: string;
  /** Names a key; the pool of keys is the test's. */
  keyName: string;
  typ: StatementType;
  isForThisLog: boolean;
  seq: number;
  record?: Decision | { type: "approval"; of: number };
}

interface Fact {
  index: number;
  decision: Decision;
}

/** Who founded the log, and how keys are named in records. */
export interface NaiveWorld {
  logIss: string;
  logKeyName: string;
  operatorIss: string;
  operatorKeyName: string;
  keyNameOf(text: string): string;
}

/** A key leaf with the key's name for its kid. */
export interface NaiveLeaf {
  iss: string;
  keyName: string;
  roles: string[];
  from: number;
  to: number | null;
}

/** A log's history; entry 0, the founding, is not in `entries`, so that entries[i] has log index i + 1. */
export class NaiveMembership {
  readonly entries: NaiveEntry[] = [];
  readonly #world: NaiveWorld;

  constructor(world: NaiveWorld) {
    this.#world = world;
  }

  /** Says "admitted", or the code of the refusal. */
  verdict(entry: NaiveEntry): "admitted" | "forbidden" | "conflict" {
    const facts = this.#facts();
    const leaf = this.leaves().find(({ keyName }) => keyName === entry.keyName);
    const spent = this.entries.filter(({ keyName }) => keyName === entry.keyName).length;
    const next = entry.keyName === this.#world.logKeyName ? spent + 1 : spent;
    if (!entry.isForThisLog || leaf === undefined || leaf.iss !== entry.iss) return "forbidden";
    if (isSuspended(facts, entry.iss) || leaf.to !== null) return "forbidden";
    if (entry.seq !== next) return "conflict";
    if (entry.typ.includes("membership-state")) {
      return entry.iss === this.#world.logIss ? "admitted" : "forbidden";
    }
    if (entry.iss === this.#world.logIss) return "forbidden";
    if (!rolesOf(facts, entry.iss).some((role) => mayAppend(role, entry.typ))) return "forbidden";
    return entry.record === undefined ? "admitted" : this.#verdictOn(entry.iss, entry.record);
  }

  /** Lists the key leaves: the log's first. */
  leaves(): NaiveLeaf[] {
    const facts = this.#facts();
    const { logIss: iss, logKeyName: keyName } = this.#world;
    const log = { iss, keyName, roles: ["log"], from: 0, to: null };
    return [log, ...facts.flatMap((fact) => this.#leafOf(facts, fact))];
  }

  #leafOf(facts: Fact[], { index, decision }: Fact): NaiveLeaf[] {
    if (decision.type !== "key.added") return [];
    const { iss } = decision;
    const keyName = this.#world.keyNameOf(decision.key);
    const end = facts.find(
      (later) =>
        later.index > index &&
        ((later.decision.type === "member.suspended" && later.decision.iss === iss) ||
          (later.decision.type === "key.revoked" && this.#world.keyNameOf(later.decision.kid) === keyName)),
    );
    return [
      {
        iss,
        keyName,
        roles: [...rolesOf(facts, iss)].sort(),
        from: index + 1,
        to: end ? end.index + 1 : null,
      },
    ];
  }

  /** Reads the history for the decisions that took effect, with the log index where they did. */
  #facts(): Fact[] {
    const { operatorIss: iss, operatorKeyName } = this.#world;
    const facts: Fact[] = [
      { index: 0, decision: { type: "member.admitted", iss, roles: ["operator"] } },
      { index: 0, decision: { type: "key.added", iss, key: operatorKeyName } },
    ];
    const done = new Set<number>();
    for (const [i, { record }] of this.entries.entries()) {
      if (record === undefined) continue;
      const of = record.type === "approval" ? record.of : i + 1;
      const decision = this.entries[of - 1]?.record;
      if (decision === undefined || decision.type === "approval" || done.has(of)) continue;
      const approvers = this.#approversOf(of, i).filter((each) => this.#operators(facts).includes(each));
      if (approvers.length < approvalsOf(facts)) continue;
      done.add(of);
      facts.push({ index: i + 1, decision });
    }
    return facts;
  }

  #approversOf(of: number, upTo: number): string[] {
    const yes = this.entries.slice(0, upTo + 1).filter(({ record }, i) => {
      return i + 1 === of || (record?.type === "approval" && record.of === of);
    });
    return [...new Set(yes.map(({ iss }) => iss))];
  }

  #operators(facts: Fact[]): string[] {
    const members = facts.flatMap(({ decision }) =>
      decision.type === "member.admitted" ? [decision.iss] : [],
    );
    return members.filter((iss) => {
      const hasKey = facts
        .flatMap((fact) => this.#leafOf(facts, fact))
        .some((leaf) => leaf.iss === iss && leaf.to === null);
      return hasKey && !isSuspended(facts, iss) && rolesOf(facts, iss).includes("operator");
    });
  }

  #verdictOn(iss: string, record: NonNullable<NaiveEntry["record"]>): "admitted" | "conflict" {
    const facts = this.#facts();
    if (record.type !== "approval") return this.#canTakeEffect(facts, record) ? "admitted" : "conflict";
    const decision = this.entries[record.of - 1]?.record;
    if (decision === undefined || decision.type === "approval") return "conflict";
    if (this.#tookEffect(record.of)) return "conflict";
    if (this.#approversOf(record.of, this.entries.length - 1).includes(iss)) return "conflict";
    return this.#canTakeEffect(facts, decision) ? "admitted" : "conflict";
  }

  #tookEffect(of: number): boolean {
    const before = new NaiveMembership(this.#world);
    const decision = this.entries[of - 1]?.record;
    before.entries.push(...this.entries);
    return before.#facts().some((fact) => fact.decision === decision);
  }

  #canTakeEffect(facts: Fact[], decision: Decision): boolean {
    const after = [...facts, { index: this.entries.length + 1, decision }];
    const enough = this.#operators(after).length >= approvalsOf(after);
    if (decision.type === "policy.set") return enough;
    const { iss } = decision;
    const isMember = facts.some(
      (fact) => fact.decision.type === "member.admitted" && fact.decision.iss === iss,
    );
    const isActive = isMember && !isSuspended(facts, iss);
    const leaf = this.leaves().find(({ keyName }) => keyName === this.#keyNameIn(decision));
    switch (decision.type) {
      case "member.admitted":
        return !isMember && iss !== this.#world.logIss;
      case "member.suspended":
        return isActive && enough;
      case "member.reinstated":
        return isMember && isSuspended(facts, iss);
      case "role.granted":
        return isActive && !rolesOf(facts, iss).includes(decision.role);
      case "role.withdrawn":
        return isMember && rolesOf(facts, iss).includes(decision.role) && enough;
      case "key.added":
        return isActive && leaf === undefined;
      case "key.revoked":
        return (
          leaf !== undefined && leaf.iss === iss && iss !== this.#world.logIss && leaf.to === null && enough
        );
    }
  }

  #keyNameIn(decision: Decision): string | undefined {
    if (decision.type === "key.added") return this.#world.keyNameOf(decision.key);
    return decision.type === "key.revoked" ? this.#world.keyNameOf(decision.kid) : undefined;
  }
}

function isSuspended(facts: Fact[], iss: string): boolean {
  const last = facts.findLast(
    ({ decision }) =>
      (decision.type === "member.suspended" || decision.type === "member.reinstated") && decision.iss === iss,
  );
  return last?.decision.type === "member.suspended";
}

function rolesOf(facts: Fact[], iss: string): Role[] {
  let roles: Role[] = [];
  for (const { decision } of facts) {
    if (decision.type === "member.admitted" && decision.iss === iss) roles = [...decision.roles];
    if (decision.type === "role.granted" && decision.iss === iss) roles = [...roles, decision.role];
    if (decision.type === "role.withdrawn" && decision.iss === iss)
      roles = roles.filter((role) => role !== decision.role);
  }
  return roles;
}

function approvalsOf(facts: Fact[]): number {
  const last = facts.findLast(({ decision }) => decision.type === "policy.set");
  return last?.decision.type === "policy.set" ? last.decision.policy.approvals : 1;
}
