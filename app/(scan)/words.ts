/** Numbers, times and places in the words of the reader. Used by the page and by the script that checks it. */
import type { Language } from "@/app/texts/language";
import { fill, type ScanTexts } from "@/app/texts/scan";

const monthsEnglish = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** Reads `±hh:mm` as ms; other text is UTC. */
export function offsetMs(offset: string): number {
  const match = /^([+-])(\d\d):(\d\d)$/.exec(offset);
  if (match === null) return 0;
  const ms = (Number(match[2]) * 60 + Number(match[3])) * 60_000;
  return match[1] === "-" ? -ms : ms;
}

/** Names a zone as people do: `UTC+8`, `UTC−3:30`, `UTC`. */
export function zoneName(offset: string): string {
  const minutes = offsetMs(offset) / 60_000;
  if (minutes === 0) return "UTC";
  const absolute = Math.abs(minutes);
  const rest = absolute % 60 === 0 ? "" : `:${String(absolute % 60).padStart(2, "0")}`;
  return `UTC${minutes < 0 ? "−" : "+"}${Math.floor(absolute / 60)}${rest}`;
}

const two = (n: number): string => String(n).padStart(2, "0");

function parts(ms: number, offset: string) {
  const at = new Date(ms + offsetMs(offset));
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth(),
    day: at.getUTCDate(),
    time: `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`,
  };
}

/** The time of day at `offset`, 24 hours: `06:12`. */
export function timeWords(ms: number, offset: string): string {
  return parts(ms, offset).time;
}

/** The day at `offset`: `18 Nov 2026`, `2026年11月18日`; without the year when `isShort`. */
export function dayWords(ms: number, offset: string, language: Language, isShort = false): string {
  const { year, month, day } = parts(ms, offset);
  if (language === "zh-CN") return `${isShort ? "" : `${year}年`}${month + 1}月${day}日`;
  return `${day} ${monthsEnglish[month] ?? ""}${isShort ? "" : ` ${year}`}`;
}

/** Day and time at `offset`. */
export function momentWords(ms: number, offset: string, language: Language): string {
  return `${dayWords(ms, offset, language, true)}${language === "en" ? ", " : " "}${timeWords(ms, offset)}`;
}

/** A date as a pack carries it, `2026-11-25` or longer, as a day. Other text is given back. */
export function dateWords(iso: string, language: Language): string {
  const match = /^(\d{4})-(\d\d)-(\d\d)/.exec(iso);
  if (match === null) return iso;
  return dayWords(Date.parse(`${match[0]}T00:00:00Z`), "+00:00", language);
}

/** A space at which no line ends. */
const tied = "\u00a0";

/** A length of time to the minute: `38 h 12 min`. */
export function durationWords(ms: number, texts: ScanTexts["durations"]): string {
  return durationText(ms, texts).replaceAll(" ", tied);
}

function durationText(ms: number, texts: ScanTexts["durations"]): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  const [h, m] = [Math.floor(minutes / 60), minutes % 60];
  if (h === 0) return fill(texts.minutes, { m });
  return m === 0 ? fill(texts.hours, { h }) : fill(texts.hoursMinutes, { h, m });
}

/** A temperature: one decimal at most, a true minus sign. */
export function degreesWords(celsius: number): string {
  return `${numberWords(celsius)}${tied}°C`;
}

/** A span of temperatures: `0–4 °C`. */
export function bandWords(minimum: number | null, maximum: number | null): string {
  if (minimum === null) return maximum === null ? "" : `≤ ${degreesWords(maximum)}`;
  if (maximum === null) return `≥ ${degreesWords(minimum)}`;
  if (minimum === maximum) return degreesWords(minimum);
  return `${numberWords(minimum)}${minimum < 0 ? " … " : "–"}${degreesWords(maximum)}`;
}

/** A number with one decimal at most. */
export function numberWords(value: number): string {
  const rounded = Math.round(value * 10) / 10;
  return `${rounded < 0 ? "−" : ""}${Math.abs(rounded)}`;
}

/** The name of a country from its ISO 3166-1 code. */
export function countryWords(code: string, language: Language): string {
  try {
    return new Intl.DisplayNames([language], { type: "region" }).of(code) ?? code;
  } catch {
    return code; // not a code
  }
}
