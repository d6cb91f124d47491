/** Which log a piece of evidence is held against: one from elsewhere, or else the one it names itself. */
import { DomainError } from "@/lib/errors";
import { type Policy, parsePolicy } from "@/lib/note/policy";
import { formatVkey, signatureTypes } from "@/lib/note/vkey";
import type { ClaimedTrust } from "@/lib/proof/proof-file";
import { type PinnedLog, pinLog, type TrustRoots } from "@/lib/proof/trust";

/** What the verifier brought along. */
export interface BroughtTrust {
  policy?: Policy;
  /** C2SP verifier key of the log. */
  vkey?: string;
}

/** The log, and where its key came from. */
export interface ChosenLog {
  roots: TrustRoots;
  log: PinnedLog;
  isIndependent: boolean;
}

/**
 * Chooses the log.
 * @param origin what the evidence says it is of: chooses among the logs of a policy, and nothing else
 * @param claimed the key in the file, taken only when none was brought
 * @throws DomainError malformed when there is no key at all, or a policy without a log whose key can be used
 */
export function chooseLog(
  brought: BroughtTrust,
  origin: string | undefined,
  claimed: ClaimedTrust | null = null,
): ChosenLog {
  const { policy, vkey } = brought;
  if (vkey !== undefined) {
    const name = vkey.slice(0, vkey.indexOf("+"));
    const roots = { origin: name, logVkey: vkey, ...(policy === undefined ? {} : { policy }) };
    return { roots, log: pinLog(roots), isIndependent: true };
  }
  if (policy !== undefined) {
    const usable = policy.logs.filter((one) => one.vkey.type === signatureTypes.ed25519);
    const chosen = usable.find((one) => one.vkey.name === origin) ?? usable[0];
    if (chosen === undefined) throw new DomainError("malformed", "policy: expected an Ed25519 log, got none");
    const roots = { origin: chosen.vkey.name, logVkey: formatVkey(chosen.vkey), policy };
    return { roots, log: pinLog(roots), isIndependent: true };
  }
  if (claimed === null) {
    throw new DomainError("malformed", "trust: expected the log's key or a policy from elsewhere, got none");
  }
  const stated = claimed.policy === undefined ? {} : { policy: parsePolicy(claimed.policy) };
  const roots = { origin: claimed.origin, logVkey: claimed.vkey, ...stated };
  return { roots, log: pinLog(roots), isIndependent: false };
}
