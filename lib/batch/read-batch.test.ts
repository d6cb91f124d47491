import { describe, expect, test } from "vitest";
import type { BatchDraft } from "./batch-draft";
import { batchEvent } from "./batch-event";
import { type BatchProblem, readBatch } from "./read-batch";

const now = Date.parse("2026-11-21T12:00:00Z");

const draft: BatchDraft = {
  gtin: "09521012000013",
  lot: "L2611A",
  quantity: "480",
  uom: "KGM",
  place: "https://id.gs1.org/414/9521000001023",
  time: "2026-11-21T14:05",
  offset: "+08:00",
  bestBefore: "2026-11-28",
  dateKind: "bestBefore",
  inputs: [],
  device: "",
  readings: [],
  certificates: [],
};

const berries = "https://id.gs1.org/01/09521011000014/10/F1";

/** The problems of the draft with some members changed. */
function problems(change: Partial<BatchDraft>): BatchProblem[] {
  const read = readBatch({ ...draft, ...change }, now);
  return "problems" in read ? read.problems : [];
}

/** The event of the draft with some members changed. */
function eventOf(change: Partial<BatchDraft>) {
  const read = readBatch({ ...draft, ...change }, now);
  if ("problems" in read) throw new Error(JSON.stringify(read.problems));
  return batchEvent(read.batch);
}

describe("readBatch", () => {
  test("an empty form names every field that must be filled, in the order of the form", () => {
    const empty = { gtin: "", lot: " ", quantity: "", place: "", time: "" };
    expect(problems(empty).map(({ path, kind }) => `${path} ${kind}`)).toEqual([
      "gtin missing",
      "lot missing",
      "quantity missing",
      "place missing",
      "time missing",
    ]);
  });

  test("a GTIN with a wrong check digit is told apart from one of the wrong length", () => {
    expect(problems({ gtin: "09521012000014" })).toEqual([
      { path: "gtin", kind: "checkDigit", got: "09521012000014" },
    ]);
    expect(problems({ gtin: "952101200001" })[0]?.kind).toBe("gtin");
  });

  test("a count is whole, an amount above nothing", () => {
    expect(problems({ quantity: "2.5", uom: "EA" })[0]?.kind).toBe("wholeNumber");
    expect(problems({ quantity: "0" })[0]?.kind).toBe("positive");
    expect(problems({ quantity: "1e3" })[0]?.kind).toBe("number");
    expect(problems({ quantity: "12,5" })).toEqual([]);
  });

  test("what has not happened yet cannot be logged, and a batch is not past its date when made", () => {
    expect(problems({ time: "2026-11-21T20:06" })[0]?.kind).toBe("future");
    expect(problems({ bestBefore: "2026-11-20" })[0]?.kind).toBe("dateBeforeTime");
    expect(problems({ bestBefore: "2026-02-30" })[0]?.kind).toBe("date");
  });

  test("an input lot is another lot, and named once", () => {
    const input = { quantity: "10", uom: "KGM" };
    const self = "https://example.com/01/09521012000013/10/L2611A";
    expect(problems({ inputs: [{ epc: self, ...input }] })[0]?.kind).toBe("self");
    expect(
      problems({
        inputs: [
          { epc: berries, ...input },
          { epc: berries, ...input },
        ],
      }),
    ).toEqual([{ path: "inputs[1].epc", kind: "twice", got: berries }]);
    expect(problems({ inputs: [{ epc: "F1", ...input }] })[0]?.kind).toBe("lotId");
  });

  test("every wrong cell of the readings is named by its line and column", () => {
    const readings = [
      { time: "2026-11-21 10:00", temperature: "3.4", humidity: "" },
      { time: "yesterday", temperature: "warm", humidity: "101" },
      { time: "2026-11-21 10:10", temperature: "", humidity: "" },
    ];
    expect(problems({ readings })).toEqual([
      { path: "readings[1].time", kind: "time", got: "yesterday" },
      { path: "readings[1].temperature", kind: "number", got: "warm" },
      { path: "readings[1].humidity", kind: "humidity", got: "101" },
      { path: "readings[2]", kind: "noValue", got: "" },
    ]);
  });
});

describe("batchEvent", () => {
  test("goods that begin here are an ObjectEvent ADD with their lot and date", () => {
    expect(eventOf({})).toMatchObject({
      type: "ObjectEvent",
      action: "ADD",
      bizStep: "commissioning",
      eventTime: "2026-11-21T14:05:00+08:00",
      eventTimeZoneOffset: "+08:00",
      quantityList: [
        { epcClass: "https://id.gs1.org/01/09521012000013/10/L2611A", quantity: 480, uom: "KGM" },
      ],
      ilmd: { "cbvmda:lotNumber": "L2611A", "cbvmda:bestBeforeDate": "2026-11-28" },
    });
  });

  test("goods made of input lots are a TransformationEvent without an action", () => {
    const event = eventOf({ inputs: [{ epc: berries, quantity: "500", uom: "KGM" }] });
    expect(event).toMatchObject({
      type: "TransformationEvent",
      inputQuantityList: [{ epcClass: berries, quantity: 500, uom: "KGM" }],
      outputQuantityList: [{ quantity: 480, uom: "KGM" }],
    });
    expect(event).not.toHaveProperty("action");
    expect(event).not.toHaveProperty("quantityList");
  });

  test("a count carries no unit", () => {
    expect(eventOf({ uom: "EA" }).quantityList).toEqual([
      { epcClass: "https://id.gs1.org/01/09521012000013/10/L2611A", quantity: 480 },
    ]);
  });

  test("readings come in order, one sensor element an hour, each report with its own time", () => {
    const readings = [
      { time: "2026-11-21 11:05", temperature: "3.6", humidity: "" },
      { time: "2026-11-21T02:55:00Z", temperature: "3,4", humidity: "91" },
    ];
    expect(eventOf({ readings, device: "9521012LOG7" }).sensorElementList).toEqual([
      {
        sensorMetadata: {
          deviceID: "https://id.gs1.org/8004/9521012LOG7",
          startTime: "2026-11-21T02:55:00+00:00",
          endTime: "2026-11-21T02:55:00+00:00",
        },
        sensorReport: [
          { type: "Temperature", value: 3.4, uom: "CEL", time: "2026-11-21T02:55:00+00:00" },
          { type: "RelativeHumidity", value: 91, uom: "P1", time: "2026-11-21T02:55:00+00:00" },
        ],
      },
      {
        sensorMetadata: {
          deviceID: "https://id.gs1.org/8004/9521012LOG7",
          startTime: "2026-11-21T11:05:00+08:00",
          endTime: "2026-11-21T11:05:00+08:00",
        },
        sensorReport: [{ type: "Temperature", value: 3.6, uom: "CEL", time: "2026-11-21T11:05:00+08:00" }],
      },
    ]);
  });
});
