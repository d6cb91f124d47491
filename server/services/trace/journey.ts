/** The journey of one identifier: every event that tells where it, its containers and its ingredients have been. */
import { DomainError } from "@/lib/errors";
import type { Sql } from "@/server/db/client";
import type { Cursor, TraceEvent, Via } from "./trace-event";

/** An identifier whose events belong to the journey, and for how long. */
export interface Subject {
  /** Canonical Digital Link. */
  id: string;
  via: Via;
  /** What leads from the asked-for identifier (first) to this one (last). */
  links: string[];
  /** ISO 8601; events before it are somebody else's. null = from the beginning. */
  from: string | null;
  /** ISO 8601; null = to this day. */
  to: string | null;
}

/** One event of a journey. */
export interface JourneyEvent extends TraceEvent {
  via: Via;
  /** What leads from the asked-for identifier (first) to the one that the event names (last). */
  links: string[];
}

export interface JourneyOptions {
  /** Events a page, 1–2,000. Default 500. */
  limit?: number;
  /** `next` of the page before. */
  after?: Cursor;
  /** Whether events come with their bodies. Default true. */
  bodies?: boolean;
}

export interface Journey {
  id: string;
  /** Ascending by eventTime, then by log index. */
  events: JourneyEvent[];
  hasMore: boolean;
  next: Cursor | null;
  /** Every identifier that was followed; also what a disclosure of these events is about. */
  subjects: Subject[];
  /** There were more containers or ingredients than are followed. */
  isTruncated: boolean;
}

/**
 * Reads the journey of a canonical identifier: lot, serial, SSCC or class.
 * An unknown identifier has an empty journey.
 */
export async function journeyOf(sql: Sql, id: string, options: JourneyOptions = {}): Promise<Journey> {
  throw new DomainError(
    "unavailable",
    `journey of ${id}: not yet ${Object.keys(options).join()} ${typeof sql}`,
  );
}
