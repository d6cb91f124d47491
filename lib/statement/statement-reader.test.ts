import fc from "fast-check";
import { expect, it } from "vitest";
import { toHex } from "@/lib/bytes";
import type { StatementHeader } from "./header";
import { decodeStatement, encodeStatement, statementToSign, statementTypes } from "./statement";
import { StatementReader } from "./statement-reader";

const header = fc.record<StatementHeader>({
  alg: fc.constantFrom(-19, -9),
  kid: fc.constantFrom(1, 2, 3).map((n) => new Uint8Array(32).fill(n)),
  iss: fc.constantFrom(
    "https://maker.example",
    `https://id.gs1.org/417/${"9".repeat(200)}`,
    "https://鸭.example",
  ),
  sub: fc.constantFrom("log.example/a", "b"),
  iat: fc.oneof(fc.constantFrom(0, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32), fc.nat(2 ** 31)),
  typ: fc.constantFrom(...Object.values(statementTypes)),
  seq: fc.oneof(fc.constantFrom(0, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32), fc.nat(100)),
});

const statement = fc
  .tuple(
    header,
    fc.uint8Array({ minLength: 32, maxLength: 32 }),
    fc.uint8Array({ minLength: 64, maxLength: 64 }),
  )
  .map(([of, payload, signature]) =>
    encodeStatement(statementToSign(of, payload).protectedBytes, payload, signature),
  );

/** What a decoder says, in one text. */
function said(decode: (bytes: Uint8Array) => unknown, bytes: Uint8Array): string {
  const write = (_: string, value: unknown) => (value instanceof Uint8Array ? toHex(value) : value);
  try {
    return JSON.stringify(decode(bytes), write);
  } catch (error) {
    return `refused: ${(error as Error).message}`;
  }
}

it("says of every statement what the strict decoder says, also after many others", () => {
  const reader = new StatementReader();
  fc.assert(
    fc.property(fc.array(statement, { minLength: 2, maxLength: 20 }), (all) => {
      for (const bytes of all) expect(said((b) => reader.read(b), bytes)).toBe(said(decodeStatement, bytes));
    }),
  );
});

it("refuses, in a kind of statement it knows, every changed byte that the strict decoder refuses", () => {
  fc.assert(
    fc.property(statement, fc.integer({ min: 1, max: 255 }), (bytes, change) => {
      const reader = new StatementReader();
      reader.read(bytes);
      for (let at = 0; at < bytes.length; at++) {
        const changed = bytes.slice();
        changed[at] = (changed[at] ?? 0) ^ change;
        expect(
          said((b) => reader.read(b), changed),
          `byte ${at}`,
        ).toBe(said(decodeStatement, changed));
      }
    }),
    { numRuns: 60 },
  );
});

it("refuses bytes that are missing or too many, as the strict decoder does", () => {
  fc.assert(
    fc.property(statement, (bytes) => {
      const reader = new StatementReader();
      reader.read(bytes);
      for (const wrong of [
        bytes.subarray(0, -1),
        new Uint8Array([...bytes, 0]),
        bytes.subarray(1),
        new Uint8Array(),
      ]) {
        expect(said((b) => reader.read(b), wrong)).toBe(said(decodeStatement, wrong));
      }
    }),
  );
});
