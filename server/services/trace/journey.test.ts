import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { journeyOf } from "./journey";
import { at, lot, openTeaStory, serial, sscc, type TeaStory } from "./testing/tea-story";

let story: TeaStory;

beforeAll(async () => {
  story = await openTeaStory();
});

afterAll(async () => {
  await story.close();
});

async function told(id: string, options: Parameters<typeof journeyOf>[2] = {}): Promise<string[]> {
  const { events } = await journeyOf(story.database.sql, id, options);
  return events.map((event) => `${story.names.get(event.id)}: ${event.via}`);
}

describe("journey", () => {
  test("of an instance: its own events, its lot's, its containers' while it was in them, its ingredients' until they were used", async () => {
    expect(await told(serial(3, "z1"))).toEqual([
      "harvest A: ancestor",
      "harvest B: ancestor",
      "crate A: ancestor",
      "crate B: ancestor",
      "drive crates: ancestor",
      "unload A: ancestor",
      "unload B: ancestor",
      "blend: ancestor",
      "fill: ancestor",
      "filled: self",
      "laboratory: lot",
      "pack z1 z2: self",
      "palletise: container",
      "pallet ships: container",
      "depalletise: container",
      "unpack z1: self",
      "sold z1: self",
    ]);
  });

  test("leaves out what the container did before and after, its other contents, and other uses of an ingredient", async () => {
    const events = (await told(serial(3, "z1"))).join();
    for (const other of [
      "crates go back",
      "other blend",
      "load more",
      "pack z3",
      "carton 5 ships",
      "pallet elsewhere",
      "carton elsewhere",
    ]) {
      expect(events).not.toContain(other);
    }
  });

  test("of a lot shows what happened to its instances, of a container what it and its containers did", async () => {
    expect(await told(lot(3, "Z"))).toEqual(
      expect.arrayContaining([
        "carton 5 ships: container",
        "pallet ships: container",
        "sold z1: self",
        "laboratory: self",
      ]),
    );
    expect(await told(sscc(3))).toEqual([
      "pack z1 z2: self",
      "palletise: self",
      "pallet ships: container",
      "depalletise: self",
      "unpack z1: self",
      "carton elsewhere: self",
    ]);
  });

  test("tells what leads to each event, and everything that was followed", async () => {
    const journey = await journeyOf(story.database.sql, serial(3, "z1"));
    const links = Object.fromEntries(journey.events.map((event) => [story.names.get(event.id), event.links]));
    expect(links["pallet ships"]).toEqual([serial(3, "z1"), sscc(3), sscc(4)]);
    expect(links["drive crates"]).toHaveLength(4);
    const pallet = journey.subjects.find(({ id }) => id === sscc(4));
    expect(pallet).toMatchObject({ via: "container", from: at(11), to: at(14) });
    expect(journey.isTruncated).toBe(false);
  });

  test("comes in pages that together are the whole, with bodies or without", async () => {
    const whole = await told(serial(3, "z1"));
    const pages: string[] = [];
    let after: string | undefined;
    for (let i = 0; i < 20; i++) {
      const page = await journeyOf(story.database.sql, serial(3, "z1"), {
        limit: 3,
        bodies: false,
        ...(after === undefined ? {} : { after }),
      });
      pages.push(...page.events.map((event) => `${story.names.get(event.id)}: ${event.via}`));
      expect(page.events.every(({ body }) => body === null)).toBe(true);
      expect(page.hasMore).toBe(page.next !== null);
      if (page.next === null) break;
      after = page.next;
    }
    expect(pages).toEqual(whole);
    await expect(journeyOf(story.database.sql, sscc(3), { after: "nonsense" })).rejects.toMatchObject({
      code: "malformed",
    });
  });

  test("of something unknown is empty", async () => {
    expect(await journeyOf(story.database.sql, serial(9, "nothing"))).toMatchObject({
      events: [],
      hasMore: false,
      next: null,
    });
  });

  test("marks an event that was declared erroneous, and does not follow it", async () => {
    const { events } = await journeyOf(story.database.sql, serial(3, "z2"));
    const sales = events.filter(({ bizStep }) => bizStep === "retail_selling");
    expect(sales.map((e) => [e.isDeclaredErroneous, e.isErrorDeclaration])).toEqual([
      [true, false],
      [false, true],
    ]);
  });
});
