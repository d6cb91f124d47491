import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BatchDraft } from "@/lib/batch/batch-draft";
import { openTestServices, type TestServices } from "@/server/services/testing/test-services";
import { lotsOf } from "@/server/services/trace/lots";
import { createBatch } from "./create-batch";
import { describePlace } from "./describe-place";
import { describeProduct } from "./describe-product";
import { inputLots } from "./input-lots";
import { listLots } from "./list-lots";
import { readLot } from "./read-lot";
import { sampleLot } from "./sample-lot";
import { suggestLot } from "./suggest-lot";

const packer = { iss: "https://id.gs1.org/417/9521012000006" };
const farmer = { iss: "https://id.gs1.org/417/9521011000007" };
const gtin = "09521012000013";

let services: TestServices;
let place: string;

beforeAll(async () => {
  services = await openTestServices();
  const { deps } = services;
  await services.admit(packer.iss, ["manufacturer"]);
  await services.admit(farmer.iss, ["manufacturer"]);
  await describeProduct(deps, packer, {
    gtin: "9521012000013",
    name: { en: "Strawberries 500 g", "zh-CN": "" },
    brand: { en: "", "zh-CN": "" },
    shelfLifeDays: 7,
    temperatureBand: { minimum: 0, maximum: 4 },
  });
  ({ id: place } = await describePlace(deps, packer, {
    gln: "",
    name: { en: "Packhouse", "zh-CN": "包装厂" },
    city: { en: "Dandong", "zh-CN": "丹东" },
    country: "CN",
    latitude: 40.126,
    longitude: 124.384,
    timeZone: "Asia/Shanghai",
  }));
});

afterAll(() => services.close());

/** A draft that can be logged, with some members changed. */
function draft(change: Partial<BatchDraft> = {}): BatchDraft {
  return {
    gtin,
    lot: "B1",
    quantity: "480",
    uom: "KGM",
    place,
    time: "2026-11-20T14:05",
    offset: "+08:00",
    bestBefore: "2026-11-27",
    dateKind: "bestBefore",
    inputs: [],
    device: "9521012LOG7",
    readings: [
      { time: "2026-11-20 13:00", temperature: "3.1", humidity: "91" },
      { time: "2026-11-20 13:05", temperature: "3.3", humidity: "90" },
    ],
    certificates: [],
    ...change,
  };
}

