import { DomainError } from "@/lib/errors";
import type { ProofSet } from "@/lib/proof/bundle";
import { decodeStatement } from "@/lib/statement/statement";
import type { Principal } from "@/server/auth/principal";
import type { Ledger } from "@/server/ledger/ledger";
import type { ServiceDeps } from "@/server/services/deps";
import {
  type EntryState,
  type EntryWitnesses,
  entryState,
  entryWitnesses,
} from "@/server/services/log/checkpoint-over";
import { proofOfEntry } from "@/server/services/proofs/proof-of-entry";

/** How far an entry has come; the proof shows every field, since it is for the issuer alone. */
export interface CaptureStatus {
  leafIndex: number;
  state: EntryState;
  treeSize: number;
  witnesses: EntryWitnesses;
  proof: ProofSet | null;
}

/**
 * Tells how far one of the member's own entries has come.
 * @throws DomainError not_found for an index that is not in the log or is another member's
 */
export async function captureStatus(
  deps: ServiceDeps,
  principal: Pick<Principal, "iss">,
  query: { leafIndex: number; waitMs: number },
): Promise<CaptureStatus> {
  const { leafIndex, waitMs } = query;
  const entry = leafIndex < deps.ledger.head().size ? await deps.ledger.entry(leafIndex) : null;
  if (entry === null || decodeStatement(entry.statement).header.iss !== principal.iss) {
    throw new DomainError("not_found", `$.leafIndex: expected an entry of yours, got ${leafIndex}`);
  }
  if (waitMs > 0) await nextState(deps.ledger, leafIndex, waitMs);
  const state = entryState(deps.ledger, leafIndex);
  return {
    leafIndex,
    state,
    treeSize: deps.ledger.published().size,
    witnesses: entryWitnesses(deps.ledger, leafIndex),
    proof: state === "accepted" ? null : await proofOfEntry(deps, leafIndex, () => true),
  };
}

/** Waits until the entry is in a further state than now, for at most `waitMs`. */
async function nextState(ledger: Ledger, leafIndex: number, waitMs: number): Promise<void> {
  const state = entryState(ledger, leafIndex);
  const isLast = state === "final" || (state === "published" && ledger.witnessing().needed === 0);
  if (isLast) return;
  const giveUp = new AbortController();
  const next =
    state === "accepted" ? ledger.whenPublished(leafIndex) : ledger.whenFinal(leafIndex, giveUp.signal);
  await Promise.race([next, delay(waitMs)]);
  giveUp.abort();
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
