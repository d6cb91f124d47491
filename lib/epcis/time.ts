const pattern =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?(?:Z|([+-])([0-9]{2}):([0-9]{2}))$/i;

/**
 * Reads a date and time with its offset (RFC 3339 §5.6; xsd:dateTimeStamp) as milliseconds since 1970, rounded half up as the CBV
 * event hash asks; null when it is none. A leap second counts as the second after it.
 */
export function instantOf(text: string): number | null {
  const match = pattern.exec(text);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  const offset = offsetOf(match);
  if (offset === null || hour > 23 || minute > 59 || second > 60) return null;
  const minutes = hour * 60 + minute - offset;
  // A leap second happens at 23:59:60 UTC only.
  if (second === 60 && (minutes + 1440) % 1440 !== 1439) return null;
  return date.getTime() + minutes * 60_000 + second * 1000 + milliseconds(match[7] ?? "");
}

/** The offset in minutes east of UTC; null when out of range. */
function offsetOf(match: RegExpExecArray): number | null {
  if (match[8] === undefined) return 0;
  const hours = Number(match[9]);
  const minutes = Number(match[10]);
  if (hours > 23 || minutes > 59) return null;
  return (match[8] === "-" ? -1 : 1) * (hours * 60 + minutes);
}

function milliseconds(fraction: string): number {
  const whole = Number(fraction.slice(0, 3).padEnd(3, "0"));
  return whole + (fraction.charAt(3) >= "5" ? 1 : 0);
}
