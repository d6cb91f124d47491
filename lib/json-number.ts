/**
 * Tells whether a JSON number literal names exactly the value its double prints as: 1.0 and 1e2 do;
 * 9007199254740993, 0.1000000000000000055 and 1e400 do not, because a reader would hand on another number.
 * `value` is the double the literal parses to.
 */
export function isExactNumber(literal: string, value: number): boolean {
  const printed = String(value);
  if (literal === printed) return true;
  if (!Number.isFinite(value)) return false;
  const written = decimalOf(literal);
  const kept = decimalOf(printed);
  return (
    written.digits === kept.digits &&
    written.exponent === kept.exponent &&
    isSameSign(literal, printed, value)
  );
}

/** A decimal value as its significant digits, without zeros at either end, times ten to the exponent. */
interface Decimal {
  digits: string;
  exponent: number;
}

function decimalOf(literal: string): Decimal {
  const unsigned = literal.startsWith("-") ? literal.slice(1) : literal;
  const [mantissa = "", power = "0"] = unsigned.split(/[eE]/);
  const [whole = "", fraction = ""] = mantissa.split(".");
  const digits = whole + fraction;
  // Walked rather than matched: a regular expression for trailing zeros takes quadratic time on hostile digits.
  let start = 0;
  while (digits[start] === "0") start++;
  let end = digits.length;
  while (end > start && digits[end - 1] === "0") end--;
  if (start === end) return { digits: "", exponent: 0 };
  return {
    digits: digits.slice(start, end),
    exponent: Number(power) - fraction.length + (digits.length - end),
  };
}

/** Zero has one form here, whatever its sign. */
function isSameSign(literal: string, printed: string, value: number): boolean {
  return value === 0 || literal.startsWith("-") === printed.startsWith("-");
}
