import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalize } from "./jcs";
import { isObject, parseJson } from "./json";

function refusal(text: string): { code: string; path: string; message: string } {
  try {
    parseJson(text);
  } catch (error) {
    return error as { code: string; path: string; message: string };
  }
  throw new Error(`not refused: ${text}`);
}

describe("parseJson", () => {
  it("reads what JSON.stringify writes, however it is spaced", () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ stringUnit: "grapheme" }),
        fc.constantFrom(undefined, 2, "\t"),
        (value, space) => {
          const text = JSON.stringify(value, null, space);
          expect(canonicalize(parseJson(text))).toBe(canonicalize(JSON.parse(text)));
        },
      ),
    );
  });

  it("agrees with the platform's parser on what is JSON at all", () => {
    const pieces = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      '"\\u0041"',
      "1",
      "-",
      "0",
      ".5",
      "e2",
      "true",
      "nul",
      " ",
      '"',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
        const text = parts.join("");
        const isJson = accepts(() => JSON.parse(text));
        const isOurs = accepts(() => parseJson(text));
        // Ours refuses more (a member twice), never less.
        if (isOurs) expect(isJson).toBe(true);
        if (isJson && !/("a"|"\\u0041").*("a"|"\\u0041")/.test(text)) expect(isOurs).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it("refuses a member twice, also when one of its names is escaped", () => {
    expect(refusal('{"a":1,"a":1}')).toMatchObject({ code: "malformed", path: "/a" });
    expect(refusal('{"x":[{"a":1,"\\u0061":1}]}')).toMatchObject({ code: "malformed", path: "/x/0/a" });
  });

  it("refuses lone surrogates in values and names, and takes pairs", () => {
    expect(refusal('["\\ud800"]')).toMatchObject({ code: "malformed", path: "/0" });
    expect(refusal('["\\udc00\\ud800"]').code).toBe("malformed");
    expect(refusal('{"\ud800":1}').code).toBe("malformed");
    expect(parseJson('"\\ud83d\\ude00"')).toBe("😀");
  });

  it.each([
    "9007199254740993",
    "1e400",
    "-1e400",
    "0.1000000000000000055",
    "1e-400",
    "123456789012345678901234567890",
    "333333333.33333329",
  ])("refuses %s, which a double would change", (literal) =>
    expect(refusal(`{"n":${literal}}`)).toMatchObject({ code: "malformed", path: "/n" }),
  );

  it.each([
    ["1.0", 1],
    ["1e2", 100],
    ["1E+2", 100],
    ["0.10", 0.1],
    ["100e-2", 1],
    ["-0", 0],
    ["0e999999999999", 0],
    ["9007199254740992", 9007199254740992],
    ["1e23", 1e23],
    ["5e-324", 5e-324],
    ["-12.50", -12.5],
    ["1.7976931348623157e308", Number.MAX_VALUE],
  ])("keeps %s, whose value a double prints again", (literal, value) => {
    expect(Object.is(parseJson(literal), value)).toBe(true);
  });

  it.each([
    "",
    " ",
    "01",
    "+1",
    "1.",
    ".5",
    "1e",
    "NaN",
    "'a'",
    '"a',
    '"\\x"',
    '"\t"',
    "[1,]",
    '{"a":1,}',
    '{"a"}',
    "{a:1}",
    "[1 2]",
    "nulll",
    "1 1",
    "\ufeff1",
    "\u00a01",
  ])("refuses %j, which is not JSON", (text) => expect(refusal(text).code).toBe("malformed"));

  it("says where: the pointer, escaped as RFC 6901 asks, and the position", () => {
    const error = refusal('{"a/b":{"c~d":[0,x]}}');
    expect(error.path).toBe("/a~1b/c~0d/1");
    expect(error.message).toBe('/a~1b/c~0d/1 at position 17: expected a value, got "x]}}"');
  });

  it("refuses nesting deeper than allowed, and does not fall over far deeper input", () => {
    const nested = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
    expect(parseJson(nested(64))).toBeDefined();
    expect(refusal(nested(65)).code).toBe("malformed");
    expect(refusal("[".repeat(1_000_000)).code).toBe("malformed");
    expect(() => parseJson('{"a":[1]}', { maxDepth: 1 })).toThrow(/at most 1 levels/);
  });

  it("reads a member called __proto__ as a member", () => {
    const value = parseJson('{"__proto__":{"x":1}}');
    expect(isObject(value) && Object.keys(value)).toEqual(["__proto__"]);
    expect(canonicalize(value)).toBe('{"__proto__":{"x":1}}');
    expect(refusal('{"__proto__":1,"__proto__":2}').code).toBe("malformed");
  });

  it("takes time linear in hostile digits and quotes", () => {
    const digits = `1${"0".repeat(200_000)}1`;
    expect(refusal(digits).code).toBe("malformed");
    expect(refusal(`"${"\\\\".repeat(200_000)}`).code).toBe("malformed");
  });
});

function accepts(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}
