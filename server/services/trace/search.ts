/** One search field for everything a regulator may hold in hand: a lot, a serial, a pallet, a place, a name, a document. */
import { fromBase64Url, fromUtf8, toBase64Url, utf8 } from "@/lib/bytes";
import { DomainError } from "@/lib/errors";
import type { Sql } from "@/server/db/client";
import { type LocalizedText, productsOf } from "./master-data";
import { searchByDate } from "./search-by-date";
import { filterOf, keepFiltered, type SearchFilter } from "./search-filter";
import type { SearchStage } from "./search-stage";
import { searchStages } from "./search-stages";
import { parseCursor } from "./trace-event";

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
  /** null at the end. A narrow filter can end a page early, even empty, with more to come. */
  next: string | null;
}

const limitMax = 100;
/** Candidates that a filter refused, before a page ends early. */
const refusedMax = 2_000;

/** Searches. Case does not matter. @throws DomainError malformed for a cursor or time that cannot be read */
export async function search(sql: Sql, query: SearchQuery): Promise<SearchPage> {
  const limit = Math.min(Math.max(1, query.limit ?? 20), limitMax);
  const text = (query.text ?? "").trim().slice(0, 1_000);
  const filter = filterOf(query);
  if (text === "" && (query.kind === undefined || query.kind === "event")) {
    return searchByDate(sql, filter, limit, query.cursor === undefined ? null : parseCursor(query.cursor));
  }
  const stages = searchStages.filter(({ kind }) => query.kind === undefined || kind === query.kind);
  const start = query.cursor === undefined ? { stage: 0, after: null } : readPosition(query.cursor);
  const { found, stopped } = await collect(sql, { stages, text, filter, start, wanted: limit + 1 });
  const page = found.slice(0, limit);
  const next = found.length > limit ? page.at(-1)?.position : stopped;
  return {
    hits: await withNames(
      sql,
      page.map(({ hit }) => hit),
    ),
    next: next ? writePosition(next) : null,
  };
}

/** Where a page ends: in which of the stages, after which key. */
interface Position {
  stage: number;
  after: string[] | null;
}

interface Collection {
  stages: readonly SearchStage[];
  text: string;
  filter: SearchFilter;
  start: Position;
  wanted: number;
}

/** Goes through the stages until enough is found; `stopped` says where, when a filter has refused very many. */
async function collect(
  sql: Sql,
  { stages, text, filter, start, wanted }: Collection,
): Promise<{ found: { hit: SearchHit; position: Position }[]; stopped: Position | null }> {
  const found: { hit: SearchHit; position: Position }[] = [];
  let position = start;
  let refused = 0;
  for (let stage = stages[position.stage]; stage !== undefined; stage = stages[position.stage]) {
    const candidates = await stage.find(sql, text, position.after, wanted);
    const kept = await keepFiltered(sql, candidates, filter);
    const at = position.stage;
    found.push(...kept.map(({ hit, key }) => ({ hit, position: { stage: at, after: key } })));
    if (found.length >= wanted) break;
    const last = candidates.at(-1)?.key ?? null;
    position = candidates.length < wanted ? { stage: at + 1, after: null } : { stage: at, after: last };
    refused += candidates.length - kept.length;
    if (refused > refusedMax) return { found, stopped: position };
  }
  return { found, stopped: null };
}

function writePosition(position: Position): string {
  return toBase64Url(utf8(JSON.stringify([position.stage, position.after])));
}

function readPosition(cursor: string): Position {
  try {
    const [stage, after]: unknown[] = JSON.parse(fromUtf8(fromBase64Url(cursor)));
    const isKey = after === null || (Array.isArray(after) && after.every((part) => typeof part === "string"));
    if (typeof stage === "number" && isKey) return { stage, after: after as string[] | null };
  } catch {
    // Said below: why it cannot be read helps nobody.
  }
  throw new DomainError(
    "malformed",
    `cursor: expected the \`next\` of a page, got ${JSON.stringify(cursor)}`,
  );
}

/** Adds the names of products to hits that have a GTIN. */
async function withNames(sql: Sql, hits: SearchHit[]): Promise<SearchHit[]> {
  const gtins = hits.filter(({ name }) => name === null).map(({ gtin }) => gtin);
  const products = await productsOf(sql, [...new Set(gtins.filter((gtin) => gtin !== null))]);
  return hits.map((hit) => ({ ...hit, name: hit.name ?? products.get(hit.gtin ?? "")?.name ?? null }));
}
