import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { journeyOf } from "./journey";
import { rawReadingsOf, readingsOf } from "./readings";
import { at, openTeaStory, serial, type TeaStory } from "./testing/tea-story";

let story: TeaStory;

beforeAll(async () => {
  story = await openTeaStory();
});

afterAll(async () => {
  await story.close();
});

describe("readings", () => {
  test("are thinned without losing the smallest and the largest, with totals over all of them", async () => {
    const { events } = await journeyOf(story.database.sql, serial(3, "z1"));
    const [series, ...others] = await readingsOf(story.database.sql, {
      events: events.map(({ id }) => id),
      points: 20,
    });
    expect(others).toEqual([]);
    expect(series).toMatchObject({
      type: "Temperature",
      uom: "CEL",
      deviceIds: ["urn:device:7"],
      total: { count: 300, minimum: -2, maximum: 31.5, exceptions: 1, firstTime: at(3) },
    });
    expect(series?.points.length).toBeLessThanOrEqual(20);
    const values = series?.points.map(({ value }) => value) ?? [];
    expect([Math.min(...values), Math.max(...values)]).toEqual([-2, 31.5]);
    const times = series?.points.map(({ timeMs }) => timeMs) ?? [];
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(series?.points.find(({ value }) => value === 31.5)).toMatchObject({
      exception: "ALARM_CONDITION",
      element: 0,
      report: 123,
    });
  });

  test("can be had by device and time, and all of them in columns", async () => {
    const { sql } = story.database;
    const [hour] = await readingsOf(sql, {
      deviceIds: ["urn:device:7"],
      from: at(3, 13),
      to: at(3, 14),
      type: "Temperature",
    });
    expect(hour?.total.count).toBe(60);
    const drive = [...story.names].find(([, name]) => name === "drive crates")?.[0] ?? "";
    const raw = await rawReadingsOf(sql, { events: [drive], type: "Temperature", uom: "CEL" });
    expect([raw.timesMs.length, raw.values[123], raw.timesMs[1], raw.isTruncated]).toEqual([
      300,
      31.5,
      Date.parse(at(3)) + 60_000,
      false,
    ]);
    expect(
      (await rawReadingsOf(sql, { events: [drive], type: "Temperature", uom: "CEL", limit: 10 })).isTruncated,
    ).toBe(true);
    expect(await readingsOf(sql, { events: ["0.0"] })).toEqual([]);
    await expect(readingsOf(sql, { events: ["x"] })).rejects.toMatchObject({ code: "malformed" });
  });
});
