const offsetPattern = /^([+-])(0\d|1[0-4]):([0-5]\d)$/;
const localPattern =
  /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?)?$/;
const zonedPattern = /^(.*\d)\s*(Z|[+-]\d{2}:?\d{2})$/;

/** Tells whether a text is an offset as EPCIS writes it: `+08:00`, at most 14 hours. */
export function isOffset(text: string): boolean {
  return offsetPattern.test(text);
}

/**
 * Reads a date and time as people and loggers write it: `2026-11-21 14:05`, `2026/11/21 14:05:30`, with or without `Z` or an
 * offset of its own; without one it is on the clock of `offset`.
 *
 * @param offset `+08:00`
 * @returns ISO 8601 with its offset, seconds always written; undefined when it is no such moment
 */
export function readLocalTime(text: string, offset: string): string | undefined {
  const trimmed = text.trim();
  const zoned = zonedPattern.exec(trimmed);
  const zone = zoned?.[2];
  const ownOffset = zone === "Z" ? "+00:00" : zone?.replace(/^([+-]\d{2}):?(\d{2})$/, "$1:$2");
  const match = localPattern.exec(zoned?.[1] ?? trimmed);
  if (match === null || !isOffset(ownOffset ?? offset)) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  // The calendar is asked back: 31 April and 25 o'clock come out as something else.
  const asked = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const two = (n: number): string => String(n).padStart(2, "0");
  const written = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`;
  if (Number.isNaN(asked.getTime()) || asked.toISOString().slice(0, 19) !== written) return undefined;
  const fraction = match[7] === undefined ? "" : `.${match[7].padEnd(3, "0")}`;
  return `${written}${fraction}${ownOffset ?? offset}`;
}

/** Tells whether a text is a day of the calendar: `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && readLocalTime(text, "+00:00") !== undefined;
}
