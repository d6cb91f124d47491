/**
 * The founding of a log: entry 0, signed by the log's own key, from which everything else follows.
 */
import { equalBytes, toHex } from "@/lib/bytes";
import type { PublicKey, Sha256 } from "@/lib/crypto/suite";
import { DomainError } from "@/lib/errors";
import { keyThumbprint } from "@/lib/statement/cose-key";
import { jsonPayload } from "@/lib/statement/json-payload";
import { logIssuer, logKeyOf } from "@/lib/statement/log-key";
import { type Statement, statementTypes } from "@/lib/statement/statement";
import { checkContinuation } from "./continuation";
import {
  type Continuation,
  type Founding,
  keyFromText,
  type MembershipRecord,
  parseMembershipRecord,
} from "./records";
import type { Role } from "./roles";

/** What a founding that was checked says: which log it is, and who its first members are. */
export interface FoundedLog {
  readonly origin: string;
  readonly vkey: string;
  readonly logKey: PublicKey;
  readonly approvals: number;
  readonly members: readonly {
    readonly iss: string;
    readonly roles: Role[];
    readonly isSuspended: boolean;
  }[];
  readonly keys: readonly { readonly iss: string; readonly key: string }[];
  /** The record of a log that continues another; null when the log begins anew. */
  readonly continuation: Continuation | null;
}

/**
 * Checks that a statement can be entry 0 of a log.
 * @throws DomainError malformed | unsupported on a record that is no founding or contradicts itself; forbidden when
 * the statement is not the log's own; conflict on a seq other than 0
 */
export function checkFounding(sha256: Sha256, statement: Statement): FoundedLog {
  const { header } = statement;
  if (header.typ !== statementTypes.membership) throw refusal("typ", statementTypes.membership, header.typ);
  const record = parseMembershipRecord(jsonPayload(statement));
  const log = foundedBy(sha256, record);
  const kid = keyThumbprint(sha256, log.logKey);
  if (!equalBytes(header.kid, kid)) throw refusal("kid", `the log's key ${toHex(kid)}`, toHex(header.kid));
  if (header.alg !== log.logKey.alg) throw refusal("alg", String(log.logKey.alg), String(header.alg));
  if (header.iss !== logIssuer(log.origin)) throw refusal("iss", logIssuer(log.origin), header.iss);
  if (header.sub !== log.origin) throw refusal("sub", log.origin, header.sub);
  if (header.seq !== 0)
    throw new DomainError("conflict", `seq: expected 0, got ${header.seq}`, { path: "seq" });
  return log;
}

function foundedBy(sha256: Sha256, record: MembershipRecord): FoundedLog {
  if (record.type === "log.continued") {
    const { origin, vkey, members, keys, policy } = record;
    const logKey = checkContinuation(sha256, record);
    return { origin, vkey, logKey, approvals: policy.approvals, members, keys, continuation: record };
  }
  if (record.type !== "log.founded") throw refusal("type", "log.founded as entry 0", record.type);
  const { origin, vkey, operator, policy } = record;
  const members = [{ iss: operator.iss, roles: ["operator" as const], isSuspended: false }];
  const logKey = checkNames(record);
  return { origin, vkey, logKey, approvals: policy.approvals, members, keys: [operator], continuation: null };
}

function checkNames(record: Founding): PublicKey {
  const { vkey, key } = logKeyOf(record.vkey);
  const { operator, origin, policy } = record;
  if (vkey.name !== origin) throw contradiction("vkey", `a key named ${origin}`, vkey.name);
  if (operator.iss === logIssuer(origin))
    throw contradiction("operator.iss", "another than the log's", operator.iss);
  if (equalBytes(keyFromText(operator.key).bytes, key.bytes)) {
    throw contradiction("operator.key", "another than the log's", operator.key);
  }
  // With one operator nobody could ever reach two approvals; policy.set raises it once there are more.
  if (policy.approvals !== 1)
    throw contradiction("policy.approvals", "1 at founding", String(policy.approvals));
  return key;
}

function refusal(path: string, expected: string, got: string): DomainError {
  return new DomainError("forbidden", `${path}: expected ${expected}, got ${got}`, { path });
}

function contradiction(path: string, expected: string, got: string): DomainError {
  return new DomainError("malformed", `${path}: expected ${expected}, got ${got}`, { path });
}
