import { describe, expect, it } from "vitest";
import type { JsonObject } from "../json";
import { documentsOf } from "./documents";
import { itemsOf } from "./items";
import { bizLocationOf, readPointOf } from "./places";
import { relationsOf } from "./relations";
import { sensorReadingsOf } from "./sensor-readings";

describe("itemsOf", () => {
  it("tells every mention with role, position, keys, quantity and the field it stands in", () => {
    const event: JsonObject = {
      type: "AggregationEvent",
      parentID: "urn:epc:id:sscc:4012345.0000000333",
      childEPCs: ["urn:x:1", "https://shop.example/01/04012345111118/10/L/21/S"],
      childQuantityList: [
        { epcClass: "urn:epc:class:lgtin:4012345.012345.Lot987", quantity: 12.5, uom: "KGM" },
      ],
    };
    expect(itemsOf(event)).toEqual([
      {
        role: "parent",
        position: 0,
        isClass: false,
        epc: "urn:epc:id:sscc:4012345.0000000333",
        id: "https://id.gs1.org/00/040123450000003338",
        pointer: "/parentID",
      },
      { role: "child", position: 0, isClass: false, epc: "urn:x:1", id: "urn:x:1", pointer: "/childEPCs/0" },
      {
        role: "child",
        position: 1,
        isClass: false,
        epc: "https://shop.example/01/04012345111118/10/L/21/S",
        id: "https://id.gs1.org/01/04012345111118/21/S",
        gtin: "04012345111118",
        lot: "L",
        serial: "S",
        pointer: "/childEPCs/1",
      },
      {
        role: "child",
        position: 0,
        isClass: true,
        epc: "urn:epc:class:lgtin:4012345.012345.Lot987",
        id: "https://id.gs1.org/01/04012345123456/10/Lot987",
        gtin: "04012345123456",
        lot: "Lot987",
        quantity: 12.5,
        uom: "KGM",
        pointer: "/childQuantityList/0",
      },
    ]);
  });

  it("knows the roles of every list", () => {
    const lists = ["epcList", "inputEPCList", "outputEPCList", "childEPCs"];
    const event = Object.fromEntries(lists.map((list) => [list, [`urn:x:${list}`]]));
    const roles = itemsOf(event).map(({ role, epc }) => [epc.slice(6), role]);
    expect(Object.fromEntries(roles)).toEqual({
      epcList: "epc",
      inputEPCList: "input",
      outputEPCList: "output",
      childEPCs: "child",
    });
  });

  it("never repeats role, isClass and position together", () => {
    const quantity = { epcClass: "urn:x:1" };
    const event: JsonObject = {
      inputEPCList: ["urn:x:1", "urn:x:1"],
      inputQuantityList: [quantity, quantity],
      outputQuantityList: [quantity],
      epcList: ["urn:x:1"],
      quantityList: [quantity],
    };
    const keys = itemsOf(event).map(({ role, isClass, position }) => `${role} ${isClass} ${position}`);
    expect(new Set(keys).size).toBe(7);
  });
});

describe("places and documents", () => {
  it("are told by canonical ids", () => {
    const event: JsonObject = {
      readPoint: { id: "urn:epc:id:sgln:4012345.00005.7" },
      bizLocation: { id: "geo:47.5,11.1" },
      bizTransactionList: [{ type: "po", bizTransaction: "urn:x:1" }, { bizTransaction: "urn:x:2" }],
      certificationInfo: "https://cert.example/253/4012345000054987",
    };
    expect(readPointOf(event)).toBe("https://id.gs1.org/414/4012345000054/254/7");
    expect(bizLocationOf(event)).toBe("geo:47.5,11.1");
    expect(readPointOf({})).toBeNull();
    expect(documentsOf(event)).toEqual([
      { kind: "bizTransaction", position: 0, type: "po", id: "urn:x:1" },
      { kind: "bizTransaction", position: 1, type: null, id: "urn:x:2" },
      { kind: "certification", position: 0, type: null, id: "https://id.gs1.org/253/4012345000054987" },
    ]);
  });
});