describe("a batch", () => {
  it("is in the log, in the member's list and on its own page as soon as it is logged", async () => {
    const { deps } = services;
    const receipt = await createBatch(deps, packer, draft());
    expect(receipt).toMatchObject({ gtin, lot: "B1", events: [{ isDuplicate: false }] });
    const { lots } = await listLots(deps, packer, { text: "straw" });
    expect(lots).toMatchObject([
      { lot: "B1", quantity: 480, uom: "KGM", madeAt: { name: { en: "Packhouse" } }, isUsed: false },
    ]);
    const page = await readLot(deps, packer, { gtin, lot: "B1" });
    expect(page.origin).toMatchObject({ bestBefore: "2026-11-27", dateKind: "bestBefore", offset: "+08:00" });
    expect(page.receipt?.leafIndex).toBe(receipt.leafIndex);
    expect(page.readings.map(({ type, total }) => [type, total.count])).toContainEqual(["Temperature", 2]);
    expect(page.link).toBe("HTTP://TEST.EXAMPLE/01/09521012000013/10/B1");
  });

  it("sent twice gets its first receipt and is in the log once", async () => {
    const { deps } = services;
    const first = await createBatch(deps, packer, draft({ lot: "B2" }));
    const again = await createBatch(deps, packer, draft({ lot: "B2" }));
    expect(again.leafIndex).toBe(first.leafIndex);
    expect(again.events).toEqual([{ ...first.events[0], isDuplicate: true }]);
  });

  it("under a lot number that was used for another is refused, naming the field", async () => {
    const { deps } = services;
    const size = deps.ledger.head().size;
    await expect(createBatch(deps, packer, draft({ lot: "B1", quantity: "12" }))).rejects.toMatchObject({
      code: "conflict",
      path: "lot",
    });
    expect(deps.ledger.head().size).toBe(size);
  });

  it("of somebody else's product or at somebody else's place is refused", async () => {
    const { deps } = services;
    await expect(createBatch(deps, farmer, draft({ lot: "X1" }))).rejects.toMatchObject({
      code: "forbidden",
      path: "gtin",
    });
    await describeProduct(deps, farmer, {
      gtin: "09521011000014",
      name: { en: "Crates", "zh-CN": "田间筐" },
      brand: { en: "", "zh-CN": "" },
    });
    await expect(
      createBatch(deps, farmer, draft({ lot: "X1", gtin: "09521011000014" })),
    ).rejects.toMatchObject({ code: "forbidden", path: "place" });
  });

  it("that is incomplete is refused with every problem at once", async () => {
    const { deps } = services;
    await expect(createBatch(deps, packer, draft({ lot: "", quantity: "many" }))).rejects.toMatchObject({
      code: "malformed",
      message: 'lot: expected a value, got ""; quantity: expected a number, got "many"',
      details: [
        { path: "lot", kind: "missing", got: "" },
        { path: "quantity", kind: "number", got: "many" },
      ],
    });
  });

  it("made of another lot shows it as an input, and the other as used", async () => {
    const { deps } = services;
    const epc = `https://id.gs1.org/01/${gtin}/10/B2`;
    const [found] = await inputLots(deps.sql, packer.iss, "B2");
    expect(found).toMatchObject({ id: epc, quantity: 480, uom: "KGM" });
    await createBatch(
      deps,
      packer,
      draft({ lot: "B3", time: "2026-11-20T18:00", inputs: [{ epc, quantity: "480", uom: "KGM" }] }),
    );
    const page = await readLot(deps, packer, { gtin, lot: "B3" });
    expect(page.inputs).toMatchObject([{ id: epc, lot: "B2", quantity: 480, uom: "KGM" }]);
    expect((await readLot(deps, packer, { gtin, lot: "B2" })).outputs).toMatchObject([{ lot: "B3" }]);
    const { lots } = await listLots(deps, packer, {});
    expect(lots.find(({ lot }) => lot === "B2")?.isUsed).toBe(true);
  });
});

describe("lots of others", () => {
  it("are neither listed, offered nor opened", async () => {
    const { deps } = services;
    expect((await lotsOf(deps.sql, farmer.iss)).lots).toEqual([]);
    expect(await inputLots(deps.sql, farmer.iss, "")).toEqual([]);
    await expect(readLot(deps, farmer, { gtin, lot: "B1" })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("suggestions", () => {
  it("name a lot number that is free", async () => {
    const { deps } = services;
    expect(await suggestLot(deps.sql, gtin, "2026-11-21")).toBe("261121-A");
    await createBatch(deps, packer, draft({ lot: "261121-A" }));
    expect(await suggestLot(deps.sql, gtin, "2026-11-21")).toBe("261121-B");
  });

  it("offer visitors a lot that exists, by the link of its label", async () => {
    const sample = await sampleLot(services.deps);
    expect(sample?.link).toBe(`HTTP://TEST.EXAMPLE${sample?.path}`);
    expect(sample?.productName?.en).toBe("Strawberries 500 g");
  });
});

describe("descriptions", () => {
  it("of a GTIN with a wrong check digit, or of another member's, are refused", async () => {
    const { deps } = services;
    const names = { name: { en: "A", "zh-CN": "" }, brand: { en: "", "zh-CN": "" } };
    await expect(describeProduct(deps, packer, { gtin: "9521012000014", ...names })).rejects.toMatchObject({
      code: "malformed",
      path: "gtin",
    });
    await expect(describeProduct(deps, farmer, { gtin: "9521012000013", ...names })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("of places without a GLN of their own get the member's with the next extension", async () => {
    const { deps } = services;
    const description = {
      gln: "",
      name: { en: "Cooler", "zh-CN": "" },
      city: { en: "", "zh-CN": "" },
      country: "CN",
      latitude: 40,
      longitude: 124,
      timeZone: "Asia/Shanghai",
    };
    expect(place).toBe("https://id.gs1.org/414/9521012000006/254/1");
    expect((await describePlace(deps, packer, description)).id).toBe(
      "https://id.gs1.org/414/9521012000006/254/2",
    );
    await expect(
      describePlace(deps, packer, { ...description, timeZone: "Mars/Base" }),
    ).rejects.toMatchObject({
      path: "timeZone",
    });
  });
});
