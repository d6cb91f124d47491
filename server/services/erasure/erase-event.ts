/** Erasing an event: its issuer's decision, for a reason, for ever (DESIGN §3, "Erasure"). */
import { DomainError } from "@/lib/errors";
import { canonicalBytes } from "@/lib/jcs";
import { requireErasable } from "@/lib/membership/erasure-authority";
import type { ErasureReason } from "@/lib/membership/erasure-reasons";
import { decodeStatement, statementTypes } from "@/lib/statement/statement";
import type { Principal } from "@/server/auth/principal";
import type { ServiceDeps } from "@/server/services/deps";
import { memberSigner } from "@/server/services/member-signer";
import { parseEventId } from "@/server/services/trace/trace-event";
import { type ErasureNotice, erasureNotice, isErasedAlready } from "./erasure-notice";

/** What an erasure needs; a subset of the services' dependencies. */
export type ErasureDeps = Pick<ServiceDeps, "sql" | "ledger" | "keystore" | "mirror" | "recent">;

/**
 * Erases an event or record of the member's own. When it resolves, the record is in the log, no file of the ledger
 * opens the event, and the mirror's rows of it are gone; the database then forgets their bytes (`erasureStatus`).
 * A second erasure gets the notice of the first. An event captured again afterwards counts as new.
 * A crash before the record is durable leaves everything as it was; after it, the next start does the rest.
 * @param event `index.ordinal`
 * @throws DomainError malformed | not_found; forbidden for another member's event; unavailable
 */
export async function eraseEvent(
  deps: ErasureDeps,
  principal: Pick<Principal, "iss">,
  { event, reason }: { event: string; reason: ErasureReason },
): Promise<ErasureNotice> {
  const { ledger, mirror, recent, sql } = deps;
  const place = parseEventId(event);
  const isErased = await requireOwn(deps, principal, place, event);
  if (!isErased) {
    const signer = await memberSigner(deps, principal.iss);
    const payload = canonicalBytes({ type: "event.erased", event, reason });
    const typ = statementTypes.erasure;
    try {
      await ledger.append({ kind: "sign", signer, iss: principal.iss, typ, payload, trees: [] });
    } catch (error) {
      // Somebody else of the member was faster.
      if (!isErasedAlready(error)) throw error;
    }
  }
  await recent.erase(place);
  await mirror.whenApplied(ledger.head().size);
  const notice = await erasureNotice(sql, event);
  if (notice === null)
    throw new DomainError("unavailable", `event ${event}: expected its erasure in the mirror`);
  return notice;
}

/** Refuses what admission would, before anything is signed. @returns whether it is erased already */
async function requireOwn(
  { ledger }: ErasureDeps,
  { iss }: Pick<Principal, "iss">,
  { leafIndex, ordinal }: { leafIndex: number; ordinal: number },
  event: string,
): Promise<boolean> {
  if (leafIndex >= ledger.head().size) {
    throw new DomainError("not_found", `event: expected one that is in the log, got ${event}`, {
      path: "event",
    });
  }
  const { statement, trees } = await ledger.entry(leafIndex);
  requireErasable({ iss }, { event }, { ...decodeStatement(statement), treeCount: trees.length });
  return trees[ordinal]?.secret === null;
}
