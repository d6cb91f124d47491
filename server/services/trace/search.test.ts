import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { search } from "./search";
import {
  at,
  farm,
  gln,
  gtinOf,
  lot,
  openTeaStory,
  packer,
  serial,
  sscc,
  type TeaStory,
} from "./testing/tea-story";

let story: TeaStory;

beforeAll(async () => {
  story = await openTeaStory();
});

afterAll(async () => {
  await story.close();
});

describe("search", () => {
  const found = async (query: Parameters<typeof search>[1]) =>
    (await search(story.database.sql, query)).hits.map(
      ({ kind, id, isExact }) => `${isExact ? "=" : "~"} ${kind} ${id}`,
    );

  test("finds a lot, a serial, a pallet, a product, a place and a document by whole identifier, whatever its case", async () => {
    expect((await found({ text: "z" }))[0]).toBe(`= lot ${lot(3, "Z")}`);
    expect(await found({ text: "Z1" })).toEqual([`= serial ${serial(3, "z1")}`]);
    expect(await found({ text: serial(3, "z1") })).toEqual([`= serial ${serial(3, "z1")}`]);
    expect(await found({ text: sscc(4).slice(22) })).toEqual([`= sscc ${sscc(4)}`]);
    expect(await found({ text: gtinOf(3).slice(1) })).toContain(
      `= product https://id.gs1.org/01/${gtinOf(3)}`,
    );
    expect(await found({ text: gtinOf(1) })).toEqual([`= product https://id.gs1.org/01/${gtinOf(1)}`]);
    expect(await found({ text: gln(1).slice(23) })).toContain(`= place ${gln(1)}`);
    expect(await found({ text: "po-77" })).toEqual(["= document urn:epcglobal:cbv:bt:9520000000008:PO-77"]);
    expect(await found({ text: "urn:epcglobal:cbv:bt:9520000000008:PO-77" })).toEqual([
      "= document urn:epcglobal:cbv:bt:9520000000008:PO-77",
    ]);
    expect(await found({ text: "urn:x:blend" })).toEqual([expect.stringMatching(/^= event \d+\.0$/)]);
  });

  test("finds the beginnings of identifiers after whole ones", async () => {
    expect(await found({ text: "z", kind: "serial" })).toEqual(
      ["z1", "z2", "z3"].map((s) => `~ serial ${serial(3, s)}`),
    );
    expect((await found({ text: "09520000", kind: "sscc" })).sort()).toEqual(
      [1, 2, 3, 4, 5, 9].map((n) => `~ sscc ${sscc(n)}`).sort(),
    );
    expect(await found({ text: gtinOf(3).slice(0, 9), kind: "product" })).toEqual([
      `~ product https://id.gs1.org/01/${gtinOf(3)}`,
    ]);
  });

  test("finds places, organisations and products by a word of their name in either language", async () => {
    expect(await found({ text: "slope" })).toEqual([`~ place ${gln(1)}`]);
    expect(await found({ text: "黄山" })).toEqual([`~ place ${gln(1)}`]);
    expect(await found({ text: "MOUNTAIN gard" })).toEqual([`~ party ${farm}`]);
    expect(await found({ text: "雾山" })).toEqual([`~ party ${farm}`]);
    expect(await found({ text: "茶" })).toEqual([
      `~ product https://id.gs1.org/01/${gtinOf(3)}`,
      `~ place ${gln(1)}`,
      `~ party ${farm}`,
    ]);
    expect(await found({ text: "lope" })).toEqual([]);
    expect(await found({ text: "' \\ :* & | !" })).toEqual([]);
  });

  test("lists events by date, newest first, and narrows hits by date and member", async () => {
    const events = (await search(story.database.sql, { from: at(12, 0), to: at(15, 0) })).hits;
    expect(events.map(({ id }) => story.names.get(id))).toEqual([
      "depalletise",
      "carton 5 ships",
      "pallet ships",
    ]);
    expect(await found({ from: at(1, 0), to: at(2, 0), iss: packer })).toEqual([]);
    expect(await found({ text: "z", kind: "serial", from: at(18, 0) })).toEqual([
      `~ serial ${serial(3, "z1")}`,
      `~ serial ${serial(3, "z2")}`,
    ]);
    expect(await found({ kind: "lot", iss: farm })).toEqual([`~ lot ${lot(1, "A")}`, `~ lot ${lot(1, "B")}`]);
    await expect(search(story.database.sql, { from: "yesterday" })).rejects.toMatchObject({
      code: "malformed",
    });
  });

  test("comes in pages that together are the whole", async () => {
    for (const query of [
      { text: "" },
      { text: "", kind: "sscc" as const },
      { text: "a" },
      { text: "茶" },
      { text: "z" },
    ]) {
      const whole = await found({ ...query, limit: 100 });
      const pages: string[] = [];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof search>> = await search(story.database.sql, {
          ...query,
          limit: 2,
          ...(cursor === null ? {} : { cursor }),
        });
        expect(page.hits.length).toBeGreaterThan(0);
        pages.push(...page.hits.map(({ kind, id, isExact }) => `${isExact ? "=" : "~"} ${kind} ${id}`));
        cursor = page.next;
      } while (cursor !== null);
      expect(pages).toEqual(whole);
      expect(new Set(whole).size).toBe(whole.length);
    }
    await expect(search(story.database.sql, { text: "a", cursor: "!" })).rejects.toMatchObject({
      code: "malformed",
    });
  });
});
