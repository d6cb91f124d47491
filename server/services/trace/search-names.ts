/** Products, places and parties, by whole identifier or by part of a name or number. */
import { canonicalItemId } from "@/lib/digital-link/epc-uri";
import type { Sql } from "@/server/db/client";
import { searchQuery } from "@/server/mirror/search-terms";
import { localized } from "./master-data";
import type { HitKind } from "./search";
import type { Candidate } from "./search-filter";
import { itemHit, type SearchStage } from "./search-stage";

interface Named {
  kind: HitKind;
  table: "products" | "locations" | "parties";
}

const named: readonly Named[] = [
  { kind: "product", table: "products" },
  { kind: "place", table: "locations" },
  { kind: "party", table: "parties" },
];

interface NameRow {
  id: string;
  name_en: string | null;
  name_zh: string | null;
}

function candidate(kind: HitKind, row: NameRow, isExact: boolean): Candidate {
  return {
    key: [row.id],
    hit: { ...itemHit(kind, row.id, isExact), name: localized(row.name_en, row.name_zh) },
  };
}

/** The identifiers that a text may be, typed whole: itself, or a bare GTIN or GLN. */
function identifiersOf(text: string): string[] {
  const ids = [canonicalItemId(text)];
  if (/^(\d{8}|\d{12,14})$/.test(text)) ids.push(`https://id.gs1.org/01/${text.padStart(14, "0")}`);
  if (/^\d{13}$/.test(text)) ids.push(`https://id.gs1.org/414/${text}`, `https://id.gs1.org/417/${text}`);
  return ids;
}

function exactStage({ kind, table }: Named): SearchStage {
  return {
    kind,
    async find(sql, text, after, limit) {
      if (text === "") return [];
      const rows = await sql<NameRow[]>`
        select id, name_en, name_zh from mirror.${sql(table)}
        where id = any(${identifiersOf(text)}) and id > ${after?.[0] ?? ""} order by id limit ${limit}`;
      const candidates = rows.map((row) => candidate(kind, row, true));
      return kind === "product" && candidates.length === 0 && after === null
        ? undescribed(sql, text)
        : candidates;
    },
  };
}

/** A product that events name and nobody described. */
async function undescribed(sql: Sql, text: string): Promise<Candidate[]> {
  for (const id of identifiersOf(text)) {
    if (!/\/01\/\d{14}$/.test(id)) continue;
    const [row] = await sql`select 1 from mirror.event_epcs where epc >= ${id} and epc < ${`${id}0`} limit 1`;
    if (row !== undefined) return [{ key: [id], hit: itemHit("product", id, true) }];
  }
  return [];
}

function partialStage({ kind, table }: Named): SearchStage {
  return {
    kind,
    async find(sql, text, after, limit) {
      const query = searchQuery(text);
      if (query === null && text !== "") return [];
      const matches = query === null ? sql`true` : sql`terms @@ ${query}::text::tsquery`;
      const rows = await sql<NameRow[]>`
        select id, name_en, name_zh from mirror.${sql(table)}
        where ${matches} and id > ${after?.[0] ?? ""} and id <> all(${text === "" ? [] : identifiersOf(text)}::text[])
        order by id limit ${limit}`;
      return rows.map((row) => candidate(kind, row, false));
    },
  };
}

/** Whole identifiers: at most one or two hits each. */
export const exactNameStages: readonly SearchStage[] = named.map(exactStage);

/** Names with a word that begins so (or, in Chinese, that contain it), and numbers that begin so. */
export const partialNameStages: readonly SearchStage[] = named.map(partialStage);
