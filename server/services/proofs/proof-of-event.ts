import { DomainError } from "@/lib/errors";
import type { ProofSet } from "@/lib/proof/bundle";
import { decodeStatement } from "@/lib/statement/statement";
import type { Principal } from "@/server/auth/principal";
import type { ServiceDeps } from "@/server/services/deps";
import { checkpointOver } from "@/server/services/log/checkpoint-over";
import { captureProof } from "./capture-proof";

/**
 * Builds the proof of one event with every field shown, for a regulator or the member that signed it; its siblings
 * stay hashes, and so does the event itself once erased.
 * @throws DomainError not_found beyond the log and for other members' events, unavailable before a published checkpoint
 * covers the entry
 */
export async function proofOfEvent(
  { ledger }: Pick<ServiceDeps, "ledger">,
  principal: Pick<Principal, "iss" | "role">,
  place: { leafIndex: number; ordinal: number },
): Promise<ProofSet> {
  const { leafIndex, ordinal } = place;
  const { header } = decodeStatement((await ledger.entry(leafIndex)).statement);
  if (principal.role !== "regulator" && principal.iss !== header.iss) {
    throw new DomainError("not_found", `event: expected one of yours, got ${leafIndex}.${ordinal}`);
  }
  const shown = { leafIndex, events: new Map([[ordinal, () => true]]) };
  const { bundle } = await captureProof(
    ledger,
    shown,
    checkpointOver(ledger, leafIndex) ?? ledger.published(),
  );
  return { version: 1, subject: `${leafIndex}.${ordinal}`, bundles: [bundle] };
}
