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

/** Writes a length of time in its two largest units: `3 d 4 h`, `1 h 20 min`, `5 min`. */
export function formatDuration(language: Language, ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  const [day, hour, minute] = language === "en" ? [" d", " h", " min"] : ["天", "小时", "分钟"];
  const parts = [`${days}${day}`, `${hours}${hour}`, `${rest}${minute}`];
  const isPresent = [days > 0, hours > 0, rest > 0 && days === 0];
  return parts.filter((_, i) => isPresent[i]).join(language === "en" ? " " : "");
}

/** Writes the clock time of a moment: `14:05`. */
export function formatClock(language: Language, at: string, zone: Zone): string {
  const { date, timeZone } = shifted(at, zone);
  return new Intl.DateTimeFormat(locales[language], { ...timeParts, timeZone }).format(date);
}

/** Writes the day and month of a moment: `21 Nov`. */
export function formatDayMonth(language: Language, at: string, zone: Zone): string {
  const { date, timeZone } = shifted(at, zone);
  return new Intl.DateTimeFormat(locales[language], { month: "short", day: "numeric", timeZone }).format(
    date,
  );
}