describe("relationsOf", () => {
  const ends = (event: JsonObject) =>
    relationsOf(event).map(({ kind, position, from, to, action }) => [
      kind,
      position,
      from.epc,
      to.epc,
      action,
    ]);

  it("leads from every input to every output of a transformation", () => {
    const event: JsonObject = {
      type: "TransformationEvent",
      inputQuantityList: [{ epcClass: "urn:i:1" }, { epcClass: "urn:i:2" }],
      outputEPCList: ["urn:o:1", "urn:o:2"],
    };
    expect(ends(event)).toEqual([
      ["transformation", 0, "urn:i:1", "urn:o:1", null],
      ["transformation", 1, "urn:i:1", "urn:o:2", null],
      ["transformation", 2, "urn:i:2", "urn:o:1", null],
      ["transformation", 3, "urn:i:2", "urn:o:2", null],
    ]);
  });

  it("leads from child to parent, with the action", () => {
    const event: JsonObject = { parentID: "urn:p:1", childEPCs: ["urn:c:1"], action: "DELETE" };
    expect(ends({ ...event, type: "AggregationEvent" })).toEqual([
      ["aggregation", 0, "urn:c:1", "urn:p:1", "DELETE"],
    ]);
    expect(ends({ ...event, type: "AssociationEvent" })).toEqual([
      ["association", 0, "urn:c:1", "urn:p:1", "DELETE"],
    ]);
  });

  it("finds none in other events", () => {
    for (const type of ["ObjectEvent", "TransactionEvent", "constructor"]) {
      expect(ends({ type, parentID: "urn:p:1", childEPCs: ["urn:c:1"] })).toEqual([]);
    }
  });
});

describe("sensorReadingsOf", () => {
  const eventTime = "2026-05-31T00:00:00Z";
  const eventMs = Date.parse(eventTime);

  it("gives each report what its metadata say unless it says otherwise", () => {
    const event: JsonObject = {
      eventTime,
      sensorElementList: [
        {
          sensorMetadata: { time: "2026-05-30T23:00:00Z", deviceID: "urn:epc:id:giai:4000001.111" },
          sensorReport: [
            { type: "Temperature", value: 4.5, uom: "CEL" },
            { type: "own:Door", booleanValue: true, time: "2026-05-30T23:30:00Z", deviceID: "urn:x:1" },
          ],
        },
      ],
    };
    expect(sensorReadingsOf(event)).toEqual([
      {
        element: 0,
        report: 0,
        type: "Temperature",
        deviceID: "https://id.gs1.org/8004/4000001111",
        timeMs: eventMs - 3_600_000,
        value: 4.5,
        uom: "CEL",
      },
      {
        element: 0,
        report: 1,
        type: "own:Door",
        deviceID: "urn:x:1",
        timeMs: eventMs - 1_800_000,
        booleanValue: true,
      },
    ]);
  });

  it("dates a summary at the end of its interval, and a report without any time with the event", () => {
    const sensorReport = [
      { type: "Temperature", minValue: 1, maxValue: 9, meanValue: 4, exception: "ALARM_CONDITION" },
    ];
    const sensorMetadata = { startTime: "2026-05-30T22:00:00Z", endTime: "2026-05-30T23:00:00Z" };
    const event: JsonObject = {
      eventTime,
      sensorElementList: [{ sensorMetadata, sensorReport }, { sensorReport }],
    };
    expect(sensorReadingsOf(event)).toMatchObject([
      { timeMs: eventMs - 3_600_000, startMs: eventMs - 7_200_000, endMs: eventMs - 3_600_000, minValue: 1 },
      { element: 1, timeMs: eventMs, exception: "ALARM_CONDITION" },
    ]);
  });

  it("gives none when there are none", () => {
    expect(sensorReadingsOf({ eventTime })).toEqual([]);
  });
});
