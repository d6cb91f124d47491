/** Texts of the mirror with the places in the signed records where they must stand. */
import type { JsonObject } from "@/lib/json";
import { isObject } from "@/lib/json";
import type { Described, LocalizedText } from "@/server/services/trace/master-data";
import type { Claim, Shown } from "./page-model";

/** The languages pages are written in. */
export type PageLanguage = keyof LocalizedText;

/** Claims that a record bears an id: what ties an event to the place, product or party it names. */
export function idClaim(record: Described): Claim {
  return { id: record.recordId, pointer: "/id", value: record.id };
}

/**
 * Shows a text that a record has in two languages, by the column of the reader's language.
 * The claim points at the language the record really has, for a text given once serves both.
 */
export function localizedShown(
  record: Described,
  member: string,
  text: LocalizedText | null,
  language: PageLanguage,
): Shown | undefined {
  if (text === null) return undefined;
  const written = record.body[member];
  const other: PageLanguage = language === "en" ? "zh-CN" : "en";
  const has = (one: PageLanguage): boolean => isObject(written) && typeof written[one] === "string";
  const inLanguage = has(language) || !has(other) ? language : other;
  const value = text[language];
  return { text: value, claims: [{ id: record.recordId, pointer: `/${member}/${inLanguage}`, value }] };
}

/** Shows a plain text of a record. */
export function textShown(record: Described, member: string, text: string | null): Shown | undefined {
  return text === null
    ? undefined
    : { text, claims: [{ id: record.recordId, pointer: `/${member}`, value: text }] };
}

/**
 * Chooses the spelling of a moment for a claim: as captured where that is the same moment as the mirror's, else the mirror's,
 * which then shows up as the difference it is.
 */
export function momentValue(captured: unknown, mirrored: string): string {
  return typeof captured === "string" && Date.parse(captured) === Date.parse(mirrored) ? captured : mirrored;
}

/** Claims one member of an event's body by what the mirror's column says. */
export function memberClaim(id: string, member: string, value: string): Claim {
  return { id, pointer: `/${member}`, value };
}

/** The text of a member of a body, if it is one. */
export function textIn(body: JsonObject, member: string): string | undefined {
  const value = body[member];
  return typeof value === "string" ? value : undefined;
}
