/**
 * What each decision needs and does. A decision at log index i holds from i + 1 on: keys it adds are valid from there,
 * keys it ends are valid to there, so that the very statement that ends a key may be signed by it.
 */
import { DomainError } from "@/lib/errors";
import { type Decision, keyFromText } from "./records";
import type { KnownKey, Member, Registry } from "./registry";

/**
 * Checks that a decision can take effect now.
 * @param approvals how many operators a decision needs: at least as many must remain able to decide
 * @throws DomainError conflict saying what stands against it
 */
export function checkDecision(registry: Registry, decision: Decision, approvals: number): void {
  switch (decision.type) {
    case "member.admitted":
      checkNewMember(registry, decision.iss);
      break;
    case "member.suspended":
      activeMember(registry, decision.iss);
      checkOperatorsWithout(registry, decision.iss, approvals);
      break;
    case "member.reinstated":
      if (member(registry, decision.iss).suspendedAt === null) {
        throw conflict("iss", "a suspended member", decision.iss);
      }
      break;
    case "role.granted":
      if (activeMember(registry, decision.iss).roles.has(decision.role)) {
        throw conflict("role", "one the member has not", decision.role);
      }
      break;
    case "role.withdrawn":
      if (!member(registry, decision.iss).roles.has(decision.role)) {
        throw conflict("role", "one the member has", decision.role);
      }
      if (decision.role === "operator") checkOperatorsWithout(registry, decision.iss, approvals);
      break;
    case "key.added":
      activeMember(registry, decision.iss);
      if (registry.keys.has(registry.kidHexOf(keyFromText(decision.key)))) {
        throw conflict("key", "one never added before", decision.key);
      }
      break;
    case "key.revoked":
      activeKey(registry, decision.iss, decision.kid);
      if (registry.activeKeysOf(decision.iss).length === 1) {
        checkOperatorsWithout(registry, decision.iss, approvals);
      }
      break;
    case "policy.set":
      checkReachable(registry.operators().length, decision.policy.approvals);
  }
}

/** Applies a decision that `checkDecision` lets through; `policy.set` is for the caller. */
export function applyDecision(registry: Registry, decision: Decision, index: number): void {
  switch (decision.type) {
    case "member.admitted": {
      const { iss } = decision;
      registry.members.set(iss, {
        iss,
        roles: new Set(decision.roles),
        admittedAt: index,
        suspendedAt: null,
      });
      return;
    }
    case "member.suspended":
      member(registry, decision.iss).suspendedAt = index;
      // For good: one leaf has one interval, so a member who comes back brings new keys.
      for (const key of registry.activeKeysOf(decision.iss)) key.to = index + 1;
      return;
    case "member.reinstated":
      member(registry, decision.iss).suspendedAt = null;
      return;
    case "role.granted":
      member(registry, decision.iss).roles.add(decision.role);
      return;
    case "role.withdrawn":
      member(registry, decision.iss).roles.delete(decision.role);
      return;
    case "key.added":
      registry.addKey(keyFromText(decision.key), decision.iss, index + 1);
      return;
    case "key.revoked":
      activeKey(registry, decision.iss, decision.kid).to = index + 1;
  }
}

function checkNewMember(registry: Registry, iss: string): void {
  if (registry.members.has(iss) || iss === registry.logIss)
    throw conflict("iss", "somebody who is no member", iss);
}

function member(registry: Registry, iss: string): Member {
  const known = registry.members.get(iss);
  if (known === undefined) throw conflict("iss", "a member", iss);
  return known;
}

function activeMember(registry: Registry, iss: string): Member {
  const known = member(registry, iss);
  if (known.suspendedAt !== null) throw conflict("iss", "a member that is not suspended", iss);
  return known;
}

function activeKey(registry: Registry, iss: string, kid: string): KnownKey {
  const key = registry.keyByText(kid);
  if (key === undefined || key.iss !== iss || iss === registry.logIss)
    throw conflict("kid", `a key of ${iss}`, kid);
  if (key.to !== null) throw conflict("kid", "a key not revoked yet", kid);
  return key;
}

/** Nobody could decide anything, nor undo this, once fewer operators are left than a decision needs. */
function checkOperatorsWithout(registry: Registry, iss: string, approvals: number): void {
  if (registry.isOperator(iss)) checkReachable(registry.operators().length - 1, approvals);
}

function checkReachable(operators: number, approvals: number): void {
  if (operators < approvals) {
    throw new DomainError(
      "conflict",
      `operators: expected at least the ${approvals} that a decision needs, got ${operators}`,
    );
  }
}

function conflict(path: string, expected: string, got: string): DomainError {
  return new DomainError("conflict", `${path}: expected ${expected}, got ${got}`, { path });
}
