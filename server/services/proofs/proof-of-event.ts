import type { ProofSet } from "@/lib/proof/bundle";
import type { ServiceDeps } from "@/server/services/deps";
import { checkpointOver } from "@/server/services/log/checkpoint-over";
import { captureProof } from "./capture-proof";

/**
 * Builds the proof of one event with every field shown; its siblings stay hashes.
 * @throws DomainError not_found beyond the log, unavailable before a published checkpoint covers the entry
 */
export async function proofOfEvent(
  { ledger }: Pick<ServiceDeps, "ledger">,
  place: { leafIndex: number; ordinal: number },
): Promise<ProofSet> {
  const { leafIndex, ordinal } = place;
  const shown = { leafIndex, events: new Map([[ordinal, () => true]]) };
  const { bundle } = await captureProof(
    ledger,
    shown,
    checkpointOver(ledger, leafIndex) ?? ledger.published(),
  );
  return { version: 1, subject: `${leafIndex}.${ordinal}`, bundles: [bundle] };
}
