/** The words of the provenance pages. `{name}` is filled in by the page; where a count needs it there are two forms, `one` and `many`. */
import type { InEachLanguage } from "./language";
import { scanChinese } from "./scan-chinese";
import { scanEnglish } from "./scan-english";

/** A text with a count in it. */
export interface Counted {
  one: string;
  many: string;
}

/** The texts of the provenance pages, in each language. */
export const scanTexts: InEachLanguage<ScanTexts> = { en: scanEnglish, "zh-CN": scanChinese };

/** Fills `{name}` places of a text. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

/** Chooses the form for a count and fills it in as `{n}`. */
export function counted(text: Counted, n: number, values: Record<string, string | number> = {}): string {
  return fill(n === 1 ? text.one : text.many, { n, ...values });
}

/** Every text of the provenance pages. */
export interface ScanTexts {
  site: string;
  siteLine: string;
  skip: string;
  languageLabel: string;
  verdict: {
    traced: Counted;
    tracedLine: Counted;
    tracedOneLine: string;
    excursions: string;
    expired: string;
    expiredLine: string;
    recalled: string;
    recalledLine: string;
    decommissioned: string;
    consumed: string;
    decommissionedLine: string;
    consumedLine: string;
    described: string;
    describedLine: string;
    publishing: string;
    noScript: string;
  };
  live: {
    waiting: string;
    running: string;
    passed: string;
    failed: string;
    unable: string;
    details: string;
  };
  product: {
    heading: string;
    unnamed: string;
    unnamedUnit: string;
    unnamedPlace: string;
    by: string;
    lot: string;
    serial: string;
    sscc: string;
    bestBefore: string;
    expiry: string;
    sellBy: string;
    harvested: string;
    produced: string;
    packed: string;
    compare: string;
  };
  facts: {
    heading: string;
    from: string;
    fromMany: string;
    age: string;
    daysAgo: Counted;
    hoursAgo: Counted;
    today: string;
    ageSince: string;
    kept: string;
    keptInside: string;
    keptOutside: Counted;
    keptNoBand: string;
    keptUnknown: string;
    keptUnknownLine: string;
    unknownPlace: string;
  };
  journey: {
    heading: string;
    note: string;
    source: string;
    now: string;
    signedBy: string;
    noPlace: string;
    publishing: string;
    showAll: string;
    madeFrom: Counted;
  };
  steps: Record<string, string>;
  dispositions: Record<string, string>;
  map: { heading: string; label: string };
  temperature: {
    heading: string;
    label: string;
    allowed: string;
    noBand: string;
    limits: string;
    partial: string;
    excursionAbove: string;
    excursionBelow: string;
    inside: string;
    lowest: string;
    highest: string;
    meanKinetic: string;
    meanKineticNote: string;
    readings: string;
    readingsCount: Counted;
    outsideTotal: string;
    noData: string;
    gap: string;
  };
  certificates: {
    heading: string;
    verifiedBy: string;
    validUntil: string;
    lapsed: string;
    standard: string;
    evidence: string;
  };
  unknowns: {
    heading: string;
    lead: string;
    steps_without_place: Counted;
    steps_not_published: Counted;
    no_temperature: string;
    no_band: string;
    sensor_gaps: Counted;
    unmeasured_stops: Counted;
    no_best_before: string;
    no_certificates: string;
    signer_without_name: Counted;
    maker_not_signer: string;
    single_signer: string;
    copies: string;
    omission: string;
    truncated: string;
    hidden: string;
  };
  check: CheckTexts;
  footer: { address: string; addressLine: string; home: string; madeAt: string; print: string };
  problems: ProblemTexts;
  durations: { hours: string; minutes: string; hoursMinutes: string };
  list: string;
  comma: string;
  semicolon: string;
}

/** The words of "Check it yourself", most of them also sent to the script. */
export interface CheckTexts {
  heading: string;
  lead: string;
  again: string;
  start: string;
  download: string;
  verifier: string;
  command: string;
  stepsLabel: string;
  steps: Record<"fetch" | "whole" | "signed" | "logged" | "log" | "witnesses" | "page", string>;
  results: {
    fetch: string;
    whole: string;
    signed: string;
    logged: string;
    log: string;
    logFirst: string;
    logLocal: string;
    witnesses: string;
    awaitingWitnesses: string;
    noWitnesses: string;
    page: string;
  };
  state: { waiting: string; running: string; ok: string; failed: string; open: string; skipped: string };
  passed: string;
  failed: string;
  mismatch: string;
  mismatchLine: string;
  mismatchValue: string;
  mismatchMissing: string;
  unable: string;
  keyChanged: string;
  treeShrank: string;
  treeForked: string;
  treeRewritten: string;
  growthUnasked: string;
  evidence: string;
  evidenceLine: string;
  trustHeading: string;
  trust: string[];
  technical: string;
  technicalTerms: Record<
    | "origin"
    | "vkey"
    | "treeSize"
    | "rootHash"
    | "suite"
    | "time"
    | "record"
    | "index"
    | "issuer"
    | "kid"
    | "algorithm"
    | "signedAt"
    | "cosignatures"
    | "hidden"
    | "keyAsOf"
    | "step",
    string
  >;
}

/** The words of the pages for codes that lead nowhere. */
export interface ProblemTexts {
  unknown: string;
  unknownLine: string;
  unknownHints: string[];
  malformed: string;
  malformedLine: string;
  reasons: Record<"check_digit" | "length" | "characters" | "unknown_key" | "qualifier" | "other", string>;
  checkDigitExpected: string;
  pending: string;
  pendingLine: string;
  failed: string;
  failedLine: string;
  code: string;
  again: string;
}
