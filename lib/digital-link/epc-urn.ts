/**
 * Reads EPC URNs (GS1 EPC Tag Data Standard §6, §8) into GS1 keys. The way back needs to know how long each company
 * prefix is, which no public rule gives, so there is none.
 */
import { DomainError } from "../errors";
import { checkDigit } from "./check-digit";
import type { KeyPath } from "./format";
import { percentDecode } from "./percent";
import { checkValue, type ElementString } from "./value";

interface Scheme {
  /** The AI of the key. */
  ai: string;
  /** Digits of company prefix and reference together; null when the reference is free text. */
  digits: number | null;
  /** The first digit of the reference is an indicator or extension that goes in front. */
  isLeading?: boolean;
  /** Needs no check digit, being free text. */
  prefix?: string;
  /** Components of the URN between reference and serial, two digits each, appended to the key. */
  pieces?: number;
  /** Where the serial goes: a qualifier AI, "key" (appended to the key), or null (there is none). */
  serial: string | null;
}

const schemes: Record<string, Scheme> = {
  "id:sgtin": { ai: "01", digits: 13, isLeading: true, serial: "21" },
  "id:upui": { ai: "01", digits: 13, isLeading: true, serial: "235" },
  "class:lgtin": { ai: "01", digits: 13, isLeading: true, serial: "10" },
  "id:itip": { ai: "8006", digits: 13, isLeading: true, pieces: 2, serial: "21" },
  "id:sscc": { ai: "00", digits: 17, isLeading: true, serial: null },
  "id:sgln": { ai: "414", digits: 12, serial: "254" },
  "id:pgln": { ai: "417", digits: 12, serial: null },
  "id:grai": { ai: "8003", digits: 12, prefix: "0", serial: "key" },
  "id:gdti": { ai: "253", digits: 12, serial: "key" },
  "id:sgcn": { ai: "255", digits: 12, serial: "key" },
  "id:gsrn": { ai: "8018", digits: 17, serial: null },
  "id:gsrnp": { ai: "8017", digits: 17, serial: null },
  "id:gsin": { ai: "402", digits: 16, serial: null },
  "id:giai": { ai: "8004", digits: null, serial: null },
  "id:ginc": { ai: "401", digits: null, serial: null },
  "id:cpi": { ai: "8010", digits: null, serial: "8011" },
};

/** Tells whether text is an EPC URN of any scheme. */
export function isEpcUrn(text: string): boolean {
  return /^urn:epc:(?:id|idpat|class):/.test(text);
}

/**
 * Reads an EPC URN: `urn:epc:id:…`, `urn:epc:class:lgtin:…`, and a pattern `urn:epc:idpat:….*` for the class of all
 * serials of a key.
 * @throws DomainError malformed when the URN breaks its scheme, unsupported when the scheme has no GS1 key
 */
export function parseEpcUrn(urn: string): KeyPath {
  const [, kind = "", name = "", body = ""] = /^urn:epc:(id|idpat|class):([a-z]+):(.*)$/.exec(urn) ?? [];
  if (name === "") throw malformed(urn, "urn:epc:id:…, urn:epc:idpat:… or urn:epc:class:lgtin:…");
  const scheme = schemes[kind === "idpat" ? `id:${name}` : `${kind}:${name}`];
  if (scheme === undefined) {
    throw new DomainError("unsupported", `epc: expected a scheme with a GS1 key, got ${JSON.stringify(urn)}`);
  }
  const fields = splitBody(urn, body, 2 + (scheme.pieces ?? 0), scheme.serial !== null);
  const path = keyPathOf(urn, scheme, fields, kind === "idpat");
  checkParts(urn, path);
  return path;
}

function keyPathOf(urn: string, scheme: Scheme, fields: string[], isPattern: boolean): KeyPath {
  const serial = scheme.serial === null ? "" : percentDecode(fields.at(-1) ?? "");
  if (isPattern && (scheme.serial === null || serial !== "*")) {
    throw malformed(urn, "a pattern ending in .* of a scheme with serials");
  }
  const pieces = fields.slice(2, 2 + (scheme.pieces ?? 0)).join("");
  const value = keyOf(urn, scheme, fields[0] ?? "", fields[1] ?? "") + pieces;
  if (scheme.serial === null || isPattern) return { key: { ai: scheme.ai, value }, qualifiers: [] };
  if (scheme.serial === "key") return { key: { ai: scheme.ai, value: value + serial }, qualifiers: [] };
  // An SGLN with extension 0 is the location itself (Tag Data Standard §6.3.3).
  const isWhole = scheme.serial === "254" && serial === "0";
  return { key: { ai: scheme.ai, value }, qualifiers: isWhole ? [] : [{ ai: scheme.serial, value: serial }] };
}

/** Splits at the first dots only, since a serial may hold dots of its own. */
function splitBody(urn: string, body: string, count: number, hasSerial: boolean): string[] {
  const parts = body.split(".");
  const wanted = hasSerial ? count + 1 : count;
  if (parts.length < wanted) throw malformed(urn, `${wanted} parts separated by dots`);
  return [...parts.slice(0, wanted - 1), parts.slice(wanted - 1).join(".")];
}

function keyOf(urn: string, scheme: Scheme, companyPrefix: string, reference: string): string {
  if (!/^[0-9]{6,12}$/.test(companyPrefix)) throw malformed(urn, "a company prefix of 6 to 12 digits");
  if (scheme.digits === null) return companyPrefix + percentDecode(reference);
  if (!/^[0-9]*$/.test(reference) || companyPrefix.length + reference.length !== scheme.digits) {
    throw malformed(urn, `${scheme.digits} digits in company prefix and reference together`);
  }
  const digits = scheme.isLeading
    ? reference.slice(0, 1) + companyPrefix + reference.slice(1)
    : (scheme.prefix ?? "") + companyPrefix + reference;
  return digits + checkDigit(digits);
}

function checkParts(urn: string, path: KeyPath): void {
  const elements: ElementString[] = [path.key, ...path.qualifiers];
  try {
    for (const element of elements) checkValue(element);
  } catch (cause) {
    throw new DomainError("malformed", `epc: ${(cause as Error).message} in ${JSON.stringify(urn)}`, {
      cause,
    });
  }
}

function malformed(urn: string, expected: string): DomainError {
  return new DomainError("malformed", `epc: expected ${expected}, got ${JSON.stringify(urn)}`, {
    path: "epc",
  });
}
