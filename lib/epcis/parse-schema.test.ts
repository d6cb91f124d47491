import Ajv, { type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../json";
import { listShared, readShared } from "../testing/shared-data";
import { parseEpcis } from "./parse";

const files = listShared("epcis", /\.json(ld)?$/).filter((path) => !path.includes("/standard/"));
const documents = new Map(files.map((path) => [path, readShared<JsonValue>(path) ?? null]));
const schema = readShared<JsonObject>("epcis/standard/EPCIS-JSON-Schema.json");

function compile(): ValidateFunction {
  const ajv = new Ajv({ strict: false });
  addFormats(ajv);
  return ajv.compile(schema ?? {});
}

function refusal(value: JsonValue): string | null {
  try {
    parseEpcis(value);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Refusals that the schema does not know, and the standard asks for (see the head of parse.ts). */
const stricter = [
  "an extension whose prefix @context declares",
  "an event type whose prefix @context declares",
  "parentID with action ADD or DELETE",
  "or a URI of one's own, got \"epcis:",
];

/** Each way to change a document in one place: a member gone, or another value. */
function mutation(document: JsonValue): fc.Arbitrary<JsonValue> {
  const places = placesOf(document, []);
  const values: JsonValue[] = [
    null,
    0,
    true,
    "",
    "x",
    "not a uri",
    "urn:x:y",
    "shipping",
    "ADD",
    "DELETE",
    "urn:epcglobal:cbv:bizstep:shipping",
    "https://ref.gs1.org/cbv/BizStep-shipping",
    "cbv:Disp-active",
    "https://gs1.org/voc/Temperature",
    "2026-01-01T00:00:00Z",
    "2026-01-01T00:00:00",
    "2026-02-30T00:00:00Z",
    "+14:01",
    [],
    {},
    ["urn:x:y", "urn:x:y"],
    { id: "urn:x:y" },
  ];
  return fc
    .record({
      place: fc.constantFrom(...places),
      value: fc.option(fc.constantFrom(...values), { nil: undefined }),
    })
    .map(({ place, value }) => changed(document, place, value));
}

function placesOf(value: JsonValue, place: (string | number)[]): (string | number)[][] {
  if (typeof value !== "object" || value === null) return [place];
  const below = Array.isArray(value)
    ? value.flatMap((one, index) => placesOf(one, [...place, index]))
    : Object.entries(value).flatMap(([name, one]) => placesOf(one, [...place, name]));
  return place.length === 0 ? below : [place, ...below];
}

function changed(value: JsonValue, place: (string | number)[], to: JsonValue | undefined): JsonValue {
  const [head, ...rest] = place;
  if (head === undefined) return to ?? null;
  if (Array.isArray(value)) {
    if (rest.length === 0 && to === undefined) return value.filter((_, index) => index !== head);
    return value.map((one, index) => (index === head ? changed(one, rest, to) : one));
  }
  const copy = { ...(value as JsonObject) };
  if (rest.length === 0 && to === undefined) delete copy[head];
  else copy[head] = changed(copy[head] ?? null, rest, to);
  return copy;
}

describe.runIf(schema)("parseEpcis beside the published JSON schema", () => {
  const isValid = compile();
  const lenient = new Set(
    files.filter((path) => path.endsWith("/TransactionEvent_with_userExtensions.json")),
  );

  it("gives the schema's verdict on every published document, but for one measurement type", () => {
    expect(files.length).toBeGreaterThan(40);
    const differing = files.filter((path) => {
      const document = documents.get(path) ?? null;
      return isValid(document) !== (refusal(document) === null);
    });
    expect(new Set(differing)).toEqual(lenient);
  });

  it("differs on changed documents only where it is stricter on purpose", () => {
    const base = files.filter((path) => !lenient.has(path) && isValid(documents.get(path)));
    const cases = fc.constantFrom(...base).chain((path) => mutation(documents.get(path) ?? null));
    fc.assert(
      fc.property(cases, (document) => {
        const mine = refusal(document);
        if (isValid(document)) {
          return mine === null || stricter.some((reason) => mine.includes(reason));
        }
        return mine !== null;
      }),
      { numRuns: 3000 },
    );
  });
});
