/**
 * Reads a date and time with its offset (RFC 3339 §5.6; xsd:dateTimeStamp) as milliseconds since 1970, rounded half up as the CBV
 * event hash asks; null when it is none. A leap second counts as the second after it.
 */
export function instantOf(text: string): number | null {
  // An event tells one time several times over.
  if (text === lastText) return lastInstant;
  lastInstant = workOut(text);
  lastText = text;
  return lastInstant;
}

let lastText = "";
let lastInstant: number | null = null;

/** Writes milliseconds since 1970 as ISO 8601 in UTC. */
export function textOfInstant(ms: number): string {
  if (ms === lastMs) return lastIso;
  lastIso = new Date(ms).toISOString();
  lastMs = ms;
  return lastIso;
}

let lastMs = 0;
let lastIso = "1970-01-01T00:00:00.000Z";

function workOut(text: string): number | null {
  const days = daysOf(text);
  const hour = digits(text, 11, 2);
  const minute = digits(text, 14, 2);
  const second = digits(text, 17, 2);
  const isShaped = (text.charCodeAt(10) | 32) === 0x74 && text[13] === ":" && text[16] === ":";
  if (!isShaped || days === null || hour < 0 || minute < 0 || second < 0) return null;
  const zoneAt = text[19] === "." ? afterDigits(text, 20) : 19;
  const offset = zoneAt === 20 ? null : offsetOf(text, zoneAt);
  if (offset === null || hour > 23 || minute > 59 || second > 60) return null;
  const minutes = hour * 60 + minute - offset;
  // A leap second happens at 23:59:60 UTC only.
  if (second === 60 && (minutes + 1440) % 1440 !== 1439) return null;
  return days * 86_400_000 + minutes * 60_000 + second * 1000 + milliseconds(text, zoneAt);
}

/** Reads the date at the beginning as days since 1970; null when there is none of that year and month. */
function daysOf(text: string): number | null {
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  const day = digits(text, 8, 2);
  if (text[4] !== "-" || text[7] !== "-" || year < 0 || month < 1 || month > 12) return null;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const lengthOfMonth = month === 2 ? (isLeap ? 29 : 28) : 30 + ((month + (month >> 3)) & 1);
  if (day < 1 || day > lengthOfMonth) return null;
  // Counted in years that begin in March, so that the leap day is their last.
  const marchYear = month > 2 ? year : year - 1;
  const monthsSinceMarch = (month + 9) % 12;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return 365 * marchYear + leapDays + Math.floor((153 * monthsSinceMarch + 2) / 5) + day - 719_469;
}

/** Reads the offset that ends the text in minutes east of UTC; null when there is none, or out of range. */
function offsetOf(text: string, at: number): number | null {
  const sign = text[at];
  if (sign === "Z" || sign === "z") return text.length === at + 1 ? 0 : null;
  if ((sign !== "+" && sign !== "-") || text[at + 3] !== ":" || text.length !== at + 6) return null;
  const hours = digits(text, at + 1, 2);
  const minutes = digits(text, at + 4, 2);
  if (hours < 0 || minutes < 0 || hours > 23 || minutes > 59) return null;
  return (sign === "-" ? -1 : 1) * (hours * 60 + minutes);
}

/** Reads the fraction of a second after position 19, which ends at `end`. */
function milliseconds(text: string, end: number): number {
  if (end < 21) return 0;
  const kept = Math.min(3, end - 20);
  const whole = digits(text, 20, kept) * 10 ** (3 - kept);
  return whole + (end > 23 && digits(text, 23, 1) >= 5 ? 1 : 0);
}

/** Reads so many decimal digits; −1 when one is none. */
function digits(text: string, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function afterDigits(text: string, at: number): number {
  let end = at;
  while (digits(text, end, 1) >= 0) end++;
  return end;
}
