import { describe, expect, it } from "vitest";
import { readShared } from "../testing/shared-data";
import { canonicalItemId } from "./epc-uri";
import { parseEpcUrn } from "./epc-urn";
import { identityOf } from "./format";
import { percentDecode } from "./percent";

interface ConversionVector {
  in: string | null;
  expect?: string;
}

const isUrn = ({ in: text }: ConversionVector) => text?.startsWith("urn:") === true;
const valid = readShared<ConversionVector[]>("digital-link/valid.json")?.filter(isUrn);
const invalid = readShared<ConversionVector[]>("digital-link/invalid.json")?.filter(isUrn);

// Piece 40 of 39: the general specifications ask that the piece does not exceed the total.
const disputed = new Set(["urn:epc:idpat:itip:493494.3399430.40.39.*"]);

describe("parseEpcUrn", () => {
  it.runIf(valid)("maps every published URN to its Digital Link", () => {
    const own = (valid ?? []).filter((vector) => !disputed.has(vector.in ?? ""));
    expect(own.length).toBeGreaterThan(30);
    for (const vector of own) {
      const link = identityOf(parseEpcUrn(vector.in ?? ""));
      // The vectors leave characters bare that a link must percent-encode.
      expect(percentDecode(link), vector.in ?? "").toBe(percentDecode(vector.expect ?? ""));
    }
  });

  it.runIf(invalid)("refuses every published faulty URN", () => {
    expect((invalid ?? []).length).toBeGreaterThan(30);
    for (const vector of invalid ?? []) expect(() => parseEpcUrn(vector.in ?? ""), vector.in ?? "").toThrow();
  });

  it.each([
    ["urn:epc:id:sgtin:4012345.011111.98%22", "/01/04012345111118/21/98%22"],
    [
      "urn:epc:id:sgtin:0614141.812345.6789%2F%26%25%22!%3F()",
      "/01/80614141123458/21/6789%2F%26%25%22%21%3F%28%29",
    ],
    ["urn:epc:id:sscc:4012345.0000000333", "/00/040123450000003338"],
    ["urn:epc:id:sgln:4012345.00005.122", "/414/4012345000054/254/122"],
    ["urn:epc:id:sgln:4012345.00005.0", "/414/4012345000054"],
    ["urn:epc:id:grai:4012345.00022.334455", "/8003/04012345000221334455"],
    ["urn:epc:id:gdti:987659999999..9", "/253/98765999999929"],
    ["urn:epc:id:gsrnp:4012345.0000000007", "/8017/401234500000000074"],
    ["urn:epc:id:itip:4012345.011111.01.02.987", "/8006/040123451111180102/21/987"],
    ["urn:epc:id:pgln:999999999999.", "/417/9999999999994"],
    ["urn:epc:class:lgtin:4012345.012345.Lot987", "/01/04012345123456/10/Lot987"],
    ["urn:epc:idpat:cpi:4012345.AB12.*", "/8010/4012345AB12"],
  ])("maps %s", (urn, path) => {
    expect(canonicalItemId(urn)).toBe(`https://id.gs1.org${path}`);
  });
});

describe("canonicalItemId", () => {
  it("gives one id to URN, foreign domain, short GTIN and surplus qualifiers of one thing", () => {
    const forms = [
      "urn:epc:id:sgtin:4012345.011111.9876",
      "https://example.com/some/01/04012345111118/21/9876",
      "http://example.com/01/4012345111118/10/LOT/21/9876?17=271231",
    ];
    expect(new Set(forms.map(canonicalItemId))).toEqual(
      new Set(["https://id.gs1.org/01/04012345111118/21/9876"]),
    );
  });

  it("leaves alone what names no GS1 key", () => {
    for (const uri of [
      "urn:epc:id:gid:95100000.12345.400",
      "https://example.com/product/7",
      "geo:47.5,11.1",
    ]) {
      expect(canonicalItemId(uri)).toBe(uri);
    }
  });

  it("leaves alone a link whose check digit is wrong", () => {
    const uri = "https://example.com/01/04012345111119/21/1";
    expect(canonicalItemId(uri)).toBe(uri);
  });
});
