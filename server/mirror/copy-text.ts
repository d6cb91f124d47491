/** Rows as the text format of COPY (PostgreSQL manual, COPY, "Text Format"). */
import type { JsonValue } from "@/lib/json";
import type { TableColumn } from "./tables";

const needsCare = /[\\\t\n\r\0]/;
const escapes: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

/** Postgres holds no NUL in a text; the mirror shows U+FFFD in its place. */
function withoutNul(text: string): string {
  return text.includes("\0") ? text.replaceAll("\0", "\ufffd") : text;
}

function escapeText(text: string): string {
  if (!needsCare.test(text)) return text;
  return withoutNul(text).replace(/[\\\t\n\r]/g, (character) => escapes[character] ?? "");
}

function jsonText(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.includes("\\u0000") ? JSON.stringify(withoutNulDeep(value)) : text;
}

function withoutNulDeep(value: JsonValue): JsonValue {
  if (typeof value === "string") return withoutNul(value);
  if (Array.isArray(value)) return value.map(withoutNulDeep);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [withoutNul(name), withoutNulDeep(member)]),
  );
}

/** Writes JSON text that is canonical already as a field. */
export function jsonField(canonical: string): string {
  if (!canonical.includes("\\u0000")) return escapeText(canonical);
  return escapeText(jsonText(JSON.parse(canonical) as JsonValue));
}

/** Writes a value as a field. */
export function fieldText(value: unknown, type: string): string {
  if (value === null || value === undefined) return "\\N";
  if (type === "jsonb") return escapeText(jsonText(value as JsonValue));
  switch (typeof value) {
    case "string":
      return escapeText(value);
    case "number":
      return String(value);
    case "boolean":
      return value ? "t" : "f";
    default:
      return `\\\\x${Buffer.from(value as Uint8Array).toString("hex")}`;
  }
}

/** Writes one row as one line, its columns in the given order. */
export function copyLine(columns: TableColumn[], row: Record<string, unknown>): string {
  return `${columns.map(({ key, type }) => fieldText(row[key], type)).join("\t")}\n`;
}
