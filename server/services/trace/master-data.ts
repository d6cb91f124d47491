/** Names and facts about products, places, parties and certificates, each with the record that says so. */
import type { JsonObject } from "@/lib/json";
import type { Sql } from "@/server/db/client";

/** A text in each language of the product; a missing one is the other. */
export interface LocalizedText {
  en: string;
  "zh-CN": string;
}

/** What every described thing has. */
export interface Described {
  id: string;
  /** `index.ordinal` of the record. */
  recordId: string;
  /** The member that signed it. */
  iss: string;
  /** The record as signed. */
  body: JsonObject;
}

export interface Product extends Described {
  gtin: string | null;
  name: LocalizedText | null;
  brand: LocalizedText | null;
  party: string | null;
  temperatureBand: { minimum: number | null; maximum: number | null; uom: string } | null;
  shelfLifeDays: number | null;
  image: string | null;
}

export interface Location extends Described {
  name: LocalizedText | null;
  city: LocalizedText | null;
  country: string | null;
  latitude: number | null;
  longitude: number | null;
  timeZone: string | null;
  party: string | null;
}

export interface Party extends Described {
  name: LocalizedText | null;
  country: string | null;
  website: string | null;
}

export interface Certificate extends Described {
  claim: LocalizedText | null;
  subject: string | null;
  standard: string | null;
  validFrom: string | null;
  validUntil: string | null;
}

function described(row: Record<string, unknown>): Described {
  return {
    id: String(row.id),
    recordId: `${row.leaf_index}.${row.ordinal}`,
    iss: String(row.iss),
    body: row.body as JsonObject,
  };
}

/** Makes a text in each language of columns that may be missing one, or both. */
export function localized(en: unknown, zh: unknown): LocalizedText | null {
  const first = typeof en === "string" ? en : zh;
  if (typeof first !== "string") return null;
  return { en: first, "zh-CN": typeof zh === "string" ? zh : first };
}

const textOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null);
const numberOrNull = (value: unknown): number | null => (typeof value === "number" ? value : null);
const timeOrNull = (value: unknown): string | null => (value instanceof Date ? value.toISOString() : null);

/** Reads the products with these GTINs (14 digits), by GTIN. */
export async function productsOf(sql: Sql, gtins: string[]): Promise<Map<string, Product>> {
  const ids = gtins.map((gtin) => `https://id.gs1.org/01/${gtin}`);
  const rows = await sql`select * from mirror.products where id = any(${ids})`;
  return new Map(
    rows.map((row) => [
      String(row.gtin),
      {
        ...described(row),
        gtin: textOrNull(row.gtin),
        name: localized(row.name_en, row.name_zh),
        brand: localized(row.brand_en, row.brand_zh),
        party: textOrNull(row.party),
        temperatureBand:
          row.temperature_uom === null
            ? null
            : {
                minimum: numberOrNull(row.minimum_temperature),
                maximum: numberOrNull(row.maximum_temperature),
                uom: String(row.temperature_uom),
              },
        shelfLifeDays: numberOrNull(row.shelf_life_days),
        image: textOrNull(row.image),
      },
    ]),
  );
}

/** Reads the places with these ids, by id. */
export async function locationsOf(sql: Sql, ids: string[]): Promise<Map<string, Location>> {
  const rows = await sql`select * from mirror.locations where id = any(${ids})`;
  return new Map(
    rows.map((row) => [
      String(row.id),
      {
        ...described(row),
        name: localized(row.name_en, row.name_zh),
        city: localized(row.city_en, row.city_zh),
        country: textOrNull(row.country),
        latitude: numberOrNull(row.latitude),
        longitude: numberOrNull(row.longitude),
        timeZone: textOrNull(row.time_zone),
        party: textOrNull(row.party),
      },
    ]),
  );
}

/** Reads the parties with these ids (a member's URI), by id. */
export async function partiesOf(sql: Sql, ids: string[]): Promise<Map<string, Party>> {
  const rows = await sql`select * from mirror.parties where id = any(${ids})`;
  return new Map(
    rows.map((row) => [
      String(row.id),
      {
        ...described(row),
        name: localized(row.name_en, row.name_zh),
        country: textOrNull(row.country),
        website: textOrNull(row.website),
      },
    ]),
  );
}

/** Reads the certificates that speak of any of these products, places or parties; the longest valid first. */
export async function certificatesOf(sql: Sql, subjects: string[]): Promise<Certificate[]> {
  const rows = await sql`
    select * from mirror.certificates where subject = any(${subjects}) order by valid_until desc nulls last, id`;
  return rows.map((row) => ({
    ...described(row),
    claim: localized(row.claim_en, row.claim_zh),
    subject: textOrNull(row.subject),
    standard: textOrNull(row.standard),
    validFrom: timeOrNull(row.valid_from),
    validUntil: timeOrNull(row.valid_until),
  }));
}
