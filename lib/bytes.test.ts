import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  compareBytes,
  concatBytes,
  equalBytes,
  fromBase64,
  fromBase64Url,
  fromHex,
  fromUtf8,
  toBase64,
  toBase64Url,
  toHex,
  utf8,
} from "./bytes";

const bytes = fc.uint8Array({ maxLength: 70 });
const malformed = expect.objectContaining({ code: "malformed" });

describe("bytes", () => {
  it("joins parts in order, and orders a prefix before what it begins", () => {
    expect(concatBytes(Uint8Array.of(1), Uint8Array.of(), Uint8Array.of(2, 3))).toEqual(
      Uint8Array.of(1, 2, 3),
    );
    expect(compareBytes(Uint8Array.of(1), Uint8Array.of(1, 0))).toBeLessThan(0);
    expect(compareBytes(Uint8Array.of(2), Uint8Array.of(1, 255))).toBeGreaterThan(0);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1))).toBe(false);
  });

  it("reads back whatever it wrote, in hexadecimal, base64, base64url and UTF-8", () => {
    fc.assert(
      fc.property(bytes, fc.string({ unit: "grapheme" }), (value, text) => {
        expect(fromHex(toHex(value))).toEqual(value);
        expect(fromBase64(toBase64(value))).toEqual(value);
        expect(fromBase64Url(toBase64Url(value))).toEqual(value);
        expect(fromUtf8(utf8(text))).toBe(text);
      }),
    );
  });

  it("writes the base64 of RFC 4648 §10", () => {
    const vectors = {
      "": "",
      f: "Zg==",
      fo: "Zm8=",
      foo: "Zm9v",
      foob: "Zm9vYg==",
      fooba: "Zm9vYmE=",
      foobar: "Zm9vYmFy",
    };
    for (const [text, encoded] of Object.entries(vectors)) {
      expect(toBase64(utf8(text))).toBe(encoded);
      expect(toBase64Url(utf8(text))).toBe(encoded.replaceAll("=", ""));
    }
    expect(toBase64Url(Uint8Array.of(0xfb, 0xff))).toBe("-_8");
    expect(toBase64(Uint8Array.of(0xfb, 0xff))).toBe("+/8=");
  });

  it.each([
    "Zg",
    "Zg=",
    "Zh==",
    "Zm9=",
    "Zm9v=",
    "Z===",
    "====",
    "Zm 9",
    "Zm9v\n",
    "-_8=",
    "Zg==Zg==",
    "Zmé=",
  ])("refuses base64 that it would not write: %j", (text) =>
    expect(() => fromBase64(text)).toThrow(malformed),
  );

  it.each(["Zg==", "Zh", "Zm9", "Z", "+/8", "Zm9v ", "Zm9v="])(
    "refuses base64url that it would not write: %j",
    (text) => expect(() => fromBase64Url(text)).toThrow(malformed),
  );

  it("takes only one text for each byte string: every other base64 text of the same length is refused or decodes to other bytes", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), (text) => {
        try {
          expect(toBase64(fromBase64(text))).toBe(text);
        } catch (error) {
          expect(error).toEqual(malformed);
        }
      }),
    );
  });

  it("refuses hexadecimal of an odd length or with other characters", () => {
    expect(() => fromHex("abc")).toThrow(malformed);
    expect(() => fromHex("zz")).toThrow(malformed);
    expect(fromHex("AbCd")).toEqual(Uint8Array.of(0xab, 0xcd));
  });

  it("refuses lone surrogates and invalid UTF-8, and keeps a byte-order mark", () => {
    expect(() => utf8("\ud800")).toThrow(malformed);
    expect(() => fromUtf8(Uint8Array.of(0xc0, 0x80))).toThrow(malformed);
    expect(() => fromUtf8(Uint8Array.of(0xed, 0xa0, 0x80))).toThrow(malformed);
    expect(fromUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe("\ufeffa");
  });
});
