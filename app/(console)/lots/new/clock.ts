/** Minutes east of UTC of a zone's clock at a moment. */
function minutesAt(timeZone: string, atMs: number): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(new Date(atMs));
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value ?? 0);
  const local = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return Math.round((local - Math.floor(atMs / 1000) * 1000) / 60_000);
}

/**
 * Finds the offset of a zone's clock when it shows `local`. In the hour that a clock shows twice it is the first.
 * @param local `YYYY-MM-DDTHH:MM`
 * @returns `+08:00`
 */
export function offsetAt(timeZone: string, local: string): string {
  const asUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asUtc)) return "+00:00";
  // The first guess may fall on the other side of a change of clocks; the second does not.
  const guess = minutesAt(timeZone, asUtc - minutesAt(timeZone, asUtc) * 60_000);
  const minutes = minutesAt(timeZone, asUtc - guess * 60_000);
  const two = (n: number): string => String(n).padStart(2, "0");
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** What a zone's clock shows at a moment: `YYYY-MM-DDTHH:MM`. */
export function localTime(timeZone: string, atMs: number): string {
  return new Date(atMs + minutesAt(timeZone, atMs) * 60_000).toISOString().slice(0, 16);
}

/** The day `days` after a day: `YYYY-MM-DD`. */
export function dayAfter(day: string, days: number): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at) ? "" : new Date(at + days * 86_400_000).toISOString().slice(0, 10);
}
