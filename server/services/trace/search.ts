/** One search field for everything a regulator may hold in hand: a lot, a serial, a pallet, a place, a name, a document. */
import { DomainError } from "@/lib/errors";
import type { Sql } from "@/server/db/client";
import type { LocalizedText } from "./master-data";

export type HitKind = "sscc" | "lot" | "serial" | "product" | "place" | "party" | "document" | "event";

export interface SearchQuery {
  /** What was typed: the beginning of an identifier, a whole Digital Link, or part of a name. Empty: events by date. */
  text?: string;
  /** Only hits of this kind. */
  kind?: HitKind;
  /** Only what has an event at or after this time (ISO 8601). */
  from?: string;
  /** Only what has an event before this time (ISO 8601). */
  to?: string;
  /** Only what this member has an event of (for places and parties: has described). */
  iss?: string;
  /** Hits a page, 1–100. Default 20. */
  limit?: number;
  /** `next` of the page before. */
  cursor?: string;
}

export interface SearchHit {
  kind: HitKind;
  /** Canonical Digital Link, a member's URI, a document's id, or `index.ordinal` of an event. */
  id: string;
  /** The whole identifier was typed, not its beginning. */
  isExact: boolean;
  /** Name of the product, place or party. */
  name: LocalizedText | null;
  gtin: string | null;
  lot: string | null;
  serial: string | null;
  /** Of an event: when, who, what. */
  event: { eventTime: string | null; iss: string; type: string | null; bizStep: string | null } | null;
}

export interface SearchPage {
  /** Exact hits first, then by kind, then by identifier; events newest first. */
  hits: SearchHit[];
  next: string | null;
}

/** Searches. Case does not matter. @throws DomainError malformed for a cursor or time that cannot be read */
export async function search(sql: Sql, query: SearchQuery): Promise<SearchPage> {
  throw new DomainError("unavailable", `search: not yet ${Object.keys(query).join()} ${typeof sql}`);
}
