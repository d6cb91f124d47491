import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../json";
import { listShared, readShared } from "../testing/shared-data";
import { generalPrehash, prehashString } from "./event-hash";
import { parseEpcis } from "./parse";
import { regularPrehash } from "./regular-prehash";

const texts = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    "1",
    "+1.50",
    "-.5e3",
    ".",
    "receiving",
    "ADD",
    "\u{1F353}",
    "\uFF21",
    "own:a",
    "po",
  ),
  fc.constantFrom(
    "2026-05-31T08:00:00+08:00",
    "2026-05-31T08:00:00.0005Z",
    "urn:x:1",
    "https://own.example/01/x",
  ),
  fc.constantFrom(
    "urn:epc:id:sgtin:4012345.011111.9876",
    "urn:epc:id:sgtin:4012345.011111.*",
    "urn:epc:id:no:1",
  ),
  fc.constantFrom(
    "https://id.gs1.org/01/04012345111118/10/A%2F1",
    "http://a.b/gtin/4012345111118/lot/L/ser/1",
  ),
  fc.constantFrom(
    "https://id.gs1.org/01/04012345111119/21/a.b-c_d",
    "https://id.gs1.org/00/395210121234567899",
  ),
  fc.string(),
);
const leaves: fc.Arbitrary<JsonValue> = fc.oneof(
  texts,
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const names = fc.oneof(
  fc.constantFrom(
    "own:a",
    "own:b",
    "x:y",
    "type",
    "time",
    "comment",
    "rdfs:comment",
    "epcClass",
    "sourceList",
  ),
  fc.constantFrom(
    "childEPCs",
    "quantityList",
    "own:list",
    "own:partList",
    "inputEPCList",
    "action",
    "eventTime",
  ),
);
const anything = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    leaves,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(names, tie("value"), { maxKeys: 4 }),
  ),
})).value;

/** A value that usually has the shape its member should have. */
const mostly = (regular: fc.Arbitrary<JsonValue>) =>
  fc.oneof({ weight: 40, arbitrary: regular }, { weight: 1, arbitrary: anything });
const listOf = (one: fc.Arbitrary<JsonValue>) => mostly(fc.array(mostly(one), { maxLength: 4 }));
const record = (members: string, value: fc.Arbitrary<JsonValue>) => {
  const model = Object.fromEntries(members.split(" ").map((name) => [name, value]));
  return fc.record(model, { requiredKeys: [] }) as fc.Arbitrary<JsonObject>;
};

const leaf = mostly(leaves);
const quantity = record("epcClass quantity uom", leaf);
const report = record("type exception deviceID time value uom component stringValue booleanValue", leaf);
const sensor = fc.record(
  { sensorMetadata: mostly(record("time startTime deviceID", leaf)), sensorReport: listOf(report) },
  { requiredKeys: [] },
) as fc.Arbitrary<JsonObject>;
const event = fc.record(
  {
    "@context": fc.constantFrom<JsonValue[]>(
      [],
      [{ own: "https://own.example/" }],
      [{ own: "https://own.example#" }],
    ),
    type: fc.constantFrom("ObjectEvent", "own:Event"),
    eventTime: fc.constantFrom("2026-05-31T08:00:00.0005+08:00", "no time"),
    eventID: leaf,
    comment: leaf,
    certificationInfo: fc.oneof(leaf, listOf(leaves)),
    parentID: leaf,
    epcList: listOf(leaves),
    childEPCs: listOf(leaves),
    outputEPCList: listOf(leaves),
    quantityList: listOf(quantity),
    inputQuantityList: listOf(quantity),
    action: leaf,
    bizStep: leaf,
    persistentDisposition: mostly(record("set unset", listOf(leaves))),
    readPoint: mostly(record("id", leaf)),
    bizLocation: mostly(record("id", leaf)),
    sensorElementList: listOf(sensor),
    bizTransactionList: listOf(record("type bizTransaction", leaf)),
    sourceList: listOf(record("type source", leaf)),
    ilmd: mostly(fc.dictionary(names, anything, { maxKeys: 4 })),
    "own:a": anything,
    "own:partList": anything,
  },
  { requiredKeys: ["type", "eventTime"] },
);

describe("regularPrehash", () => {
  it("writes what the tree of elements gives, or leaves the event to it", () => {
    let regular = 0;
    fc.assert(
      fc.property(event, (value) => {
        const written = regularPrehash(value as JsonObject);
        if (written !== null) regular++;
        expect(written ?? generalPrehash(value as JsonObject)).toBe(generalPrehash(value as JsonObject));
      }),
      { numRuns: 500 },
    );
    expect(regular).toBeGreaterThan(100);
  });

  it("does so for every published example document", () => {
    for (const path of listShared("epcis", /\.(?:json|jsonld)$/)) {
      let events: JsonObject[] = [];
      try {
        ({ events } = parseEpcis(readShared<JsonValue>(path) ?? null));
      } catch {
        continue; // one that is meant to be refused
      }
      for (const one of events) expect(prehashString(one), path).toBe(generalPrehash(one));
    }
  });
});
