import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lotsOf } from "./lots";
import { certificatesOf, locationsOf, partiesOf, productsOf } from "./master-data";
import {
  at,
  carrier,
  farm,
  gln,
  gtinOf,
  lot,
  openTeaStory,
  packer,
  type TeaStory,
} from "./testing/tea-story";

let story: TeaStory;

beforeAll(async () => {
  story = await openTeaStory();
});

afterAll(async () => {
  await story.close();
});

describe("lots", () => {
  test("of a member are those it brought into being, newest first, with what became of them", async () => {
    const { lots, next } = await lotsOf(story.database.sql, packer);
    expect(lots.map(({ lot: number, kind }) => [number, kind])).toEqual([
      ["Z", "produced"],
      ["T", "produced"],
      ["U", "produced"],
    ]);
    expect(next).toBe(null);
    expect(lots[0]).toMatchObject({
      id: lot(3, "Z"),
      itemCount: 3,
      quantity: null,
      bestBefore: "2028-03-08",
      productName: { "zh-CN": "绿茶 100 克" },
      firstEventTime: at(8),
      lastEventTime: at(9),
      state: { bizStep: "inspecting" },
    });
    expect(lots[1]).toMatchObject({ quantity: 12, uom: "KGM", state: { eventId: expect.any(String) } });
    expect(await lotsOf(story.database.sql, carrier)).toEqual({ lots: [], next: null });
  });

  test("come in pages, and by product", async () => {
    const first = await lotsOf(story.database.sql, packer, { limit: 2 });
    const second = await lotsOf(story.database.sql, packer, { limit: 2, cursor: first.next ?? "" });
    expect([...first.lots, ...second.lots].map(({ lot: number }) => number)).toEqual(["Z", "T", "U"]);
    expect((await lotsOf(story.database.sql, packer, { gtin: gtinOf(3) })).lots).toHaveLength(1);
    await expect(lotsOf(story.database.sql, packer, { cursor: "x" })).rejects.toMatchObject({
      code: "malformed",
    });
  });
});

describe("master data", () => {
  test("comes with the record that says so", async () => {
    const { sql } = story.database;
    expect((await productsOf(sql, [gtinOf(3)])).get(gtinOf(3))).toMatchObject({
      temperatureBand: { minimum: 5, maximum: 25, uom: "CEL" },
      recordId: "1.0",
    });
    expect((await locationsOf(sql, [gln(1)])).get(gln(1))).toMatchObject({
      city: { "zh-CN": "黄山" },
      latitude: 30.1,
      recordId: "0.1",
    });
    expect((await partiesOf(sql, [farm])).get(farm)).toMatchObject({ name: { en: "Misty Mountain Garden" } });
    expect(await certificatesOf(sql, [gln(1)])).toMatchObject([
      { claim: { en: "Organic" }, validUntil: "2027-01-01T00:00:00.000Z" },
    ]);
  });
});
