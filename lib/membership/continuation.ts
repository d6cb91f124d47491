/**
 * A log that continues another which was truly lost: its founding names the predecessor as far as it is still there,
 * carries the members and their keys as of then, and is approved by as many of the old log's operators as its policy
 * asked for (DESIGN §3). Never a rewind: the old origin signs nothing any more, and everything it proved stays provable
 * under its own key.
 */
import { equalBytes, fromBase64Url, toBase64Url, toHex } from "@/lib/bytes";
import type { CryptoSuite, PublicKey, Sha256 } from "@/lib/crypto/suite";
import { DomainError, VerificationError } from "@/lib/errors";
import { canonicalBytes } from "@/lib/jcs";
import type { JsonObject } from "@/lib/json";
import { parseCheckpoint } from "@/lib/note/checkpoint";
import { parseNote, verifyNote } from "@/lib/note/note";
import { keyThumbprint } from "@/lib/statement/cose-key";
import { logIssuer, logKeyOf } from "@/lib/statement/log-key";
import { type ContinuationApproval, decodeApproval } from "./continuation-approval";
import { type Continuation, keyFromText } from "./records";

/** Computes what an operator approves: SHA-256 of the JCS of the record with an empty list of approvals. */
export function continuationDigest(sha256: Sha256, record: Continuation): Uint8Array {
  return sha256(canonicalBytes({ ...record, approvals: [] } as unknown as JsonObject));
}

/**
 * Checks everything of a continuation but the signatures in it.
 * @returns the new log's key
 * @throws DomainError malformed when the record contradicts itself; forbidden when it is not approved by enough
 * operators of the predecessor
 */
export function checkContinuation(sha256: Sha256, record: Continuation): PublicKey {
  const { origin, predecessor, policy } = record;
  const { vkey, key } = logKeyOf(record.vkey);
  const old = logKeyOf(predecessor.vkey);
  if (vkey.name !== origin) throw contradiction("vkey", `a key named ${origin}`, vkey.name);
  if (old.vkey.name !== predecessor.origin)
    throw contradiction("predecessor.vkey", `a key named ${predecessor.origin}`, old.vkey.name);
  if (origin === predecessor.origin) throw contradiction("origin", "another than the predecessor's", origin);
  if (equalBytes(key.bytes, old.key.bytes))
    throw contradiction("vkey", "another key than the predecessor's", record.vkey);
  checkPredecessor(record);
  checkMembers(sha256, record, key);
  const approvers = approversOf(sha256, record);
  if (approvers.size < policy.approvals) {
    throw new DomainError(
      "forbidden",
      `approvals: expected ${policy.approvals} of the predecessor's operators, got ${approvers.size}`,
      { path: "approvals" },
    );
  }
  return key;
}

/**
 * Verifies the signatures in a continuation that `checkContinuation` let through: the predecessor's on its last
 * checkpoint, and each approval.
 * @throws VerificationError "log signature" | "approval"; DomainError as `verifyNote`
 */
export async function verifyContinuation(suite: CryptoSuite, record: Continuation): Promise<void> {
  const { predecessor } = record;
  if (predecessor.checkpoint !== "") {
    await verifyNote(suite, parseNote(predecessor.checkpoint), [logKeyOf(predecessor.vkey).vkey]);
  }
  for (const { approval, key } of approversOf(suite.sha256, record).values()) {
    if (await suite.verify(key, approval.message, approval.signature)) continue;
    const { iss } = approval.header;
    throw new VerificationError(
      "approval",
      `approvals: expected one by ${iss}, got one that does not verify`,
      {
        iss,
      },
    );
  }
}

function checkPredecessor({ predecessor }: Continuation): void {
  const { checkpoint, size, rootHash } = predecessor;
  if (checkpoint === "") return;
  const signed = parseCheckpoint(parseNote(checkpoint).text);
  const path = "predecessor.checkpoint";
  if (signed.origin !== predecessor.origin) throw contradiction(path, predecessor.origin, signed.origin);
  if (signed.size > size) throw contradiction(path, `one of at most ${size} entries`, String(signed.size));
  if (signed.size === size && !equalBytes(signed.rootHash, fromBase64Url(rootHash))) {
    throw contradiction(path, `the root ${rootHash}`, toBase64Url(signed.rootHash));
  }
}

function checkMembers(sha256: Sha256, record: Continuation, logKey: PublicKey): void {
  const { members, keys, origin } = record;
  const names = new Set(members.map(({ iss }) => iss));
  if (names.size < members.length || names.has(logIssuer(origin))) {
    throw contradiction("members", "each member once, and not the log", `${members.length}`);
  }
  const kids = new Set([toHex(keyThumbprint(sha256, logKey))]);
  for (const { iss, key } of keys) {
    const kid = toHex(keyThumbprint(sha256, keyFromText(key)));
    if (kids.has(kid)) throw contradiction("keys", "each key once, and not the log's", key);
    kids.add(kid);
    const member = members.find((one) => one.iss === iss);
    if (member === undefined || member.isSuspended) throw contradiction("keys", "an active member", iss);
  }
}

/** Finds the approvals that count, one for each operator. @throws DomainError forbidden on one that is nobody's */
function approversOf(
  sha256: Sha256,
  record: Continuation,
): Map<string, { approval: ContinuationApproval; key: PublicKey }> {
  const digest = continuationDigest(sha256, record);
  const found = new Map<string, { approval: ContinuationApproval; key: PublicKey }>();
  for (const text of record.approvals) {
    const approval = decodeApproval(fromBase64Url(text));
    const { iss, kid, alg, sub } = approval.header;
    const key = operatorKey(sha256, record, { iss, kid });
    const isOfThis = sub === record.origin && equalBytes(approval.digest, digest);
    if (key?.alg !== alg || !isOfThis) {
      const message = `approvals: expected an operator's approval of this very record, got one of ${iss}`;
      throw new DomainError("forbidden", message, { path: "approvals" });
    }
    found.set(iss, { approval, key });
  }
  return found;
}

function operatorKey(
  sha256: Sha256,
  { members, keys }: Continuation,
  { iss, kid }: { iss: string; kid: Uint8Array },
): PublicKey | undefined {
  const member = members.find((one) => one.iss === iss);
  if (member === undefined || !member.roles.includes("operator")) return undefined;
  return keys
    .filter((one) => one.iss === iss)
    .map((one) => keyFromText(one.key))
    .find((key) => equalBytes(keyThumbprint(sha256, key), kid));
}

function contradiction(path: string, expected: string, got: string): DomainError {
  return new DomainError("malformed", `${path}: expected ${expected}, got ${got}`, { path });
}
