import { DomainError } from "../errors";

/** GS1 General Specifications §7.9.5: the characters of check-character pairs, without 0, 1, I and O. */
const checkCharacters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/** The 82 characters of application identifiers, in the order that gives each its value (GS1 General Specifications, figure 7.11-1). */
const characterSet82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
const primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83];

/**
 * Computes the modulo-10 check digit of GTIN, GLN, SSCC and their kin (GS1 General Specifications §7.9.1).
 * @param digits the key without its check digit, decimal digits only
 * @throws DomainError malformed on anything but digits
 */
export function checkDigit(digits: string): string {
  if (!/^[0-9]+$/.test(digits)) {
    throw new DomainError("malformed", `digits: expected decimal digits, got ${JSON.stringify(digits)}`);
  }
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const weight = (digits.length - i) % 2 === 1 ? 3 : 1;
    sum += weight * (digits.charCodeAt(i) - 48);
  }
  return String((10 - (sum % 10)) % 10);
}

/**
 * Appends the check digit.
 * @throws DomainError malformed on anything but digits
 */
export function withCheckDigit(digits: string): string {
  return digits + checkDigit(digits);
}

/** Tells whether the last digit is the check digit of those before it; false on anything but two or more digits. */
export function hasCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return false;
    sum += (digits.length - i) % 2 === 0 ? 3 * digit : digit;
  }
  return digits.length > 1 && sum % 10 === 0;
}

/**
 * Computes the check-character pair of a Global Model Number (GS1 General Specifications §7.9.5): weights
 * are primes from the right, modulo 1021, written in base 32.
 * @param body the model number without its last two characters, 1–23 characters of character set 82
 * @throws DomainError malformed on other characters or lengths
 */
export function checkCharacterPair(body: string): string {
  if (body.length < 1 || body.length > primes.length) {
    throw new DomainError("malformed", `model number: expected 1 to 23 characters, got ${body.length}`);
  }
  let sum = 0;
  for (let i = 0; i < body.length; i++) {
    const value = characterSet82.indexOf(body.charAt(i));
    if (value < 0) {
      throw new DomainError("malformed", `model number: unexpected character ${JSON.stringify(body[i])}`);
    }
    sum += value * (primes[body.length - 1 - i] ?? 0);
  }
  const rest = sum % 1021;
  return checkCharacters.charAt(rest >> 5) + checkCharacters.charAt(rest & 31);
}

/** Tells whether a Global Model Number ends in its check-character pair. */
export function hasCheckCharacterPair(model: string): boolean {
  if (model.length < 3 || model.length > 25) return false;
  if (![...model].every((character) => characterSet82.includes(character))) return false;
  return checkCharacterPair(model.slice(0, -2)) === model.slice(-2);
}
