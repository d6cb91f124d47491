/** Whole histories, for regulators: every event that names an identifier, with its body and who signed it. */
import { DomainError } from "@/lib/errors";
import type { Sql } from "@/server/db/client";
import type { JourneyEvent } from "./journey";
import type { Cursor, TraceEvent } from "./trace-event";

export interface HistoryOptions {
  /** `self`: only events that name the identifier (or its lot's instances); `journey`: containers and ingredients too. Default self. */
  scope?: "self" | "journey";
  /** Events a page, 1–2,000. Default 100. */
  limit?: number;
  after?: Cursor;
}

export interface History {
  id: string;
  /** Ascending by eventTime, then by log index. */
  events: JourneyEvent[];
  next: Cursor | null;
}

/** Reads the history of a canonical identifier: lot, serial, SSCC, class, place (read point or business location) or document. */
export async function historyOf(sql: Sql, id: string, options: HistoryOptions = {}): Promise<History> {
  throw new DomainError(
    "unavailable",
    `history of ${id}: not yet ${Object.keys(options).join()} ${typeof sql}`,
  );
}

/** Reads one event or record by its place in the log; null when the mirror does not hold it. */
export async function eventOf(sql: Sql, leafIndex: number, ordinal: number): Promise<TraceEvent | null> {
  throw new DomainError("unavailable", `event ${leafIndex}.${ordinal}: not yet ${typeof sql}`);
}
