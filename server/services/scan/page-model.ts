/**
 * What a provenance page shows, as plain JSON: facts and codes, no sentences; the page puts them into words.
 * Every value that comes from the ledger carries claims: where in which signed record it must be found. The visitor's browser compares them.
 */
import type { JsonValue } from "@/lib/json";
import type { TemperatureHistory } from "@/lib/sensor/temperature-history";
import type { ThingLevel } from "./scanned-thing";
import type { Verdict } from "./verdict";

/** One assertion the page makes about a signed record. */
export interface Claim {
  /** `index.ordinal` of the record. */
  id: string;
  /** RFC 6901 pointer into the record, or `@iss` for who signed it. */
  pointer: string;
  value: JsonValue;
}

/** A text with the claims that carry it. */
export interface Shown {
  text: string;
  claims: Claim[];
}

/** A place as a page names it. */
export interface Place {
  /** Canonical Digital Link of the location. */
  id: string;
  name: Shown;
  city?: Shown;
  /** ISO 3166-1 alpha-2. */
  country?: Shown;
  latitude?: number;
  longitude?: number;
  /** Claims that tie the event to the place and the place to its coordinates. */
  claims: Claim[];
}

/** Who signed a record. */
export interface Signer {
  iss: string;
  name: Shown;
  /** Tie the record to the member. */
  claims: Claim[];
}

/** One event of the journey. */
export interface JourneyStep {
  /** `index.ordinal`. */
  id: string;
  type: string;
  action?: string;
  bizStep?: string;
  disposition?: string;
  /** ISO 8601 as captured. */
  eventTime: string;
  /** `±hh:mm` of the place. */
  eventTimeZoneOffset: string;
  signer: Signer;
  /** The lowest and the highest temperature that the event reports, °C. */
  temperature?: { minimum: number; maximum: number };
  /** How many of the things followed went into what it made. */
  inputs?: number;
  /** What the step brought into being, when the pack tells the day. */
  made?: "harvested" | "produced" | "packed";
  /** False while the event waits for the next checkpoint; such a step cannot be proven yet. */
  isPublished: boolean;
  claims: Claim[];
}

/** One stay at one place: what happened there between arriving and leaving. */
export interface JourneyStop {
  place?: Place;
  /** Ties each step to the place: its event names it, the place's record bears that id. */
  placeClaims: Claim[];
  steps: JourneyStep[];
}

/** How it was kept. The browser derives the same from the signed readings and compares. */
export interface TemperatureShown extends TemperatureHistory {
  /** The events that carry the readings, each with the product record in which its limits stand. */
  sources: { id: string; record: string | null }[];
  bandClaims: Claim[];
  /** `±hh:mm` in which times of the chart are told. */
  offset: string;
}

/** A claim somebody else verified. */
export interface CertificateShown {
  claim: Shown;
  standard: Shown;
  verifier: Signer;
  validUntil: Shown;
  isCurrent: boolean;
  evidence?: Shown;
}

/** What the record does not say; each kind once, with how often or how long. */
export type UnknownShown =
  | { kind: "truncated" }
  | { kind: "steps_without_place"; count: number }
  | { kind: "steps_not_published"; count: number }
  | { kind: "no_temperature" }
  | { kind: "no_band" }
  | { kind: "sensor_gaps"; count: number; longestMs: number }
  | { kind: "unmeasured_stops"; count: number; of: number }
  | { kind: "no_best_before" }
  | { kind: "no_certificates" }
  | { kind: "signer_without_name"; count: number }
  | { kind: "single_signer" }
  /** None of the steps was signed by the product's maker: anybody may write about a thing. */
  | { kind: "maker_not_signer" }
  | { kind: "copies" }
  | { kind: "omission" };

/** What was scanned, as far as the records name it. */
export interface ProductShown {
  name?: Shown;
  brand?: Shown;
  maker?: Shown;
  gtin?: string;
  /** Address of a picture on this site. */
  image?: string;
  lot?: Shown;
  serial?: Shown;
  sscc?: Shown;
  bestBefore?: { iso: string; role: "best_before" | "expiry" | "sell_by"; claims: Claim[] };
  produced?: { iso: string; role: "harvested" | "produced" | "packed"; claims: Claim[] };
}

/** Everything a provenance page shows. */
export interface ProvenancePage {
  kind: "page";
  /** Canonical Digital Link of what was scanned, and its path on this site. */
  subject: string;
  path: string;
  level: ThingLevel;
  /** When the page was made, ISO 8601. */
  madeAt: string;
  verdict: Verdict;
  product: ProductShown;
  origin: { place: Place; sources: number } | null;
  startedAt: { iso: string; offset: string; claims: Claim[] } | null;
  journey: JourneyStop[];
  temperature: TemperatureShown | null;
  certificates: CertificateShown[];
  unknowns: UnknownShown[];
  log: { origin: string; vkey: string; treeSize: number; rootHash: string };
  publicUrl: string;
  /** Ids whose change makes this page stale. */
  touched: string[];
  /** True when every event shown is in a published checkpoint. */
  isPublished: boolean;
  /** True when there are more events than the page tells. */
  isTruncated: boolean;
}

/** Why a code could not be read. */
export interface CodeProblem {
  kind: "malformed";
  reason: "check_digit" | "length" | "characters" | "unknown_key" | "qualifier" | "other";
  /** Application identifier that is wrong, when known. */
  ai?: string;
  value?: string;
  /** The check digit that would be right. */
  expected?: string;
}

/** The answer to a scan. */
export type ScanAnswer =
  | ProvenancePage
  | CodeProblem
  | { kind: "unknown"; subject: string; gtin?: string; lot?: string; serial?: string; sscc?: string }
  | { kind: "pending"; subject: string; acceptedAt: string };
