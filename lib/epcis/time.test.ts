import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instantOf } from "./time";

describe("instantOf", () => {
  it.each([
    ["2026-05-31T08:00:00+08:00", "2026-05-31T00:00:00.000Z"],
    ["2020-03-04T11:00:30.9994Z", "2020-03-04T11:00:30.999Z"],
    ["2020-03-04T11:00:30.9995Z", "2020-03-04T11:00:31.000Z"],
    ["2022-02-16T20:33:31.116000-06:00", "2022-02-17T02:33:31.116Z"],
    ["2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"],
    ["2017-01-01T07:59:60+08:00", "2017-01-01T00:00:00.000Z"],
    ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"],
    ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"],
  ])("reads %s as %s", (text, expected) => {
    expect(new Date(instantOf(text) ?? Number.NaN).toISOString()).toBe(expected);
  });

  it.each([
    "2026-05-31T08:00:00",
    "2026-05-31",
    "2026-05-31 08:00:00Z",
    "2026-05-31T08:00:00+08",
    "2026-05-31T08:00:00+0800",
    "2023-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-05-31T24:00:00Z",
    "2026-05-31T08:00:60Z",
    "2026-05-31T08:00:00+24:00",
    "22-07-2026",
    "",
  ])("refuses %s", (text) => {
    expect(instantOf(text)).toBeNull();
  });

  it("agrees with the calendar of Date on every text that is nearly a time", () => {
    const two = fc.oneof(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 12 })).map(padded(2));
    const year = fc
      .oneof(fc.integer({ min: 0, max: 9999 }), fc.constantFrom(0, 1900, 2000, 2023))
      .map(padded(4));
    const sign = fc.constantFrom("-", "-", "-", "+", "");
    const colon = fc.constantFrom(":", ":", ":", ":", ":", ":", "");
    const fraction = fc.oneof(fc.constant(""), fc.stringMatching(/^\.[0-9]{0,6}$/));
    const zone = fc.oneof(
      fc.constantFrom("Z", "z", "+08:00", "-12:30", "", "Z0"),
      fc.tuple(sign, two, colon, two),
    );
    const text = fc.tuple(
      year,
      sign,
      two,
      sign,
      two,
      fc.constantFrom("T", "t", " "),
      two,
      colon,
      two,
      colon,
      two,
    );
    const time = fc.tuple(text, fraction, zone).map((parts) => parts.flat(3).join(""));
    fc.assert(
      fc.property(time, (value) => {
        expect(instantOf(value)).toBe(instantByDate(value));
      }),
      { numRuns: 2_000 },
    );
    for (let day = 0; day < 366 * 30; day++) {
      const value = new Date(Date.UTC(1890, 0, day * 7)).toISOString();
      expect(instantOf(value)).toBe(Date.parse(value));
    }
  });
});

const padded = (length: number) => (value: number) => String(value).padStart(length, "0");

const pattern =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?(?:Z|([+-])([0-9]{2}):([0-9]{2}))$/i;

/** The model: what is said, by a regular expression and the calendar of Date. */
function instantByDate(text: string): number | null {
  const match = pattern.exec(text);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  const [hours, minutes] = [Number(match[9] ?? 0), Number(match[10] ?? 0)];
  if (hour > 23 || minute > 59 || second > 60 || hours > 23 || minutes > 59) return null;
  const total = hour * 60 + minute - (match[8] === "-" ? -1 : 1) * (hours * 60 + minutes);
  if (second === 60 && (total + 1440) % 1440 !== 1439) return null;
  const fraction = match[7] ?? "";
  const ms = Number(fraction.slice(0, 3).padEnd(3, "0")) + (fraction.charAt(3) >= "5" ? 1 : 0);
  return date.getTime() + total * 60_000 + second * 1000 + ms;
}
