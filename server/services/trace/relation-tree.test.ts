import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { relationTree } from "./relation-tree";
import { gtinOf, lot, openTeaStory, serial, sscc, type TeaStory } from "./testing/tea-story";

let story: TeaStory;

beforeAll(async () => {
  story = await openTeaStory();
});

afterAll(async () => {
  await story.close();
});

describe("relation tree", () => {
  const shown = (tree: Awaited<ReturnType<typeof relationTree>>) =>
    tree.edges
      .map((e) => `${e.from.slice(19)} ${e.fromQuantity ?? "?"} -> ${e.to.slice(19)} ${e.toQuantity ?? "?"}`)
      .sort();
  const short = (id: string) => id.slice(19);

  test("upstream leads to every ingredient, with quantities, whatever instance or process is between", async () => {
    const tree = await relationTree(story.database.sql, serial(3, "z1"), "upstream", {
      kinds: ["transformation"],
    });
    expect(tree.edges).toHaveLength(4);
    expect(shown(tree)).toEqual(
      expect.arrayContaining([
        `${short(lot(1, "A"))} 25 -> ${short(lot(2, "T"))} 12`,
        `${short(lot(1, "B"))} 30 -> ${short(lot(2, "T"))} 12`,
      ]),
    );
    expect(tree.nodes.map(({ id, depth }) => [id, depth])).toEqual([
      [serial(3, "z1"), 0],
      ["urn:x:fill", 1],
      [lot(2, "T"), 2],
      [lot(1, "A"), 3],
      [lot(1, "B"), 3],
    ]);
    expect(tree.nodes[0]).toMatchObject({ productName: { en: "Green Tea Tin 100 g" }, gtin: gtinOf(3) });
  });

  test("downstream of a lot leads to what was made of it and to where its instances went", async () => {
    const tree = await relationTree(story.database.sql, lot(1, "A"), "downstream");
    expect(tree.nodes.map(({ id }) => id)).toEqual(
      expect.arrayContaining([sscc(1), lot(2, "T"), lot(2, "U"), lot(3, "Z"), sscc(3), sscc(4), sscc(5)]),
    );
    const packing = tree.edges.find(({ from, to }) => from === lot(3, "Z") && to === sscc(3));
    expect(packing).toMatchObject({ kind: "aggregation", fromQuantity: 2, fromUom: null });
  });

  test("says when depth or size cut it off", async () => {
    expect(
      (await relationTree(story.database.sql, lot(1, "A"), "downstream", { depth: 1 })).isTruncated,
    ).toBe(true);
    expect(
      (await relationTree(story.database.sql, lot(1, "A"), "downstream", { limit: 3 })).isTruncated,
    ).toBe(true);
    expect((await relationTree(story.database.sql, lot(1, "A"), "downstream")).isTruncated).toBe(false);
  });
});
