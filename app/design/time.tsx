import type { Language } from "../texts/language";
import { formatDate, formatDateTime, type Zone, zoneName } from "./format";

/**
 * A moment on the clock of the place where it happened, with that clock named; the UTC time is under the pointer.
 *
 * @param at ISO 8601
 */
export function Time({
  at,
  language,
  offset,
  timeZone,
  isZoneHidden = false,
}: Zone & { at: string; language: Language; isZoneHidden?: boolean }) {
  const zone = { offset, timeZone };
  return (
    <time dateTime={at} title={`${formatDateTime(language, at, {})} UTC`} className="figures">
      {formatDateTime(language, at, zone)}
      {isZoneHidden ? null : (
        <span className="ml-1.5 text-note whitespace-nowrap text-ink-faint">{zoneName(zone)}</span>
      )}
    </time>
  );
}

/** A calendar day: `at` is a date without a clock, such as a best-before date, or a moment told in UTC. */
export function Day({ at, language }: { at: string; language: Language }) {
  return (
    <time dateTime={at} className="figures whitespace-nowrap">
      {formatDate(language, at)}
    </time>
  );
}
