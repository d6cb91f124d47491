import { describe, expect, it } from "vitest";
import { canonicalize } from "../jcs";
import type { JsonObject, JsonValue } from "../json";
import { listShared, readShared } from "../testing/shared-data";
import { normalizeEvent, standardContext, toDocument } from "./normal-form";
import { parseEpcis } from "./parse";

const files = [
  ...listShared("epcis/examples/json", /\.jsonld$/),
  ...listShared("epcis/documents/EPCIS/JSON", /\.json$/).filter((path) => !path.includes("/Invalid/")),
];
const creationDate = "2026-01-01T00:00:00Z";

const event: JsonObject = {
  "@context": [standardContext, { own: "https://own.example/" }],
  type: "ObjectEvent",
  recordTime: "2026-01-01T00:00:00Z",
  bizStep: "https://ref.gs1.org/cbv/BizStep-shipping",
  disposition: "cbv:Disp-in_transit",
  persistentDisposition: { set: ["cbv:Disp-recalled", "own:odd"] },
  bizTransactionList: [{ type: "cbv:BTT-po", bizTransaction: "urn:x:1" }],
  sourceList: [{ type: "urn:epcglobal:cbv:sdt:owning_party", source: "urn:x:2" }],
  destinationList: [{ type: "location", destination: "urn:x:3" }],
  errorDeclaration: { declarationTime: "2026-01-01T00:00:00Z", reason: "cbv:ER-incorrect_data" },
  sensorElementList: [
    {
      sensorReport: [
        { type: "gs1:Temperature", exception: "gs1:ALARM_CONDITION", component: "cbv:Comp-x", value: 1 },
      ],
    },
  ],
  "own:bizStep": "cbv:BizStep-shipping",
  constructor: "cbv:BizStep-shipping",
};

describe("normalizeEvent", () => {
  it("writes standard values as bare words, leaves recordTime out and keeps all else", () => {
    expect(normalizeEvent(event)).toEqual({
      "@context": [{ own: "https://own.example/" }],
      type: "ObjectEvent",
      bizStep: "shipping",
      disposition: "in_transit",
      persistentDisposition: { set: ["recalled", "own:odd"] },
      bizTransactionList: [{ type: "po", bizTransaction: "urn:x:1" }],
      sourceList: [{ type: "owning_party", source: "urn:x:2" }],
      destinationList: [{ type: "location", destination: "urn:x:3" }],
      errorDeclaration: { declarationTime: "2026-01-01T00:00:00Z", reason: "incorrect_data" },
      sensorElementList: [
        { sensorReport: [{ type: "Temperature", exception: "ALARM_CONDITION", component: "x", value: 1 }] },
      ],
      "own:bizStep": "cbv:BizStep-shipping",
      constructor: "cbv:BizStep-shipping",
    });
  });

  it("carries the document's own context entries into the event, each once", () => {
    const own = { own: "https://own.example/" };
    const normal = normalizeEvent(event, [{ more: "https://more.example/" }, own]);
    expect(normal["@context"]).toEqual([{ more: "https://more.example/" }, own]);
  });

  it("leaves no context when there is only the standard one", () => {
    for (const context of [
      standardContext,
      [standardContext],
      "https://gs1.github.io/EPCIS/epcis-context.jsonld",
    ]) {
      expect(normalizeEvent({ "@context": context, type: "x:y" })).toEqual({ type: "x:y" });
    }
  });

  it("keeps a member called __proto__ as a member", () => {
    const odd = JSON.parse('{"own:x":{"__proto__":{"polluted":true}},"__proto__":1}') as JsonObject;
    expect(JSON.stringify(normalizeEvent(odd))).toBe(JSON.stringify(odd));
  });

  it.runIf(files.length)("changes nothing the second time", () => {
    for (const path of files) {
      for (const one of parseEpcis(readShared<JsonValue>(path) ?? null).events) {
        expect(normalizeEvent(one)).toEqual(one);
      }
    }
  });
});

describe("toDocument", () => {
  it.runIf(files.length)("is parsed back to the same events, for every published document", () => {
    expect(files.length).toBeGreaterThan(30);
    for (const path of files) {
      const { events } = parseEpcis(readShared<JsonValue>(path) ?? null);
      const again = parseEpcis(toDocument(events, creationDate)).events;
      expect(again.map(canonicalize), path).toEqual(events.map(canonicalize));
    }
  });

  it("keeps contexts apart that differ between events", () => {
    const base = { type: "a:X", eventTime: creationDate, eventTimeZoneOffset: "+00:00" };
    const events = [
      { ...base, "@context": [{ a: "https://one.example/" }] },
      { ...base, "@context": [{ a: "https://two.example/" }] },
    ];
    expect(parseEpcis(toDocument(events, creationDate)).events).toEqual(events);
  });

  it("writes an empty document for no events", () => {
    expect(parseEpcis(toDocument([], creationDate)).events).toEqual([]);
  });
});
