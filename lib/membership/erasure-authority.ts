/**
 * Who may erase what: a pure function of the log before the erasure (DESIGN §3, "Erasure"). Membership itself keeps no
 * issuer per entry, so whoever admits or replays an erasure reads the entry it names and asks here.
 */
import { DomainError } from "@/lib/errors";
import type { StatementHeader } from "@/lib/statement/header";
import { statementTypes } from "@/lib/statement/statement";
import type { ErasureRecord } from "./erasure-record";

/** What an erasure names, as the log has it. */
export interface ErasureTarget {
  readonly header: Pick<StatementHeader, "iss" | "typ">;
  /** Events or records of the entry; null when that could not be read. */
  readonly treeCount: number | null;
}

/** Reads `index.ordinal`, which `parseErasureRecord` has checked. */
export function erasedEventOf({ event }: Pick<ErasureRecord, "event">): {
  leafIndex: number;
  ordinal: number;
} {
  const [leafIndex = "", ordinal = ""] = event.split(".");
  return { leafIndex: Number(leafIndex), ordinal: Number(ordinal) };
}

/**
 * Checks that an erasure is its issuer's to make: only the member that signed an entry may erase what is in it.
 * @throws DomainError forbidden; not_found when the entry has no such event
 */
export function requireErasable(
  header: Pick<StatementHeader, "iss">,
  record: Pick<ErasureRecord, "event">,
  target: ErasureTarget,
): void {
  const { typ, iss } = target.header;
  const { ordinal } = erasedEventOf(record);
  const isOverTrees = typ === statementTypes.capture || typ === statementTypes.record;
  if (!isOverTrees || (target.treeCount !== null && ordinal >= target.treeCount)) {
    throw new DomainError("not_found", `event: expected an event or record of the log, got ${record.event}`, {
      path: "event",
    });
  }
  if (iss === header.iss) return;
  const message = `iss: expected the member that signed the event ${record.event}, ${iss}, got ${header.iss}`;
  throw new DomainError("forbidden", message, { path: "iss" });
}
