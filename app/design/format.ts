import type { Language } from "../texts/language";

const locales: Record<Language, string> = { en: "en-GB", "zh-CN": "zh-CN" };

/** Writes a number for reading, with at most `digits` places after the point. */
export function formatNumber(language: Language, value: number, digits = 3): string {
  return new Intl.NumberFormat(locales[language], { maximumFractionDigits: digits }).format(value);
}

/** Minutes east of UTC that an EPCIS `eventTimeZoneOffset` such as `+08:00` says; undefined when it says nothing. */
export function offsetMinutes(offset: string | undefined): number | undefined {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(offset ?? "");
  if (match === null) return offset === "Z" ? 0 : undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === "-" ? -minutes : minutes;
}

/** Where a time is told: a fixed offset such as `+08:00`, or a zone of the IANA database such as `Asia/Shanghai`. */
export interface Zone {
  offset?: string | undefined;
  timeZone?: string | undefined;
}

const dateParts = { year: "numeric", month: "short", day: "numeric" } as const;
const timeParts = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;

/** The moment and the Intl zone in which formatting tells the wanted local time. */
function shifted(at: string, zone: Zone): { date: Date; timeZone: string } {
  const minutes = offsetMinutes(zone.offset);
  if (minutes === undefined) return { date: new Date(at), timeZone: zone.timeZone ?? "UTC" };
  // Node 20's Intl knows no offset zones, so the clock is moved and read as UTC.
  return { date: new Date(new Date(at).getTime() + minutes * 60_000), timeZone: "UTC" };
}

/** Writes a moment as date and minute on the clock of `zone`; UTC when it says nothing. */
export function formatDateTime(language: Language, at: string, zone: Zone): string {
  const { date, timeZone } = shifted(at, zone);
  return new Intl.DateTimeFormat(locales[language], { ...dateParts, ...timeParts, timeZone }).format(date);
}

/** Writes the day of a moment on the clock of `zone`; UTC when it says nothing. */
export function formatDate(language: Language, at: string, zone: Zone = {}): string {
  const { date, timeZone } = shifted(at, zone);
  return new Intl.DateTimeFormat(locales[language], { ...dateParts, timeZone }).format(date);
}

/** Names the clock on which a time is told: `UTC+08:00`, or the zone's own name. */
export function zoneName(zone: Zone): string {
  if (offsetMinutes(zone.offset) === 0) return "UTC";
  if (zone.offset !== undefined) return `UTC${zone.offset.replace("-", "−")}`;
  return zone.timeZone ?? "UTC";
}
