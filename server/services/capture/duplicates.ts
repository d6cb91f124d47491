/** The duplicate rules of DESIGN §2 ("Public ids"), as pure decisions. */
import { DomainError } from "@/lib/errors";
import type { KnownEvent } from "./recent-events";

/**
 * Decides whether `event` is one that the member captured before.
 * Same id and bytes, or the same CBV hash: the earlier event, whose receipt is given again. An error
 * declaration shares id and CBV hash with the event it declares (EPCIS 2.0 §7.4.1.4) and is an event of its own.
 * @param known earlier events of the same member under the same id or the same CBV hash
 * @returns the earlier event, or null when `event` is new
 * @throws DomainError conflict when the id is taken by another content
 */
export function findDuplicate<K extends KnownEvent>(event: KnownEvent, known: K[], path: string): K | null {
  const same = known.find((k) => k.eventID === event.eventID && k.contentHash === event.contentHash);
  if (same !== undefined) return same;
  if (event.isErrorDeclaration) return null;
  const originals = known.filter((k) => !k.isErrorDeclaration);
  const equal = originals.find((k) => k.cbvHash === event.cbvHash);
  if (equal !== undefined) return equal;
  if (originals.some((k) => k.eventID === event.eventID)) {
    throw new DomainError(
      "conflict",
      `${path}.eventID: expected an id that is not taken, got ${event.eventID}, which names an event with other content`,
    );
  }
  return null;
}
