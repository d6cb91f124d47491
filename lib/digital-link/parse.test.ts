import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readShared } from "../testing/shared-data";
import { isPrimaryKey } from "./application-identifiers";
import { canonicalDigitalLink, formatDigitalLink, identityOf } from "./format";
import { type DigitalLink, parseDigitalLink } from "./parse";
import { percentEncode } from "./percent";

interface ParseVector {
  ok: boolean;
  dlUri: string;
  unbracketed: string;
  options?: Record<string, boolean>;
}

const vectors = readShared<ParseVector[]>("digital-link/parse-dl-uri.json");
const escapes = readShared<{ in: string; path: string }[]>("digital-link/uri-escape.json");
const sequences = readShared<string[][]>("digital-link/valid-dl-path-sequences.json");

/** The vectors' own notation: all values in order, a caret before an AI that follows a value of varying length. */
function flat(link: DigitalLink): string {
  return [link.key, ...link.qualifiers, ...link.attributes].map(({ ai, value }) => ai + value).join("");
}

describe("parseDigitalLink", () => {
  // Names instead of numbers were withdrawn from the standard in 1.3; unknown AIs are never let through.
  const applicable = (vectors ?? []).filter(
    ({ options = {} }) => !options.permitConvenienceAlphas && !options.permitUnknownAIs,
  );

  it.runIf(vectors)("judges every applicable published vector as GS1's syntax engine does", () => {
    expect(applicable.length).toBeGreaterThan(30);
    for (const { dlUri, ok, unbracketed, options } of applicable) {
      const shortGtins = options?.permitZeroSuppressedGTINinDLuris === true;
      if (!ok) {
        expect(() => parseDigitalLink(dlUri, { shortGtins }), dlUri).toThrow();
        continue;
      }
      expect(flat(parseDigitalLink(dlUri, { shortGtins })), dlUri).toBe(unbracketed.replaceAll("^", ""));
    }
  });

  it.runIf(sequences)("knows every published path sequence as a key with qualifiers in order", () => {
    for (const [key = "", ...qualifiers] of sequences ?? []) {
      expect(isPrimaryKey(key)).toBe(true);
      const values: Record<string, string> = { "7040": "1ABC" };
      const path = qualifiers.map((ai) => `/${ai}/${values[ai] ?? "1"}`).join("");
      const link = parseDigitalLink(`https://a/${key}/${sampleKeys[key]}${path}`);
      expect(link.qualifiers.map(({ ai }) => ai)).toEqual(qualifiers);
    }
  });

  it("takes the rightmost primary key, whatever the stem and the values look like", () => {
    const link = parseDigitalLink(
      "https://shop.example/cn/01/x/01/09520123456788/10/00/21/8004?17=271231&x=1#top",
    );
    expect(link).toEqual({
      stem: "https://shop.example/cn/01/x",
      key: { ai: "01", value: "09520123456788" },
      qualifiers: [
        { ai: "10", value: "00" },
        { ai: "21", value: "8004" },
      ],
      attributes: [{ ai: "17", value: "271231" }],
      parameters: [["x", "1"]],
    });
  });

  it("tolerates one trailing slash and reads a plus sign as a space in the query only", () => {
    const link = parseDigitalLink("https://a/01/09520123456788/10/A+B/?note=a+b");
    expect(link.qualifiers).toEqual([{ ai: "10", value: "A+B" }]);
    expect(link.parameters).toEqual([["note", "a b"]]);
  });

  it.each([
    ["https://a/01/09520123456789", "(01): expected check digit 8"],
    ["https://a/01/9520123456788", "(01): expected 14 characters"],
    ["https://a/01/09520123456788/21/1/10/2", "in the order 22, 10, 21 or 235 after (01)"],
    ["https://a/00/006141411234567890/10/2", "expected no qualifiers after (00)"],
    ["https://a/01/09520123456788/17/271231", 'got "17"'],
    ["https://a/product/7", "a GS1 primary key"],
    ["https://a/01/09520123456788?21=1", "may be data attributes"],
    ["https://a/01/09520123456788?10=1", "(10) in the path"],
    ["https://a/01/09520123456788?17=271231&17=271231", "each application identifier once"],
    ["https://a/01/09520123456788?89=1", "may be data attributes"],
    ["Http://a/01/09520123456788", "beginning with http:// or https://"],
    ["https://a b/01/09520123456788", "beginning with http:// or https://"],
    ["https://a/01/09520123456788/10/%E6%BA%AF", "character set 82"],
    ["https://a/8006/095201234567880302", "from 01 up to the total"],
    ["https://a/8010/9520123ABC/8011/012", "no leading zero"],
  ])("says what is wrong with %s", (uri, message) => {
    expect(() => parseDigitalLink(uri)).toThrow(message);
  });
});

const sampleKeys: Record<string, string> = {
  "00": "006141411234567890",
  "01": "09520123456788",
  "414": "9520123456788",
  "417": "9520123456788",
  "8006": "095201234567880102",
  "8013": "1987654Ad4X4bL5ttr2310c2K",
  "8018": "952012345678912345",
};

describe("formatDigitalLink", () => {
  it.runIf(escapes)("percent-encodes as GS1's syntax engine does", () => {
    for (const vector of escapes ?? []) expect(percentEncode(vector.in)).toBe(vector.path);
  });

  it("reads back what it wrote, for any values of character set 82", () => {
    const character = fc.constantFrom(..."!\"%&'()*+,-./0123456789:;<=>?AZ_az");
    const value = fc.string({ unit: character, minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(value, value, value, (lot, serial, own) => {
        const link: DigitalLink = {
          stem: "https://a.example/s",
          key: { ai: "01", value: "09520123456788" },
          qualifiers: [
            { ai: "10", value: lot },
            { ai: "21", value: serial },
          ],
          attributes: [{ ai: "240", value: own }],
          parameters: [["own", own]],
        };
        expect(parseDigitalLink(formatDigitalLink(link.stem, link))).toEqual(link);
      }),
    );
  });

  it("refuses to write a wrong link", () => {
    const key = { ai: "01", value: "09520123456789" };
    expect(() => formatDigitalLink("https://a", { key, qualifiers: [] })).toThrow("check digit 8");
    const lot = { ai: "10", value: "A" };
    expect(() => formatDigitalLink("https://a", { key: lot, qualifiers: [] })).toThrow("a GS1 primary key");
  });

  it("sorts attributes and drops what is not GS1's in the canonical form", () => {
    const link = parseDigitalLink("http://a/b/01/09520123456788/10/A?17=271231&11=260101&linkType=x");
    expect(canonicalDigitalLink(link)).toBe("https://id.gs1.org/01/09520123456788/10/A?11=260101&17=271231");
  });

  it("names a thing by its finest qualifier only", () => {
    const id = (path: string) => identityOf(parseDigitalLink(`https://a/01/09520123456788${path}`));
    expect(id("/22/V/10/L/21/S")).toBe("https://id.gs1.org/01/09520123456788/21/S");
    expect(id("/22/V/10/L")).toBe("https://id.gs1.org/01/09520123456788/10/L");
    expect(id("/22/V")).toBe("https://id.gs1.org/01/09520123456788");
    expect(id("/235/T")).toBe("https://id.gs1.org/01/09520123456788/235/T");
  });
});
