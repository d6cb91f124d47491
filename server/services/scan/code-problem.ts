/** Says kindly and exactly what is wrong with a code that cannot be read. */
import { applicationIdentifier, isPrimaryKey } from "@/lib/digital-link/application-identifiers";
import { checkDigit, hasCheckDigit } from "@/lib/digital-link/check-digit";
import { parseDigitalLink } from "@/lib/digital-link/parse";
import { padGtin } from "@/lib/digital-link/value";
import type { CodeProblem } from "./page-model";

const host = "https://id.gs1.org";

function parses(path: string, checkDigits: boolean): boolean {
  try {
    parseDigitalLink(host + path, { shortGtins: true, checkDigits });
    return true;
  } catch {
    return false;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray percent sign is part of what is wrong
  }
}

/** Explains a path that `parseDigitalLink` refuses, such as `/01/09506000134353`. */
export function codeProblemOf(path: string): CodeProblem {
  const segments = path.split("/").slice(1).map(decoded);
  const [ai = "", value = ""] = segments;
  if (!isPrimaryKey(ai)) return { kind: "malformed", reason: "unknown_key", value: ai };
  if (parses(path, false)) return checkDigitProblem(segments);
  const isKeyRight = parses(`/${ai}/${encodeURIComponent(value)}`, true);
  if (isKeyRight) return qualifierProblem(segments.slice(2));
  const isDigitsOnly = applicationIdentifier(ai)?.components[0]?.characters === "N";
  if (isDigitsOnly && /\D/.test(value)) return { kind: "malformed", reason: "characters", ai, value };
  return { kind: "malformed", reason: isDigitsOnly ? "length" : "other", ai, value };
}

function checkDigitProblem(segments: readonly string[]): CodeProblem {
  const [ai = "", raw = ""] = segments;
  const value = ai === "01" ? padGtin(raw) : raw;
  const length = applicationIdentifier(ai)?.components[0]?.maximum ?? value.length;
  const digits = value.slice(0, length);
  if (!/^\d{2,}$/.test(digits) || hasCheckDigit(digits)) {
    return { kind: "malformed", reason: "other", ai, value: raw };
  }
  return {
    kind: "malformed",
    reason: "check_digit",
    ai,
    value: raw,
    expected: checkDigit(digits.slice(0, -1)),
  };
}

function qualifierProblem(rest: readonly string[]): CodeProblem {
  const [ai = "", value = ""] = rest;
  if (rest.length % 2 === 1) return { kind: "malformed", reason: "qualifier", value: rest.at(-1) ?? "" };
  const isKnown = applicationIdentifier(ai) !== undefined;
  return {
    kind: "malformed",
    reason: isKnown && value === "" ? "length" : "qualifier",
    ai,
    value: `${ai}/${value}`,
  };
}
