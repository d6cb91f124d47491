import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalize } from "../jcs";
import type { JsonObject, JsonValue } from "../json";
import { fieldTextOf } from "./field-text";
import { fieldsOf } from "./fields";

const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.string({ unit: "grapheme" }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(null, true, "", "草莓", 'a"b'),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.string(), tie("value"), { maxKeys: 3 }),
  ),
}));
const names = fc.oneof(
  fc.constantFrom("epcList", "ilmd", "certificationInfo", "sensorElementList", "a/b", "m~n", "ex:名", 'q"'),
  fc.string(),
);
const event = fc.dictionary(names, value, { maxKeys: 8 });

describe("fieldTextOf", () => {
  it("writes an event's canonical form and cuts it where its fields are", () => {
    fc.assert(
      fc.property(event, (one) => {
        const fields = fieldsOf(one as JsonObject);
        const { canonical, manifest, spans } = fieldTextOf(one as JsonObject);
        expect(canonical).toBe(canonicalize(one as JsonObject));
        expect(manifest).toBe(canonicalize(fields.map(({ pointer }) => pointer)));
        const cut = Array.from({ length: spans.length / 4 }, (_, i) => [
          manifest.slice(spans[4 * i], spans[4 * i + 1]),
          canonical.slice(spans[4 * i + 2], spans[4 * i + 3]),
        ]);
        expect(cut).toEqual(fields.map((field) => [canonicalize(field.pointer), canonicalize(field.value)]));
      }),
      { numRuns: 1_000 },
    );
  });

  it("refuses what has no canonical form", () => {
    for (const bad of [{ a: "\ud800" }, { "\udc00": 1 }, { a: Number.NaN }, { ilmd: { a: "\ud800" } }]) {
      expect(() => fieldTextOf(bad)).toThrow(/^json: expected/);
    }
  });
});
