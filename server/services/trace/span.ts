import { DomainError } from "@/lib/errors";

/** A stretch of time, both ends inclusive, ms since 1970; null = without end. */
export interface Span {
  fromMs: number | null;
  toMs: number | null;
}

/** Gives what two stretches share; null when they share nothing. */
export function intersection(a: Span, b: Span): Span | null {
  const fromMs = a.fromMs === null ? b.fromMs : Math.max(a.fromMs, b.fromMs ?? a.fromMs);
  const toMs = a.toMs === null ? b.toMs : Math.min(a.toMs, b.toMs ?? a.toMs);
  return fromMs !== null && toMs !== null && fromMs > toMs ? null : { fromMs, toMs };
}

/** Writes a moment for a query; null stays null. */
export function momentOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

/** Checks a time that a caller gave. @returns it in UTC @throws DomainError malformed */
export function momentText(path: string, text: string): string {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) {
    throw new DomainError("malformed", `${path}: expected an ISO 8601 time, got ${JSON.stringify(text)}`);
  }
  return new Date(ms).toISOString();
}
