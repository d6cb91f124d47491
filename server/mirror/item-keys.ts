/** What a canonical identifier is made of (GS1 Digital Link: URI Syntax 1.4 §4). */

/** What an identifier names: a class of goods, a lot, one instance, a logistic unit, a place, or something else. */
export type ItemKind = "class" | "lot" | "serial" | "sscc" | "place" | "other";

export interface ItemKeys {
  kind: ItemKind;
  /** 14 digits. */
  gtin: string | null;
  lot: string | null;
  serial: string | null;
}

const stem = "https://id.gs1.org/";
const gtinPattern = /^01\/(\d{14})(?:\/22\/[^/]+)?(?:\/10\/([^/]+))?(?:\/21\/([^/]+))?$/;

/** Splits a canonical Digital Link into its keys. Anything else is `other`. */
export function keysOf(id: string): ItemKeys {
  const none = { gtin: null, lot: null, serial: null };
  if (!id.startsWith(stem)) return { kind: "other", ...none };
  const path = id.slice(stem.length);
  if (path.startsWith("00/")) return { kind: "sscc", ...none };
  if (path.startsWith("414/")) return { kind: "place", ...none };
  const match = gtinPattern.exec(path);
  if (match === null) return { kind: "other", ...none };
  const lot = decoded(match[2]);
  const serial = decoded(match[3]);
  const kind = serial !== null ? "serial" : lot !== null ? "lot" : "class";
  return { kind, gtin: match[1] ?? null, lot, serial };
}

/** Writes the canonical Digital Link of a lot. */
export function lotId(gtin: string, lot: string): string {
  return `${stem}01/${gtin}/10/${encodeURIComponent(lot).replace(/[!'()*]/g, escapeByte)}`;
}

function escapeByte(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function decoded(component: string | undefined): string | null {
  if (component === undefined) return null;
  try {
    return decodeURIComponent(component);
  } catch {
    return component;
  }
}
