import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "./bytes";
import type { CborValue } from "./cbor";
import { CborTag, decodeCbor, encodeCbor } from "./cbor";

/** RFC 8949 appendix A, the rows within this profile (no floats, no indefinite lengths), deterministic ones only. */
const examples: [hex: string, value: CborValue][] = [
  ["00", 0],
  ["01", 1],
  ["0a", 10],
  ["17", 23],
  ["1818", 24],
  ["1819", 25],
  ["1864", 100],
  ["1903e8", 1000],
  ["1a000f4240", 1000000],
  ["1b000000e8d4a51000", 1000000000000],
  ["1bffffffffffffffff", 18446744073709551615n],
  ["3bffffffffffffffff", -18446744073709551616n],
  ["20", -1],
  ["29", -10],
  ["3863", -100],
  ["3903e7", -1000],
  ["f4", false],
  ["f5", true],
  ["f6", null],
  ["c074323031332d30332d32315432303a30343a30305a", new CborTag(0, "2013-03-21T20:04:00Z")],
  ["c11a514b67b0", new CborTag(1, 1363896240)],
  ["d74401020304", new CborTag(23, fromHex("01020304"))],
  ["d818456449455446", new CborTag(24, fromHex("6449455446"))],
  ["40", fromHex("")],
  ["4401020304", fromHex("01020304")],
  ["60", ""],
  ["6161", "a"],
  ["6449455446", "IETF"],
  ["62225c", '"\\'],
  ["62c3bc", "ü"],
  ["63e6b0b4", "水"],
  ["64f0908591", "𐅑"],
  ["80", []],
  ["83010203", [1, 2, 3]],
  ["8301820203820405", [1, [2, 3], [4, 5]]],
  ["98190102030405060708090a0b0c0d0e0f101112131415161718181819", Array.from({ length: 25 }, (_, i) => i + 1)],
  ["a0", new Map()],
  [
    "a201020304",
    new Map<CborValue, CborValue>([
      [1, 2],
      [3, 4],
    ]),
  ],
  [
    "a26161016162820203",
    new Map<CborValue, CborValue>([
      ["a", 1],
      ["b", [2, 3]],
    ]),
  ],
  ["826161a161626163", ["a", new Map<CborValue, CborValue>([["b", "c"]])]],
];

const value = fc.letrec<{ value: CborValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.maxSafeInteger(),
    fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n - 1n }).map(narrow),
    fc.string({ unit: "grapheme", maxLength: 30 }),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 30 }),
    fc.array(tie("value"), { maxLength: 5 }),
    fc
      .array(fc.tuple(fc.oneof(fc.integer(), fc.string()), tie("value")), { maxLength: 5 })
      .map((members) => new Map(members)),
    fc.tuple(fc.nat(), tie("value")).map(([tag, tagged]) => new CborTag(tag, tagged)),
  ),
})).value;

function narrow(n: bigint): number | bigint {
  return Number.isSafeInteger(Number(n)) && BigInt(Number(n)) === n ? Number(n) : n;
}

describe("CBOR", () => {
  it.each(examples)("writes and reads %s (RFC 8949 appendix A)", (hex, example) => {
    expect(toHex(encodeCbor(example))).toBe(hex);
    expect(decodeCbor(fromHex(hex))).toEqual(example);
  });

  it("sorts map keys bytewise by their encoding (RFC 8949 §4.2.1)", () => {
    const keys: CborValue[] = [[-1], "aa", 10, false, [100], -1, "z", 100];
    const map = new Map<CborValue, CborValue>(keys.map((key) => [key, 0]));
    expect(toHex(encodeCbor(map))).toBe("a80a001864002000617a006261610081186400812000f400");
    expect(decodeCbor(encodeCbor(map))).toEqual(map);
  });

  it.each([
    ["1817", "an integer longer than needed"],
    ["190017", "an integer longer than needed"],
    ["1900ff", "an integer longer than needed"],
    ["1a0000ffff", "an integer longer than needed"],
    ["1b00000000ffffffff", "an integer longer than needed"],
    ["3817", "a negative integer longer than needed"],
    ["5801ff", "a length longer than needed"],
    ["d80800", "a tag longer than needed"],
    ["5f42010243030405ff", "indefinite bytes"],
    ["7f657374726561646d696e67ff", "indefinite text"],
    ["9fff", "an indefinite array"],
    ["bfff", "an indefinite map"],
    ["1c", "reserved additional information"],
    ["a203040102", "map keys out of order"],
    ["a2616200616101", "map keys out of order"],
    ["a201020103", "a map key twice"],
    ["0000", "trailing bytes"],
    ["8301", "truncation"],
    ["4401", "truncation"],
    ["19", "truncation"],
    ["", "nothing"],
    ["9bffffffffffffffff", "an array beyond the input"],
    ["9affffffff", "an array beyond the input"],
    ["5bffffffffffffffff", "bytes beyond the input"],
    ["f90000", "a half-precision float"],
    ["fa47c35000", "a single-precision float"],
    ["fb3ff199999999999a", "a double-precision float"],
    ["f7", "undefined"],
    ["f0", "a simple value"],
    ["f8ff", "a simple value"],
    ["ff", "a break alone"],
    ["61ff", "invalid UTF-8"],
    ["62c080", "overlong UTF-8"],
    [`${"81".repeat(17)}00`, "17 levels"],
  ])("refuses %s: %s", (hex) => {
    expect(() => decodeCbor(fromHex(hex))).toThrow(expect.objectContaining({ code: "malformed" }));
  });

  it("reads 16 levels", () => {
    expect(toHex(encodeCbor(decodeCbor(fromHex(`${"81".repeat(16)}00`))))).toBe(`${"81".repeat(16)}00`);
  });

  it("refuses to write what it would not read", () => {
    const unwritable: CborValue[] = [1.5, Number.NaN, 2 ** 53, 2n ** 64n, -(2n ** 64n) - 1n, "\ud800"];
    for (const bad of unwritable)
      expect(() => encodeCbor(bad)).toThrow(expect.objectContaining({ code: "malformed" }));
    const twice = new Map<CborValue, CborValue>([
      [[1], 1],
      [[1], 2],
    ]);
    expect(() => encodeCbor(twice)).toThrow(/distinct/);
  });

  it("reads back every value it writes", () => {
    fc.assert(
      fc.property(value, (written) => {
        expect(decodeCbor(encodeCbor(written))).toEqual(written);
      }),
    );
  });

  it("has one encoding for each value: whatever it reads, it writes back byte for byte", () => {
    fc.assert(
      fc.property(value, fc.nat(), fc.nat(7), (written, position, bit) => {
        const bytes = encodeCbor(written);
        const at = position % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
        let read: CborValue;
        try {
          read = decodeCbor(bytes);
        } catch (error) {
          expect(error).toMatchObject({ code: "malformed" });
          return;
        }
        expect(toHex(encodeCbor(read))).toBe(toHex(bytes));
      }),
      { numRuns: 500 },
    );
  });
});
