import { describe, expect, test } from "vitest";
import { scanTexts } from "@/app/texts/scan";
import {
  bandWords,
  countryWords,
  dateWords,
  dayWords,
  degreesWords,
  durationWords,
  momentWords,
  timeWords,
  zoneName,
} from "./words";

const at = Date.parse("2026-11-18T22:05:00Z");

describe("words of the provenance page", () => {
  test("tell the time of the place, not of the server", () => {
    expect(timeWords(at, "+08:00")).toBe("06:05");
    expect(dayWords(at, "+08:00", "en")).toBe("19 Nov 2026");
    expect(dayWords(at, "-03:30", "zh-CN")).toBe("2026年11月18日");
    expect(momentWords(at, "+08:00", "en")).toBe("19 Nov, 06:05");
    expect(momentWords(at, "+08:00", "zh-CN")).toBe("11月19日 06:05");
  });

  test("name zones", () => {
    expect(zoneName("+08:00")).toBe("UTC+8");
    expect(zoneName("-03:30")).toBe("UTC−3:30");
    expect(zoneName("+00:00")).toBe("UTC");
  });

  test("tell durations to the minute", () => {
    expect(durationWords(55 * 60_000, scanTexts.en.durations)).toBe("55\u00a0min");
    expect(durationWords(38.2 * 3_600_000, scanTexts.en.durations)).toBe("38\u00a0h\u00a012\u00a0min");
    expect(durationWords(2 * 3_600_000, scanTexts["zh-CN"].durations)).toBe("2小时");
  });

  test("write temperatures with one decimal and a true minus", () => {
    expect(degreesWords(-18.04)).toBe("−18\u00a0°C");
    expect(bandWords(0, 4)).toBe("0–4\u00a0°C");
    expect(bandWords(null, 25)).toBe("≤ 25\u00a0°C");
  });

  test("leave what is not a date or a country as it is", () => {
    expect(dateWords("2026-11-25", "en")).toBe("25 Nov 2026");
    expect(dateWords("spring", "en")).toBe("spring");
    expect(countryWords("CN", "zh-CN")).toBe("中国");
    expect(countryWords("nowhere", "en")).toBe("nowhere");
  });
});
