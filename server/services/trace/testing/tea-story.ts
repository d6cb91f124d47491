/** A small world of tea, told as events: what the tests of the trace services are about. For tests only. */
import { withCheckDigit } from "@/lib/digital-link/check-digit";
import type { JsonObject } from "@/lib/json";
import { createTestDatabase, type TestDatabase } from "@/server/db/testing";
import { startMirror } from "@/server/mirror/applier";
import { MemoryLedger } from "@/server/mirror/testing/memory-ledger";

export const gln = (n: number) =>
  `https://id.gs1.org/414/${withCheckDigit(`952000000${String(n).padStart(3, "0")}`)}`;
export const gtinOf = (n: number) => withCheckDigit(`095200000${String(n).padStart(4, "0")}`);
export const sscc = (n: number) =>
  `https://id.gs1.org/00/${withCheckDigit(`095200000000000${String(n).padStart(2, "0")}`)}`;
export const lot = (product: number, number: string) =>
  `https://id.gs1.org/01/${gtinOf(product)}/10/${number}`;
export const serial = (product: number, number: string) =>
  `https://id.gs1.org/01/${gtinOf(product)}/21/${number}`;
const kilos = (epcClass: string, quantity: number) => ({ epcClass, quantity, uom: "KGM" });
/** Day 1–28 of the story, at noon. */
export const at = (day: number, hour = 12) =>
  `2026-03-${String(day).padStart(2, "0")}T${String(hour).padStart(2, "0")}:00:00.000Z`;

export const farm = "https://farm.example";
export const packer = "https://packer.example";
export const carrier = "https://carrier.example";

/** The world in a mirror of its own. */
export interface TeaStory {
  database: TestDatabase;
  /** Event id → the name it has in the story. */
  names: ReadonlyMap<string, string>;
  close(): Promise<void>;
}

/** Tells the story to a ledger in memory and mirrors it. */
export async function openTeaStory(): Promise<TeaStory> {
  const database = await createTestDatabase();
  const ledger = new MemoryLedger();
  const names = new Map<string, string>();
  tellStory(ledger, (name, iss, day, event) => {
    const normal = { eventID: `urn:x:${name}`, eventTime: at(day), eventTimeZoneOffset: "+08:00", ...event };
    names.set(`${ledger.capture(iss, [normal])}.0`, name);
  });
  const mirror = await startMirror({ sql: database.sql, ledger });
  await mirror.whenApplied(ledger.head().size);
  return {
    database,
    names,
    async close() {
      await mirror.close();
      await database.close();
    },
  };
}

type Tell = (name: string, iss: string, day: number, event: JsonObject) => void;

const commission = { type: "ObjectEvent", action: "ADD", bizStep: "commissioning" };
const observe = { type: "ObjectEvent", action: "OBSERVE" };
const pack = (parentID: string, ...childEPCs: string[]) => ({
  type: "AggregationEvent",
  action: "ADD",
  bizStep: "packing",
  parentID,
  childEPCs,
});
const unpack = (parentID: string, ...childEPCs: string[]) => ({
  ...pack(parentID, ...childEPCs),
  action: "DELETE",
  bizStep: "unpacking",
});

/**
 * Leaves of two gardens (product 1, lots A and B) ride in crate 1 resp. 2 to the packer, who blends them into tea
 * (product 2, lot T), fills serialised tins (product 3, lot Z, tins z1–z3), packs z1 and z2 in carton 3, the carton on
 * pallet 4, and z3 in carton 5. Garden lot A also goes into another blend, U.
 */
function tellStory(ledger: MemoryLedger, add: Tell): void {
  describeAll(ledger);
  growAndBlend(add);
  fillAndSell(add);
}

function describeAll(ledger: MemoryLedger): void {
  ledger.record(farm, [
    {
      type: "party.described",
      id: farm,
      name: { en: "Misty Mountain Garden", "zh-CN": "云雾山茶园" },
      country: "CN",
    },
    {
      type: "location.described",
      id: gln(1),
      name: { en: "North Slope", "zh-CN": "北坡茶园" },
      country: "CN",
      city: { en: "Huangshan", "zh-CN": "黄山" },
      latitude: 30.1,
      longitude: 118.2,
      timeZone: "Asia/Shanghai",
      party: farm,
    },
  ]);
  ledger.record(packer, [
    {
      type: "product.described",
      id: `https://id.gs1.org/01/${gtinOf(3)}`,
      name: { en: "Green Tea Tin 100 g", "zh-CN": "绿茶 100 克" },
      brand: { en: "Cloud", "zh-CN": "云" },
      party: packer,
      temperatureBand: { minimum: 5, maximum: 25, uom: "CEL" },
    },
    {
      type: "certificate.issued",
      id: "https://cert.example/1",
      claim: { en: "Organic", "zh-CN": "有机" },
      subject: gln(1),
      standard: "GB/T 19630",
      validFrom: "2026-01-01",
      validUntil: "2027-01-01",
    },
  ]);
}

