import { DomainError } from "../errors";
import { type ApplicationIdentifier, applicationIdentifier, type Component } from "./application-identifiers";
import { checkDigit, hasCheckCharacterPair, hasCheckDigit } from "./check-digit";

/** An application identifier with its value, decoded. */
export interface ElementString {
  ai: string;
  value: string;
}

const characterSets = {
  N: { pattern: /^[0-9]*$/, name: "digits" },
  X: { pattern: /^[!"%-?A-Z_a-z]*$/, name: "GS1 character set 82" },
  Y: { pattern: /^[#\-/0-9A-Z]*$/, name: "GS1 character set 39" },
  Z: { pattern: /^[A-Za-z0-9_-]*={0,2}$/, name: "base64url" },
};

/**
 * Checks the value of an application identifier: length, characters, check digits.
 * @param options.checkDigits false to let wrong check digits pass, as old captures may hold them
 * @throws DomainError malformed saying what is wrong, with the AI as its path
 */
export function checkValue(element: ElementString, options: { checkDigits?: boolean } = {}): void {
  const identifier = applicationIdentifier(element.ai);
  if (identifier === undefined) throw wrong(element.ai, "a known application identifier", element.ai);
  let rest = element.value;
  for (const part of identifier.components) {
    if (part.isOptional && rest === "") return;
    const taken = rest.slice(0, part.maximum);
    checkPart(identifier, part, taken, options.checkDigits !== false);
    rest = rest.slice(part.maximum);
  }
  if (rest !== "") {
    throw wrong(element.ai, `at most ${longest(identifier)} characters`, element.value);
  }
}

/** Pads a GTIN of 8, 12 or 13 digits to 14 with zeros; any other value is returned as it is. */
export function padGtin(value: string): string {
  return /^(?:[0-9]{8}|[0-9]{12,13})$/.test(value) ? value.padStart(14, "0") : value;
}

function checkPart(
  identifier: ApplicationIdentifier,
  part: Component,
  taken: string,
  checkDigits: boolean,
): void {
  const { ai } = identifier;
  if (taken.length < part.minimum) {
    const amount = part.minimum === part.maximum ? `${part.minimum}` : `${part.minimum} to ${part.maximum}`;
    throw wrong(ai, `${amount} characters`, taken);
  }
  const set = characterSets[part.characters];
  if (!set.pattern.test(taken)) throw wrong(ai, set.name, taken);
  if (part.check === "c" && checkDigits && !hasCheckDigit(taken)) {
    throw wrong(ai, `check digit ${checkDigit(taken.slice(0, -1))}`, taken);
  }
  if (part.check === "g" && checkDigits && !hasCheckCharacterPair(taken)) {
    throw wrong(ai, "a model number ending in its check characters", taken);
  }
  if (part.check === "z" && /[^0]/.test(taken)) throw wrong(ai, "a leading 0", taken);
  if (part.check === "n" && /^0./.test(taken)) throw wrong(ai, "no leading zero", taken);
  if (part.check === "p") checkPieceOfTotal(ai, taken);
}

function checkPieceOfTotal(ai: string, taken: string): void {
  const piece = Number(taken.slice(0, 2));
  const total = Number(taken.slice(2));
  if (piece < 1 || piece > total) throw wrong(ai, "a piece from 01 up to the total", taken);
}

function longest(identifier: ApplicationIdentifier): number {
  return identifier.components.reduce((sum, part) => sum + part.maximum, 0);
}

function wrong(ai: string, expected: string, got: string): DomainError {
  return new DomainError("malformed", `(${ai}): expected ${expected}, got ${JSON.stringify(got)}`, {
    path: ai,
  });
}
