import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { utf8 } from "./bytes";
import { canonicalBytes, canonicalize } from "./jcs";
import type { JsonValue } from "./json";
import { parseJson } from "./json";

/** RFC 8785 appendix B: IEEE 754 bits and the number's one form. */
const numbers: [bits: string, text: string][] = [
  ["0000000000000000", "0"],
  ["8000000000000000", "0"],
  ["0000000000000001", "5e-324"],
  ["8000000000000001", "-5e-324"],
  ["7fefffffffffffff", "1.7976931348623157e+308"],
  ["ffefffffffffffff", "-1.7976931348623157e+308"],
  ["4340000000000000", "9007199254740992"],
  ["c340000000000000", "-9007199254740992"],
  ["4430000000000000", "295147905179352830000"],
  ["44b52d02c7e14af5", "9.999999999999997e+22"],
  ["44b52d02c7e14af6", "1e+23"],
  ["44b52d02c7e14af7", "1.0000000000000001e+23"],
  ["444b1ae4d6e2ef4e", "999999999999999700000"],
  ["444b1ae4d6e2ef4f", "999999999999999900000"],
  ["444b1ae4d6e2ef50", "1e+21"],
  ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
  ["3eb0c6f7a0b5ed8d", "0.000001"],
  ["41b3de4355555553", "333333333.3333332"],
  ["41b3de4355555554", "333333333.33333325"],
  ["41b3de4355555555", "333333333.3333333"],
  ["41b3de4355555556", "333333333.3333334"],
  ["41b3de4355555557", "333333333.33333343"],
  ["becbf647612f3696", "-0.0000033333333333333333"],
  ["43143ff3c1cb0959", "1424953923781206.2"],
];

function fromBits(bits: string): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(`0x${bits}`));
  return view.getFloat64(0);
}

describe("canonicalize", () => {
  it("writes the example of RFC 8785 §3.2.2", () => {
    const example: JsonValue = JSON.parse(
      `{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
        "literals": [null, true, false]}`,
    );
    expect(canonicalize(example)).toBe(
      `{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA'B\\"\\\\\\\\\\"/"}`,
    );
  });

  it("sorts members by UTF-16 code units, as RFC 8785 §3.2.3 shows", () => {
    const example = parseJson(
      `{"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",
        "\\ud83d\\ude00":"Emoji: Grinning Face","\\u0080":"Control","\\u00f6":"Latin Small Letter O With Diaeresis"}`,
    );
    expect([...canonicalize(example).matchAll(/:"([A-Z][a-z]+)/g)].map((match) => match[1])).toEqual([
      "Carriage",
      "One",
      "Control",
      "Latin",
      "Euro",
      "Emoji",
      "Hebrew",
    ]);
  });

  it.each(numbers)("writes the number with bits %s as %s (RFC 8785 appendix B)", (bits, text) => {
    expect(canonicalize(fromBits(bits))).toBe(text);
  });

  it.each(["7fffffffffffffff", "7ff0000000000000", "fff0000000000000"])(
    "refuses the number with bits %s",
    (bits) => {
      expect(() => canonicalize([fromBits(bits)])).toThrow(/finite/);
    },
  );

  it("refuses lone surrogates in values and names", () => {
    expect(() => canonicalize("a\ud800")).toThrow(/surrogate/);
    expect(() => canonicalize({ "\udc00": 1 })).toThrow(/surrogate/);
  });

  it("refuses what is not JSON", () => {
    expect(() => canonicalize({ a: undefined } as unknown as JsonValue)).toThrow(/JSON value/);
    expect(() => canonicalize([1n] as unknown as JsonValue)).toThrow(/JSON value/);
  });

  it("escapes exactly as JSON.stringify does, for every character below U+0100", () => {
    for (let code = 0; code < 0x100; code++) {
      const text = `x${String.fromCharCode(code)}y`;
      expect(canonicalize(text)).toBe(JSON.stringify(text));
    }
  });

  it("sorts few members and many alike", () => {
    for (const count of [0, 1, 2, 31, 32, 33, 500]) {
      const names = Array.from(
        { length: count },
        (_, i) => `k${(i * 7919) % count}${i % 3 === 0 ? "\u{1f600}" : "\ufb33"}`,
      );
      const written = JSON.parse(canonicalize(Object.fromEntries(names.map((name) => [name, 0])))) as object;
      expect(Object.keys(written)).toEqual([...new Set(names)].sort());
    }
  });

  it("is a fixed point, loses nothing and does not depend on member order", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "grapheme" }), (value) => {
        const text = canonicalize(value as JsonValue);
        expect(canonicalize(parseJson(text))).toBe(text);
        expect(canonicalize(reversed(value as JsonValue))).toBe(text);
        expect(canonicalBytes(value as JsonValue)).toEqual(utf8(text));
      }),
    );
  });
});

function reversed(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  );
}
