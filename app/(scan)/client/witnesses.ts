/** What the visitor is told of the witnesses: who has seen the log's checkpoints, when, and whether they are enough. */
import { cosignaturesNeeded, isQuorumMet, type Policy, parsePolicy } from "@/lib/note/policy";
import type { ProofFile } from "@/lib/proof/proof-file";
import type { VerifiedBundle } from "@/lib/proof/verify";
import type { SetOutcome } from "./verify-set";
import { fill, type PageWords } from "./words";

/** The policy a file says its log has; undefined when it names none. @throws DomainError malformed */
export function claimedPolicy({ trust }: ProofFile): Policy | undefined {
  return trust?.policy === undefined ? undefined : parsePolicy(trust.policy);
}

/** Sums up the cosignatures of all bundles; those of the newest records may still be on their way. */
export function witnessReport(
  { verified }: Pick<SetOutcome, "verified">,
  policy: Policy | undefined,
  words: Pick<PageWords, "check" | "list" | "language">,
): { isEnough: boolean; text: string } {
  const { results } = words.check;
  if (policy === undefined || policy.witnesses.length === 0)
    return { isEnough: false, text: results.noWitnesses };
  const least = verified
    .filter((bundle) => bundle !== null)
    .toSorted((a, b) => a.cosignatures.length - b.cosignatures.length)
    .at(0);
  const cosignatures = least?.cosignatures ?? [];
  const isEnough = cosignatures.length > 0 && isQuorumMet(policy, namesOf(least));
  if (isEnough) {
    const seconds = Math.max(...cosignatures.map(({ time }) => time));
    const time = new Date(seconds * 1000).toLocaleString(words.language);
    return { isEnough, text: fill(results.witnesses, { names: namesOf(least).join(words.list), time }) };
  }
  const needed = Math.max(1, cosignaturesNeeded(policy));
  return { isEnough, text: fill(results.awaitingWitnesses, { seen: cosignatures.length, needed }) };
}

function namesOf(bundle: VerifiedBundle | undefined): string[] {
  return bundle?.cosignatures.map(({ name }) => name) ?? [];
}
