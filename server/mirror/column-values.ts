/**
 * Turns values of events, which may be anything a signer has sealed, into values that their columns can hold.
 * Every function here is total: what cannot be represented becomes null or a shortened form, never an error, so
 * that no event can stop the mirror.
 */
import { createHash } from "node:crypto";
import { instantOf, textOfInstant } from "@/lib/epcis/time";
import { isObject, type JsonObject, type JsonValue } from "@/lib/json";

/** An indexed text is at most this long in UTF-8; a B-tree entry of Postgres holds 2,704 bytes, and no index has more than two such texts. */
const indexedBytesMax = 1100;

/** Lots and serials appear twice in one index entry; GS1 allows 20 characters. */
const keyBytesMax = 200;

/** Shortens a text that is too long for an index to its beginning and its SHA-256, so that it stays unique. */
export function indexedText(text: string, bytesMax = indexedBytesMax): string {
  if (text.length * 3 <= bytesMax || Buffer.byteLength(text) <= bytesMax) return text;
  const hash = createHash("sha256").update(text).digest("hex");
  const head = Buffer.from(text)
    .subarray(0, bytesMax - 80)
    .toString();
  return `${head}…sha-256;${hash}`;
}

/** Reads an indexed text; null when it is no text. */
export function indexedOrNull(value: JsonValue | undefined): string | null {
  return typeof value === "string" ? indexedText(value) : null;
}

/** Shortens a lot or serial number. */
export function keyText(text: string | null): string | null {
  return text === null ? null : indexedText(text, keyBytesMax);
}

/** Reads a text; null when it is none. */
export function textOrNull(value: JsonValue | undefined): string | null {
  return typeof value === "string" ? value : null;
}

/** Reads a number; null when it is none. */
export function numberOrNull(value: JsonValue | undefined): number | null {
  return typeof value === "number" ? value : null;
}

/** Reads an int4; null when it is none. */
export function integerOrNull(value: JsonValue | undefined): number | null {
  return typeof value === "number" && value === (value | 0) ? value : null;
}

/** Reads a member of an object; undefined when the value is no object. */
export function memberOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return isObject(value) ? value[name] : undefined;
}

const datePattern = /^\d{4}-\d\d-\d\d$/;

/**
 * Reads an RFC 3339 time, or a date (its first moment in UTC), as UTC text, ms.
 * null when it is neither, and outside the years that a timestamptz and an ISO text of four digits share.
 */
export function instantOrNull(value: JsonValue | undefined): string | null {
  if (typeof value !== "string") return null;
  const ms = instantOf(datePattern.test(value) ? `${value}T00:00:00Z` : value);
  return ms === null ? null : instantOfMs(ms);
}

const yearOneMs = -62_135_596_800_000;
const endOf9999Ms = 253_402_300_799_999;

/** Writes milliseconds since 1970 as UTC text; null outside the years 1–9999. */
export function instantOfMs(ms: number): string | null {
  return ms >= yearOneMs && ms <= endOf9999Ms ? textOfInstant(ms) : null;
}

/** Reads the first text of a value that is a text or a list of them; null when there is none. */
export function firstTextOf(value: JsonValue | undefined): string | null {
  if (typeof value === "string") return value;
  const first = Array.isArray(value) ? value[0] : undefined;
  return typeof first === "string" ? first : null;
}

/** Reads an ILMD member by its local name, whatever its prefix or namespace is. */
export function ilmdValue(event: JsonObject, localName: string): JsonValue | undefined {
  const ilmd = event.ilmd;
  if (!isObject(ilmd)) return undefined;
  for (const name of Object.keys(ilmd)) {
    if (name === localName || name.endsWith(`:${localName}`) || name.endsWith(`/${localName}`))
      return ilmd[name];
  }
  return undefined;
}
