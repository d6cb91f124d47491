import { DomainError } from "../errors";

/**
 * Reads a whole number as C2SP formats write it: ASCII digits, no leading zeros, no sign.
 * @throws DomainError malformed on any other text, or a number of 2^53 or more
 */
export function parseDecimal(path: string, text: string): number {
  const value = /^(0|[1-9][0-9]*)$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) {
    const got = JSON.stringify(text.slice(0, 40));
    throw new DomainError("malformed", `${path}: expected a decimal number below 2^53, got ${got}`, { path });
  }
  return value;
}
