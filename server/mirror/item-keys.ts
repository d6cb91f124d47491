/** What a canonical identifier is made of. */
import { nameThing } from "@/lib/digital-link/epc-uri";
import { canonicalStem, identityOf } from "@/lib/digital-link/format";

/** What an identifier names: a class of goods, a lot, one instance, a logistic unit, a place, or something else. */
export type ItemKind = "class" | "lot" | "serial" | "sscc" | "place" | "other";

export interface ItemKeys {
  kind: ItemKind;
  /** 14 digits. */
  gtin: string | null;
  lot: string | null;
  serial: string | null;
}

/** Splits an identifier into its keys. What is no GS1 key is `other`. */
export function keysOf(id: string): ItemKeys {
  const { path } = nameThing(id);
  if (path?.key.ai !== "01") {
    return { kind: otherKinds[path?.key.ai ?? ""] ?? "other", gtin: null, lot: null, serial: null };
  }
  const qualifier = (ai: string) => path.qualifiers.find((q) => q.ai === ai)?.value ?? null;
  const lot = qualifier("10");
  const serial = qualifier("21");
  const kind = serial !== null ? "serial" : lot !== null ? "lot" : "class";
  return { kind, gtin: path.key.value, lot, serial };
}

const otherKinds: Record<string, ItemKind> = { "00": "sscc", "414": "place" };

/** Writes the canonical Digital Link of a lot, `https://id.gs1.org/01/{gtin}/10/{lot}`. */
export function lotId(gtin: string, lot: string): string {
  if (/^[A-Za-z0-9._-]+$/.test(lot)) return `${canonicalStem}/01/${gtin}/10/${lot}`;
  return identityOf({ key: { ai: "01", value: gtin }, qualifiers: [{ ai: "10", value: lot }] });
}
