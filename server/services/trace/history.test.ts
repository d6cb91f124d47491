import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventOf, historyOf } from "./history";
import { at, carrier, farm, gln, openTeaStory, serial, sscc, type TeaStory } from "./testing/tea-story";

let story: TeaStory;

beforeAll(async () => {
  story = await openTeaStory();
});

afterAll(async () => {
  await story.close();
});

describe("history", () => {
  const names = (events: { id: string }[]) => events.map(({ id }) => story.names.get(id));

  test("of an identifier has what names it; of a place, a document and a member, what they are named in", async () => {
    const { sql } = story.database;
    expect(names((await historyOf(sql, serial(3, "z1"))).events)).toEqual([
      "filled",
      "pack z1 z2",
      "unpack z1",
      "sold z1",
    ]);
    expect(names((await historyOf(sql, gln(1))).events)).toEqual(["harvest A", "sold z1"]);
    expect(names((await historyOf(sql, "urn:epcglobal:cbv:bt:9520000000008:PO-77")).events)).toEqual([
      "drive crates",
    ]);
    expect(names((await historyOf(sql, farm)).events)).toHaveLength(4);
    const first = await historyOf(sql, farm, { limit: 3 });
    expect(names((await historyOf(sql, farm, { limit: 3, after: first.next ?? "" })).events)).toEqual([
      "crate B",
    ]);
    expect((await historyOf(sql, serial(3, "z1"), { scope: "journey" })).events).toHaveLength(17);
  });

  test("has each event with its body, key, hashes and place in the log", async () => {
    const [event] = (await historyOf(story.database.sql, gln(2))).events;
    expect(event).toMatchObject({
      iss: carrier,
      bizStep: "shipping",
      disposition: "in_transit",
      eventTime: at(12),
      eventTimeZoneOffset: "+08:00",
      eventID: "urn:x:pallet ships",
    });
    expect(event?.body).toMatchObject({ epcList: [sscc(4)] });
    expect(event?.kid).toMatch(/^[0-9a-f]{64}$/);
    expect(await eventOf(story.database.sql, event?.leafIndex ?? -1, 0)).toMatchObject({
      id: event?.id,
      body: event?.body,
    });
    expect(await eventOf(story.database.sql, 999_999, 0)).toBe(null);
  });
});