function growAndBlend(add: Tell): void {
  add("harvest A", farm, 1, {
    ...commission,
    quantityList: [kilos(lot(1, "A"), 40)],
    bizLocation: { id: gln(1) },
  });
  add("harvest B", farm, 1, { ...commission, quantityList: [kilos(lot(1, "B"), 30)] });
  add("crate A", farm, 2, {
    type: "AggregationEvent",
    action: "ADD",
    parentID: sscc(1),
    childQuantityList: [kilos(lot(1, "A"), 40)],
  });
  add("crate B", farm, 2, {
    type: "AggregationEvent",
    action: "ADD",
    parentID: sscc(2),
    childQuantityList: [kilos(lot(1, "B"), 30)],
  });
  add("drive crates", carrier, 3, {
    ...observe,
    bizStep: "transporting",
    epcList: [sscc(1), sscc(2)],
    sensorElementList: [temperatures(3, 300)],
    bizTransactionList: [{ type: "po", bizTransaction: "urn:epcglobal:cbv:bt:9520000000008:PO-77" }],
  });
  add("unload A", packer, 4, { type: "AggregationEvent", action: "DELETE", parentID: sscc(1) });
  add("unload B", packer, 4, { type: "AggregationEvent", action: "DELETE", parentID: sscc(2) });
  add("crates go back", carrier, 6, { ...observe, bizStep: "returning", epcList: [sscc(1), sscc(2)] });
  add("blend", packer, 5, {
    type: "TransformationEvent",
    inputQuantityList: [kilos(lot(1, "A"), 25), kilos(lot(1, "B"), 30)],
    outputQuantityList: [kilos(lot(2, "T"), 12)],
  });
  add("other blend", packer, 5, {
    type: "TransformationEvent",
    eventTime: at(5, 8),
    inputQuantityList: [kilos(lot(1, "A"), 15)],
    outputQuantityList: [kilos(lot(2, "U"), 4)],
  });
}

function fillAndSell(add: Tell): void {
  add("fill", packer, 7, {
    type: "TransformationEvent",
    transformationID: "urn:x:fill",
    inputQuantityList: [kilos(lot(2, "T"), 12)],
  });
  add("filled", packer, 8, {
    type: "TransformationEvent",
    transformationID: "urn:x:fill",
    outputEPCList: ["z1", "z2", "z3"].map((s) => serial(3, s)),
    ilmd: { "cbvmda:lotNumber": "Z", "cbvmda:bestBeforeDate": "2028-03-08" },
    disposition: "active",
  });
  add("laboratory", packer, 9, {
    ...observe,
    bizStep: "inspecting",
    quantityList: [{ epcClass: lot(3, "Z") }],
  });
  add("pack z1 z2", packer, 10, pack(sscc(3), serial(3, "z1"), serial(3, "z2")));
  add("pack z3", packer, 10, pack(sscc(5), serial(3, "z3")));
  add("palletise", packer, 11, pack(sscc(4), sscc(3)));
  add("load more", packer, 11, { ...pack(sscc(4), sscc(9)), eventTime: at(11, 13) });
  add("pallet ships", carrier, 12, {
    ...observe,
    bizStep: "shipping",
    disposition: "in_transit",
    epcList: [sscc(4)],
    readPoint: { id: gln(2) },
  });
  add("carton 5 ships", carrier, 12, { ...observe, bizStep: "shipping", epcList: [sscc(5)] });
  add("depalletise", carrier, 14, unpack(sscc(4), sscc(3)));
  add("pallet elsewhere", carrier, 15, { ...observe, epcList: [sscc(4)] });
  add("unpack z1", carrier, 16, unpack(sscc(3), serial(3, "z1")));
  add("carton elsewhere", carrier, 17, { ...observe, epcList: [sscc(3)] });
  add("sold z1", carrier, 18, {
    ...observe,
    bizStep: "retail_selling",
    epcList: [serial(3, "z1")],
    bizLocation: { id: gln(1) },
  });
  add("false sale", carrier, 19, { ...observe, bizStep: "retail_selling", epcList: [serial(3, "z2")] });
  add("no false sale", carrier, 19, {
    ...observe,
    eventID: "urn:x:false sale",
    bizStep: "retail_selling",
    epcList: [serial(3, "z2")],
    errorDeclaration: { declarationTime: at(20), reason: "did_not_occur" },
  });
}

function temperatures(day: number, count: number): JsonObject {
  return {
    sensorMetadata: { deviceID: "urn:device:7" },
    sensorReport: Array.from({ length: count }, (_, i) => ({
      type: "Temperature",
      time: new Date(Date.parse(at(day)) + i * 60_000).toISOString(),
      value: i === 123 ? 31.5 : i === 200 ? -2 : 6,
      uom: "CEL",
      ...(i === 123 ? { exception: "ALARM_CONDITION" } : {}),
    })),
  };
}
