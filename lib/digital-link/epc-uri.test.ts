import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withCheckDigit } from "./check-digit";
import { nameThing } from "./epc-uri";
import { identityOf } from "./format";
import { parseDigitalLink } from "./parse";

const digits = fc.stringMatching(/^[0-9]{13}$/);
const value = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9._%~/-]{0,22}$/),
  fc.stringMatching(/^[A-Za-z0-9._-]{1,20}$/),
);

/** The model: the parser of Digital Links alone. */
function namedByParser(uri: string) {
  try {
    const { key, qualifiers } = parseDigitalLink(uri, { shortGtins: true });
    return { id: identityOf({ key, qualifiers }), path: { key, qualifiers } };
  } catch {
    return { id: uri, path: null };
  }
}

describe("nameThing", () => {
  it("names every link to a trade item as the parser of Digital Links does, asked once or twice", () => {
    const gtin = fc.oneof(digits.map(withCheckDigit), fc.stringMatching(/^[0-9]{12,14}$/));
    const ai = fc.constantFrom("10", "21", "22", "235");
    fc.assert(
      fc.property(gtin, fc.option(fc.tuple(ai, value)), (key, qualifier) => {
        const uri = `https://id.gs1.org/01/${key}${qualifier === null ? "" : `/${qualifier.join("/")}`}`;
        expect(nameThing(uri)).toEqual(namedByParser(uri));
        expect(nameThing(uri)).toEqual(namedByParser(uri));
      }),
      { numRuns: 3_000 },
    );
  });
});
