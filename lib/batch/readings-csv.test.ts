import { describe, expect, test } from "vitest";
import { readLocalTime } from "./local-time";
import { readReadingsCsv } from "./readings-csv";

describe("readReadingsCsv", () => {
  test("a heading is skipped, and every reading knows the line of the file it stands on", () => {
    const file = readReadingsCsv("time,°C,%\r\n2026-11-21 10:00,3.4,91\r\n\r\n2026-11-21 10:05,3.5,90\r\n");
    expect(file).toEqual({
      readings: [
        { time: "2026-11-21 10:00", temperature: "3.4", humidity: "91" },
        { time: "2026-11-21 10:05", temperature: "3.5", humidity: "90" },
      ],
      lines: [2, 4],
      hasHeading: true,
    });
  });

  test("semicolons leave the comma to the fraction; tabs, quotes and a byte-order mark are understood", () => {
    expect(readReadingsCsv("\uFEFF2026-11-21 10:00;3,4").readings[0]?.temperature).toBe("3,4");
    expect(readReadingsCsv('"2026-11-21 10:00"\t"3.4"').readings).toEqual([
      { time: "2026-11-21 10:00", temperature: "3.4", humidity: "" },
    ]);
  });

  test("what is no reading is kept as it is, to be shown", () => {
    expect(readReadingsCsv("2026-11-21,3\nbroken").readings[1]).toEqual({
      time: "broken",
      temperature: "",
      humidity: "",
    });
  });
});

describe("readLocalTime", () => {
  test("a time without a clock of its own is on the clock of the place", () => {
    expect(readLocalTime("2026-11-21 9:05", "+08:00")).toBe("2026-11-21T09:05:00+08:00");
    expect(readLocalTime("2026/11/21", "+08:00")).toBe("2026-11-21T00:00:00+08:00");
  });

  test("a time with its own clock keeps it", () => {
    expect(readLocalTime("2026-11-21T01:05:30.5Z", "+08:00")).toBe("2026-11-21T01:05:30.500+00:00");
    expect(readLocalTime("2026-11-21 09:05 +0530", "+08:00")).toBe("2026-11-21T09:05:00+05:30");
  });

  test("what the calendar or the clock does not have is refused", () => {
    for (const text of ["2026-02-29 10:00", "2026-11-21 24:00", "2026-13-01", "21.11.2026", "", "3.4"]) {
      expect(readLocalTime(text, "+08:00")).toBeUndefined();
    }
  });
});
