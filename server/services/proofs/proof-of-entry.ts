import type { ProofSet } from "@/lib/proof/bundle";
import type { ServiceDeps } from "@/server/services/deps";
import { checkpointOver } from "@/server/services/log/checkpoint-over";
import { captureProof, type IsDisclosed } from "./capture-proof";

/**
 * Builds the proof of everything in one entry, every event of it pruned by the same rule.
 * @throws DomainError not_found beyond the log, unavailable before a published checkpoint covers the entry
 */
export async function proofOfEntry(
  { ledger }: Pick<ServiceDeps, "ledger">,
  leafIndex: number,
  isDisclosed: IsDisclosed,
): Promise<ProofSet> {
  const entry = await ledger.entry(leafIndex);
  const events = new Map(entry.trees.map((_, ordinal) => [ordinal, isDisclosed]));
  const { bundle } = await captureProof(
    ledger,
    { leafIndex, events },
    checkpointOver(ledger, leafIndex) ?? ledger.published(),
  );
  return { version: 1, subject: String(leafIndex), bundles: [bundle] };
}
