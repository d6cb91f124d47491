/** Whether the log is the one this browser knows: the same key, and every tree the continuation of the one before. */
import { toHex } from "@/lib/bytes";
import type { ProofFile } from "@/lib/proof/proof-file";
import type { TrustRoots } from "@/lib/proof/trust";
import type { VerifiedBundle } from "@/lib/proof/verify";
import type { Pin } from "./pins";
import type { EvidenceFile } from "./report";
import type { SetOutcome } from "./verify-set";
import { fill, type PageWords } from "./words";

/** The newest tree that the verified proofs show, and the checkpoint it was signed in. */
export type SeenLog = Omit<Pin, "sinceMs">;

/** What to tell, and whether this tree may take the place of the remembered one. */
export interface LogVerdict {
  text: string;
  trouble?: { line?: string; evidence?: EvidenceFile };
  isKept: boolean;
}

/** Finds the newest tree of the verified proofs; null when none was. */
export function newestSeen({ set }: ProofFile, { verified }: SetOutcome, trust: TrustRoots): SeenLog | null {
  let newest: { bundle: VerifiedBundle; proof: string } | null = null;
  for (const [i, bundle] of verified.entries()) {
    const isNewer = bundle !== null && bundle.checkpoint.size > (newest?.bundle.checkpoint.size ?? -1);
    if (isNewer) newest = { bundle, proof: set.bundles[i]?.proof ?? "" };
  }
  if (newest === null) return null;
  const { bundle, proof } = newest;
  const { size, rootHash } = bundle.checkpoint;
  const note = proof.slice(proof.indexOf("\n\n") + 2);
  return { origin: trust.origin, vkey: trust.logVkey, size, root: toHex(rootHash), note };
}

/**
 * Compares what is shown with what is remembered; where the sizes differ, the log has to prove that one tree continues the other.
 * @param pin null at the first visit, undefined when this browser keeps nothing
 */
export async function compareWithPin(
  pin: Pin | null | undefined,
  seen: SeenLog | null,
  { check, language }: Pick<PageWords, "check" | "language">,
): Promise<LogVerdict> {
  const { results } = check;
  if (!pin || seen === null)
    return { text: pin === undefined ? results.logLocal : results.logFirst, isKept: true };
  const known = fill(results.log, { since: new Date(pin.sinceMs).toLocaleDateString(language) });
  if (pin.vkey !== seen.vkey || pin.origin !== seen.origin) {
    return { text: check.keyChanged, trouble: {}, isKept: false };
  }
  if (seen.size === pin.size && seen.root === pin.root) return { text: known, isKept: true };
  const { askGrowth, evidenceOf } = await import("./growth");
  const growth = await askGrowth(pin, seen);
  if (growth.kind === "unasked") return { text: check.growthUnasked, isKept: false };
  // An older tree than the one remembered is no news, so long as the log still knows both.
  if (growth.kind === "proven") return { text: known, isKept: seen.size > pin.size };
  const figures = { now: seen.size, before: pin.size };
  const text =
    seen.size === pin.size
      ? check.treeForked
      : fill(seen.size < pin.size ? check.treeShrank : check.treeRewritten, figures);
  const evidence = { label: check.evidence, name: "evidence.json", text: evidenceOf(pin, seen, growth.path) };
  return { text, trouble: { line: check.evidenceLine, evidence }, isKept: false };
}
