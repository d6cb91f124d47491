import { describe, expect, it } from "vitest";
import type { DomainError } from "../errors";
import type { JsonObject, JsonValue } from "../json";
import { listShared, readShared } from "../testing/shared-data";
import { standardContext } from "./normal-form";
import { parseEpcis } from "./parse";

const event: JsonObject = {
  type: "ObjectEvent",
  eventTime: "2026-05-31T08:00:00+08:00",
  eventTimeZoneOffset: "+08:00",
  action: "OBSERVE",
  epcList: ["urn:epc:id:sgtin:4012345.011111.9876"],
};

function documentOf(...eventList: JsonValue[]): JsonObject {
  return {
    "@context": [standardContext, { own: "https://own.example/" }],
    type: "EPCISDocument",
    schemaVersion: "2.0",
    creationDate: "2026-06-01T00:00:00Z",
    epcisBody: { eventList },
  };
}

function refusal(value: JsonValue): DomainError {
  try {
    parseEpcis(value);
  } catch (error) {
    return error as DomainError;
  }
  throw new Error("expected a refusal");
}

describe("parseEpcis", () => {
  const valid = [
    ...listShared("epcis/examples/json", /\.jsonld$/),
    ...listShared("epcis/documents/EPCIS/JSON", /\.json$/).filter((path) => !path.includes("/Invalid/")),
  ];

  it.runIf(valid.length)("accepts every published example, document, event and query result", () => {
    let events = 0;
    for (const path of valid) events += parseEpcis(readShared<JsonValue>(path) ?? null).events.length;
    expect(valid.length).toBe(34);
    expect(events).toBe(41);
  });

  const faulty: [file: string, path: string][] = [
    ["Capture/Invalid/ObjectEvent_with_non_standard_bizStep", "$.epcisBody.eventList[0].bizStep"],
    ["Capture/Invalid/ObjectEvent_with_invalid_eventTime_format", "$.epcisBody.eventList[0].eventTime"],
    ["Capture/Invalid/ObjectEvent_with_invalid_action", "$.epcisBody.eventList[0].action"],
    [
      "Capture/Invalid/ObjectEvent_with_unknown_field_in_quantityList",
      "$.epcisBody.eventList[0].quantityList[0].weight",
    ],
    ["Capture/Invalid/Combination_of_multiple_invalid_fields", "$.epcisBody.eventList[0].bizStep"],
    [
      "Query/Invalid/QueryDocument_with_invalid_action",
      "$.epcisBody.queryResults.resultsBody.eventList[0].action",
    ],
    [
      "Query/Invalid/QueryDocument_with_invalid_eventType",
      "$.epcisBody.queryResults.resultsBody.eventList[0].type",
    ],
  ];

  it.runIf(valid.length).each(faulty)("refuses the published %s, naming the field", (file, path) => {
    const document = readShared<JsonValue>(`epcis/documents/EPCIS/JSON/${file}.json`) ?? null;
    expect(refusal(document)).toMatchObject({ code: "malformed", path });
  });

  it("says what was expected and what was found, and lists every problem with its event", () => {
    const error = refusal(
      documentOf({ ...event, action: "OBSRVE" }, event, { ...event, eventTime: "yesterday" }),
    );
    expect(error.message).toBe(
      '$.epcisBody.eventList[0].action: expected one of ADD, OBSERVE, DELETE, got "OBSRVE"',
    );
    expect(error.details).toEqual([
      {
        eventIndex: 0,
        path: "$.epcisBody.eventList[0].action",
        expected: "one of ADD, OBSERVE, DELETE",
        got: '"OBSRVE"',
      },
      {
        eventIndex: 2,
        path: "$.epcisBody.eventList[2].eventTime",
        expected: "a date and time with offset such as 2026-05-31T08:00:00+08:00",
        got: '"yesterday"',
      },
    ]);
  });

  it("lists fifty problems at most", () => {
    const error = refusal(documentOf(...Array.from({ length: 200 }, () => ({ ...event, action: "?" }))));
    expect(error.details).toHaveLength(50);
  });

  it("gives events in normal form that stand alone, and tells a bare event from a document", () => {
    const own = [{ own: "https://own.example/" }];
    const parsed = parseEpcis(
      documentOf({ ...event, bizStep: "cbv:BizStep-shipping", recordTime: event.eventTime ?? null }),
    );
    expect(parsed).toEqual({
      events: [{ ...event, bizStep: "shipping", "@context": own }],
      documentContext: own,
      masterData: [],
      isBareEvent: false,
    });
    expect(parseEpcis({ ...event, "@context": standardContext })).toMatchObject({
      events: [event],
      isBareEvent: true,
    });
  });

  it("hands on the master data of a document", () => {
    const vocabulary = {
      type: "urn:epcglobal:epcis:vtype:Location",
      vocabularyElementList: [{ id: "urn:x:1" }],
    };
    const epcisHeader = { epcisMasterData: { vocabularyList: [vocabulary] } };
    expect(parseEpcis({ ...documentOf(event), epcisHeader }).masterData).toEqual([vocabulary]);
  });

  it.each<[string, JsonObject, string]>([
    [
      "an undeclared prefix",
      { ...event, "other:x": 1 },
      'eventList[0]["other:x"]: expected an extension whose prefix',
    ],
    [
      "a member without prefix",
      { ...event, colour: "red" },
      "eventList[0].colour: expected a member of ObjectEvent",
    ],
    [
      "a URN for a standard word",
      { ...event, bizStep: "urn:epcglobal:cbv:bizstep:shipping" },
      'bare word "shipping"',
    ],
    ["ilmd without ADD", { ...event, ilmd: {} }, "ilmd only with action ADD"],
    ["no things at all", { ...event, epcList: null }, "epcList: expected an array"],
    [
      "the same EPC twice",
      { ...event, epcList: ["urn:x:1", "urn:x:1"] },
      "epcList[1]: expected each value once",
    ],
    ["a time without offset", { ...event, eventTime: "2026-05-31T08:00:00" }, "a date and time with offset"],
    ["a standard type in long spelling", { ...event, type: "epcis:ObjectEvent" }, "or a URI of one's own"],
    ["a type of one's own undeclared", { ...event, type: "other:Event" }, "event type whose prefix"],
    ["an event that is no object", 7 as unknown as JsonObject, "eventList[0]: expected an event, got 7"],
    [
      "an aggregation without parent",
      { ...event, type: "AggregationEvent", action: "ADD", childEPCs: ["urn:x:1"] },
      "parentID with action ADD or DELETE",
    ],
    [
      "an association without children",
      { ...event, type: "AssociationEvent", parentID: "urn:x:1", action: "ADD" },
      "childEPCs or childQuantityList",
    ],
    [
      "a sensor time without offset",
      {
        ...event,
        sensorElementList: [{ sensorReport: [{ type: "Temperature", time: "2026-05-31T08:00:00" }] }],
      },
      "sensorReport[0].time: expected a date and time with offset",
    ],
  ])("refuses %s", (_, one, message) => {
    const { epcList: _epcs, ...withoutEpcs } = one;
    const tried = one.type === "AggregationEvent" || one.type === "AssociationEvent" ? withoutEpcs : one;
    expect(refusal(documentOf(tried)).message).toContain(message);
  });

  it.each<[string, JsonObject]>([
    ["extensions with a declared prefix", { ...event, "own:x": { anything: [1, { goes: true }] } }],
    ["extensions named in full", { ...event, "https://own.example/x": 1 }],
    [
      "a prefix the event itself declares",
      { ...event, "@context": { mine: "https://mine.example/" }, "mine:x": 1 },
    ],
    [
      "bare words the context defines",
      { ...event, "@context": { brewing: "https://own.example/brewing" }, bizStep: "brewing" },
    ],
    ["values of one's own", { ...event, bizStep: "own:brewing", disposition: "https://own.example/warm" }],
    ["an event type of one's own", { ...event, type: "own:Event" }],
    [
      "readings instead of things",
      {
        ...event,
        epcList: [],
        readPoint: { id: "geo:47.5,11.1" },
        sensorElementList: [{ sensorReport: [{ type: "Temperature", value: 4.5, uom: "CEL" }] }],
      },
    ],
  ])("accepts %s", (_, one) => {
    expect(parseEpcis(documentOf(one)).events).toHaveLength(1);
  });

  it("refuses what is no EPCIS at all", () => {
    for (const value of [null, 7, "text", [], {}, { type: "constructor" }, { type: 3 }]) {
      expect(refusal(value).code).toBe("malformed");
    }
  });

  it("asks a bare event for its context", () => {
    expect(refusal(event).message).toContain("@context in an event of its own");
  });
});
