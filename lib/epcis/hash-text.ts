/** How the CBV event hash writes single values, and the order it puts texts in. */
import { canonicalUri } from "./hash-uri";
import { instantOf, textOfInstant } from "./time";

/**
 * Writes a number as the reference implementation does: whole numbers with all their digits, others with the fewest digits, and
 * an exponent of at least two digits below 0.0001.
 */
export function formatNumber(value: number): string {
  if (Number.isInteger(value)) return Number.isSafeInteger(value) ? String(value) : BigInt(value).toString();
  if (Math.abs(value) >= 0.0001) return String(value);
  return value.toExponential().replace(/e-(\d)$/, "e-0$1");
}

/** Tells whether the text of an element of this name is a time. */
export function isTimeName(name: string): boolean {
  return /time/i.test(name) && !/offset/i.test(name);
}

/** Writes a time in UTC with milliseconds; what is none stays as it is. */
export function canonicalTime(text: string): string {
  const instant = instantOf(text);
  return instant === null ? text : textOfInstant(instant);
}

const numeric = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;

/** Writes a value: numbers in their one form, URIs of GS1 keys as canonical links, all else as it is. */
export function canonicalValue(text: string): string {
  const first = text.charCodeAt(0);
  // Only what begins with +, -, . or a digit can be a number, and only what begins with a letter a URI.
  if (first > 57) return canonicalUri(text);
  if (!numeric.test(text)) return text;
  const number = Number(text);
  return Number.isFinite(number) ? formatNumber(number) : text;
}

/** Sorts texts in place by Unicode code points, as every implementation must, and returns them. */
export function sortByCodePoint(texts: string[]): string[] {
  if (texts.length < 2) return texts;
  return texts.some((text) => beyondAscending.test(text)) ? texts.sort(byCodePoint) : texts.sort();
}

/** UTF-16, the order of sort(), puts surrogates before U+E000 to U+FFFF; below them it is that of code points. */
const beyondAscending = /[\ud800-\uffff]/;

function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [left, right] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (left === right) continue;
    const isLeftHigh = left >= 0xd800 && left < 0xe000;
    const isRightHigh = right >= 0xd800 && right < 0xe000;
    if (isLeftHigh === isRightHigh) return left - right;
    // A surrogate stands for a code point above all others.
    return isLeftHigh ? 1 : -1;
  }
  return a.length - b.length;
}
