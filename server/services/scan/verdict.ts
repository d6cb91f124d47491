/**
 * The verdict on one scan, first form: what the records themselves say, with no memory of earlier scans.
 * The order is what a shopper must hear first: recalled, taken out of circulation, expired, only then that it is traced.
 */

/** One step as the verdict sees it. */
export interface VerdictStep {
  id: string;
  eventTime: string;
  bizStep?: string;
  disposition?: string;
  /** Its signer made the thing, owns the product, or is a regulator: only they recall, and only they take a recall back. */
  mayRecall: boolean;
}

/** What the verdict is made from. */
export interface VerdictFacts {
  /** Steps of the journey, oldest first. */
  steps: readonly VerdictStep[];
  /** Last moment the item is good for, ms since the epoch. */
  goodUntilMs?: number;
  nowMs: number;
  /** Readings outside the allowed band. */
  excursions: number;
}

/** One of the answers a scan can give. */
export type Verdict =
  | { kind: "traced"; steps: number; excursions: number }
  | { kind: "expired"; sinceMs: number }
  | { kind: "decommissioned"; at: string; id: string; reason: "destroyed" | "decommissioned" | "consumed" }
  | { kind: "recalled"; at: string; id: string }
  /** A product or a place: its code names no single pack. */
  | { kind: "described" }
  | { kind: "unknown" };

const endOfLife = new Map<string, "destroyed" | "decommissioned" | "consumed">([
  ["decommissioning", "decommissioned"],
  ["destroying", "destroyed"],
  ["disposed", "destroyed"],
  ["destroyed", "destroyed"],
  ["inactive", "decommissioned"],
  ["consuming", "consumed"],
  ["consumed", "consumed"],
]);

/** Dispositions that say of a recalled thing that it is all right after all. */
const cleared: ReadonlySet<string> = new Set([
  "active",
  "available",
  "conformant",
  "sellable_accessible",
  "sellable_not_accessible",
]);

/**
 * Decides what the page says first.
 * A recall counts until whoever may recall says that the thing is all right; the end of life while nothing comes after it.
 */
export function verdictOf(facts: VerdictFacts): Verdict {
  const last = facts.steps.at(-1);
  if (last === undefined) return { kind: "unknown" };
  const recall = facts.steps.findLast(
    ({ disposition = "", mayRecall }) =>
      mayRecall && (disposition === "recalled" || cleared.has(disposition)),
  );
  if (recall?.disposition === "recalled") return { kind: "recalled", at: recall.eventTime, id: recall.id };
  const reason = endOfLife.get(last.bizStep ?? "") ?? endOfLife.get(last.disposition ?? "");
  if (reason !== undefined) return { kind: "decommissioned", at: last.eventTime, id: last.id, reason };
  if (facts.goodUntilMs !== undefined && facts.nowMs > facts.goodUntilMs) {
    return { kind: "expired", sinceMs: facts.goodUntilMs };
  }
  return { kind: "traced", steps: facts.steps.length, excursions: facts.excursions };
}

/**
 * Reads a best-before or expiry value as the last millisecond it is good for, in the zone `offset` (`±hh:mm`).
 * A date means the end of that day; a date with time means that time.
 * @returns undefined when the text is neither
 */
export function goodUntilMs(text: string, offset: string): number | undefined {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const ms = Date.parse(isDate ? `${text}T23:59:59.999${offset}` : text);
  return Number.isNaN(ms) ? undefined : ms;
}
