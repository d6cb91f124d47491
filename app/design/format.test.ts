import { describe, expect, test } from "vitest";
import { formatDate, formatDateTime, formatDuration, formatNumber, offsetMinutes, zoneName } from "./format";

const at = "2026-11-21T20:05:00Z";

describe("times", () => {
  test("are told on the clock of the place, by its offset or its zone", () => {
    expect(formatDateTime("en", at, { offset: "+08:00" })).toBe("22 Nov 2026, 04:05");
    expect(formatDateTime("en", at, { timeZone: "Asia/Shanghai" })).toBe("22 Nov 2026, 04:05");
    expect(formatDateTime("en", at, { offset: "-03:30" })).toBe("21 Nov 2026, 16:35");
    expect(formatDateTime("zh-CN", at, { offset: "+08:00" })).toContain("2026年11月22日");
  });

  test("without a clock are told in UTC, and say so", () => {
    expect(formatDateTime("en", at, {})).toBe("21 Nov 2026, 20:05");
    expect(zoneName({})).toBe("UTC");
    expect(zoneName({ offset: "+08:00" })).toBe("UTC+08:00");
  });

  test("a calendar day is the same day on every clock", () => {
    expect(formatDate("en", "2026-11-28")).toBe("28 Nov 2026");
  });

  test("offsets are read with their sign; anything else is none", () => {
    expect([offsetMinutes("+05:30"), offsetMinutes("-08:00"), offsetMinutes("Z")]).toEqual([330, -480, 0]);
    expect([offsetMinutes(undefined), offsetMinutes("8")]).toEqual([undefined, undefined]);
  });
});

test("a length of time is told in its two largest units", () => {
  const minute = 60_000;
  expect(formatDuration("en", 105 * minute)).toBe("1 h 45 min");
  expect(formatDuration("en", 26 * 60 * minute + 5 * minute)).toBe("1 d 2 h");
  expect(formatDuration("zh-CN", 60 * minute)).toBe("1小时");
  expect(formatDuration("en", 0)).toBe("1 min");
});

test("numbers are grouped, with no more places than asked for", () => {
  expect(formatNumber("en", 2208.12345)).toBe("2,208.123");
  expect(formatNumber("en", 3.14, 1)).toBe("3.1");
});
