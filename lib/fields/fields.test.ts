import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isObject, type JsonObject, type JsonValue } from "@/lib/json";
import { harvest } from "@/lib/proof/testing/events";
import { fieldsOf } from "./fields";
import { checkManifest } from "./manifest";
import { parsePointer } from "./pointer";

const pointersOf = (event: JsonObject) => fieldsOf(event).map((field) => field.pointer);

/** Puts an event together again, from nothing but its fields. */
function assemble(fields: { pointer: string; value: JsonValue }[]): JsonObject {
  const event: JsonObject = {};
  for (const { pointer, value } of fields) {
    const [name = "", key] = parsePointer(pointer);
    if (key === undefined) event[name] = value;
    else if (name === "ilmd") event[name] = { ...(isObject(event[name]) ? event[name] : {}), [key]: value };
    else event[name] = [...((event[name] ?? []) as JsonValue[]), value];
  }
  return event;
}

const memberName = fc.oneof(
  fc.constantFrom(
    "epcList",
    "quantityList",
    "sensorElementList",
    "ilmd",
    "certificationInfo",
    "type",
    "a/b",
    "m~n",
  ),
  fc.string({ unit: fc.constantFrom("a", "B", "~", "/", "1", "é", "\ufb33", "\u{1f600}", "") }),
);
const anyEvent = fc.dictionary(memberName, fc.jsonValue({ maxDepth: 2 }), {
  maxKeys: 8,
}) as fc.Arbitrary<JsonObject>;

describe("fieldsOf", () => {
  it("lists members in JCS key order and the elements of lists and ilmd as fields of their own", () => {
    expect(fieldsOf(harvest).map(({ pointer, value }) => [pointer, value])).toEqual([
      ["/action", "ADD"],
      ["/bizStep", "commissioning"],
      ["/epcList", []],
      ["/eventID", "urn:uuid:0b7b6a58-9f3c-4e0f-9d32-1e3b2f3a4c5d"],
      ["/eventTime", "2026-05-04T06:30:00+08:00"],
      ["/eventTimeZoneOffset", "+08:00"],
      ["/ilmd/bestBeforeDate", "2026-05-12"],
      ["/ilmd/countryOfOrigin", "CN"],
      ["/ilmd/ex:harvester~1team", "north~2"],
      [
        "/quantityList/0",
        { epcClass: "https://id.gs1.org/01/09520000000017/10/A1", quantity: 120.5, uom: "KGM" },
      ],
      [
        "/quantityList/1",
        { epcClass: "https://id.gs1.org/01/09520000000017/10/A2", quantity: 80, uom: "KGM" },
      ],
      ["/readPoint", { id: "https://id.gs1.org/414/9520000000024" }],
      ["/type", "ObjectEvent"],
    ]);
  });

  it("orders keys by UTF-16 code units, where an emoji stands before U+FB33", () => {
    expect(pointersOf({ "\ufb33": 1, "\u{1f600}": 2, é: 3, "1": 4, "\r": 5, "": 6 })).toEqual([
      "/",
      "/\r",
      "/1",
      "/é",
      "/\u{1f600}",
      "/\ufb33",
    ]);
  });

  it.each([
    "epcList",
    "childEPCs",
    "inputEPCList",
    "outputEPCList",
    "quantityList",
    "childQuantityList",
    "inputQuantityList",
    "outputQuantityList",
    "bizTransactionList",
    "sourceList",
    "destinationList",
    "sensorElementList",
    "certificationInfo",
  ])("makes each element of %s a field, and an empty one a single field", (name) => {
    expect(pointersOf({ [name]: ["x", "y"] })).toEqual([`/${name}/0`, `/${name}/1`]);
    expect(pointersOf({ [name]: [] })).toEqual([`/${name}`]);
  });

  it("keeps whole what only looks like one of those", () => {
    expect(pointersOf({ certificationInfo: "https://certificates.example/1" })).toEqual([
      "/certificationInfo",
    ]);
    expect(pointersOf({ ilmd: {} })).toEqual(["/ilmd"]);
    expect(pointersOf({ ilmd: ["x"] })).toEqual(["/ilmd"]);
    expect(pointersOf({ "ex:list": [1, 2], persistentDisposition: { set: ["x"] } })).toEqual([
      "/ex:list",
      "/persistentDisposition",
    ]);
    expect(pointersOf({ epcList: { "0": "x" } })).toEqual(["/epcList"]);
  });

  it("escapes ~ and / of member names after RFC 6901", () => {
    expect(pointersOf({ "a/b~c": 1, ilmd: { "~/": 2 } })).toEqual(["/a~1b~0c", "/ilmd/~0~1"]);
  });

  it("numbers a list of more than ten elements in order of position, not of text", () => {
    const epcList = Array.from({ length: 12 }, (_, i) => `urn:${i}`);
    expect(pointersOf({ epcList })).toEqual(epcList.map((_, i) => `/epcList/${i}`));
    expect(checkManifest(pointersOf({ epcList }))).toHaveLength(12);
  });

  it("loses nothing: any event can be put together again from its fields", () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        expect(assemble(fieldsOf(event))).toEqual(event);
      }),
    );
  });

  it("gives pointers that a verifier accepts as a manifest, for any event", () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        expect(checkManifest(pointersOf(event))).toEqual(pointersOf(event));
      }),
    );
  });
});

describe("checkManifest", () => {
  it.each<[string, JsonValue]>([
    ["something else than a list", "/a"],
    ["a number among the pointers", ["/a", 1]],
    ["the manifest's own pointer", ["", "/a"]],
    ["a pointer that does not begin with a slash", ["a"]],
    ["a ~ that escapes nothing", ["/a~2"]],
    ["a ~ at the end", ["/a~"]],
    ["one pointer twice", ["/a", "/a"]],
    ["members out of order", ["/b", "/a"]],
    ["members in code point order, not in UTF-16 order", ["/\ufb33", "/\u{1f600}"]],
    ["a list that begins at 1", ["/epcList/1"]],
    ["a list with a gap", ["/epcList/0", "/epcList/2"]],
    ["a list out of order", ["/epcList/1", "/epcList/0"]],
    ["a list element twice", ["/epcList/0", "/epcList/0"]],
    ["an index with a leading zero", ["/epcList/0", "/epcList/01"]],
    ["an index in other words", ["/epcList/0", "/epcList/1e0"]],
    ["a list in two pieces", ["/epcList/0", "/type", "/epcList/1"]],
    ["a whole list beside its elements", ["/epcList", "/epcList/0"]],
    ["elements beside their whole list", ["/epcList/0", "/epcList"]],
    ["ilmd members out of order", ["/ilmd/b", "/ilmd/a"]],
    ["an ilmd member twice", ["/ilmd/a", "/ilmd/a"]],
    ["ilmd whole and in parts", ["/ilmd", "/ilmd/a"]],
    ["parts of a member that has none", ["/readPoint/id"]],
    ["parts of parts", ["/quantityList/0/quantity"]],
    ["parts of ilmd members", ["/ilmd/a/b"]],
  ])("refuses %s", (_, manifest) => {
    expect(() => checkManifest(manifest)).toThrow(
      expect.objectContaining({ code: "verification", step: "manifest" }),
    );
  });
});
