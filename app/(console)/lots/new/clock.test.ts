import { expect, test } from "vitest";
import { dayAfter, localTime, offsetAt } from "./clock";

test("a zone's offset is the one in force when its clock shows that time", () => {
  expect(offsetAt("Asia/Shanghai", "2026-11-21T14:05")).toBe("+08:00");
  expect(offsetAt("Europe/Berlin", "2026-07-01T12:00")).toBe("+02:00");
  expect(offsetAt("Europe/Berlin", "2026-03-29T01:59")).toBe("+01:00");
  expect(offsetAt("Europe/Berlin", "2026-03-29T03:00")).toBe("+02:00");
  expect(offsetAt("America/St_Johns", "2026-01-05T09:00")).toBe("-03:30");
  expect(offsetAt("Asia/Kolkata", "2026-01-05T09:00")).toBe("+05:30");
});

test("what a clock shows and the offset found for it lead back to the moment", () => {
  for (const zone of ["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "UTC"]) {
    for (let month = 0; month < 12; month++) {
      const atMs = Date.UTC(2026, month, 11, 7, 30);
      const local = localTime(zone, atMs);
      expect(Date.parse(`${local}:00${offsetAt(zone, local)}`)).toBe(atMs);
    }
  }
});

test("days are counted over the ends of months and years", () => {
  expect(dayAfter("2026-12-28", 7)).toBe("2027-01-04");
  expect(dayAfter("", 7)).toBe("");
});
