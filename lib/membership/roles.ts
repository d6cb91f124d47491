/**
 * What a member may be, and what that lets its keys append.
 */
import { type StatementType, statementTypes } from "@/lib/statement/header";

/** The roles a member can hold. `operator` decides about members; `witness` cosigns checkpoints and appends nothing. */
export const roles = [
  "operator",
  "manufacturer",
  "carrier",
  "retailer",
  "certifier",
  "laboratory",
  "regulator",
  "witness",
] as const;

/** One of `roles`. */
export type Role = (typeof roles)[number];

/** The role of the log's own key in key leaves. Nobody can be granted it. */
export const logRole = "log";

const { capture, record, membership, erasure } = statementTypes;

const permitted: Record<Role, readonly StatementType[]> = {
  operator: [membership, record, erasure],
  manufacturer: [capture, record, erasure],
  carrier: [capture, record, erasure],
  retailer: [capture, record, erasure],
  certifier: [capture, record, erasure],
  laboratory: [capture, record, erasure],
  regulator: [record],
  witness: [],
};

/** Tells whether a role lets a member append statements of this type. */
export function mayAppend(role: Role, typ: StatementType): boolean {
  return permitted[role].includes(typ);
}

/** Tells whether a text names a role. */
export function isRole(text: unknown): text is Role {
  return roles.some((role) => role === text);
}
