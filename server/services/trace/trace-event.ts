/** An event of the mirror as pages and procedures read it: plain JSON. */
import type { JsonObject } from "@/lib/json";

/** One event with where it stands in the log and who signed it. Times are ISO 8601 in UTC, hashes hex. */
export interface TraceEvent {
  /** `index.ordinal` */
  id: string;
  leafIndex: number;
  ordinal: number;
  /** EPCIS event type, or a record's `type`; null when erased. */
  type: string | null;
  eventID: string | null;
  action: string | null;
  /** null for records and erased events. */
  eventTime: string | null;
  /** `+08:00`, as captured. */
  eventTimeZoneOffset: string | null;
  /** The log's clock. */
  recordTime: string;
  bizStep: string | null;
  disposition: string | null;
  /** Canonical Digital Link, or the URI as captured. */
  readPoint: string | null;
  bizLocation: string | null;
  /** The member that signed. */
  iss: string;
  /** Thumbprint of the key that signed. */
  kid: string;
  leafHash: string;
  eventRoot: string;
  /** SHA-256 of the canonical bytes; null when erased. */
  contentHash: string | null;
  isErrorDeclaration: boolean;
  /** A later error declaration of the same member names this event. */
  isDeclaredErroneous: boolean;
  isErased: boolean;
  /** The normal form; null when erased, or when bodies were not asked for. */
  body: JsonObject | null;
}

/** How an event concerns what was asked for. */
export type Via =
  /** It names the identifier itself (for a lot: or an instance of it). */
  | "self"
  /** It names the lot that the asked-for instance belongs to. */
  | "lot"
  /** It names a container while the item was in it. */
  | "container"
  /** It names an input, at any depth, or a container of one. */
  | "ancestor";

/** A page's position in an ordered list of events; opaque to callers. */
export type Cursor = string;
