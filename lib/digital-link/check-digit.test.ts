import { describe, expect, it } from "vitest";
import { readShared } from "../testing/shared-data";
import { checkDigit, hasCheckCharacterPair, hasCheckDigit, withCheckDigit } from "./check-digit";

interface LinterVector {
  linter: string;
  ok: boolean;
  value: string;
}

const vectors = readShared<LinterVector[]>("digital-link/linter-vectors.json");

describe("check digits", () => {
  it("gives the digits GS1 prints for GTIN-8, GTIN-13, GTIN-14, GLN and SSCC", () => {
    expect(withCheckDigit("9638507")).toBe("96385074");
    expect(withCheckDigit("400638133393")).toBe("4006381333931");
    expect(withCheckDigit("0952012345678")).toBe("09520123456788");
    expect(withCheckDigit("10614141234567890")).toBe("106141412345678908");
  });

  it("notices every single wrong digit", () => {
    const key = withCheckDigit("0952012345678");
    for (let i = 0; i < key.length; i++) {
      for (let digit = 0; digit < 10; digit++) {
        const changed = key.slice(0, i) + digit + key.slice(i + 1);
        expect(hasCheckDigit(changed)).toBe(changed === key);
      }
    }
  });

  it("refuses what is not digits", () => {
    expect(() => checkDigit("12a")).toThrow("expected decimal digits");
    expect(hasCheckDigit("")).toBe(false);
    expect(hasCheckDigit("x0")).toBe(false);
  });

  it.runIf(vectors)("judges the published modulo-10 and model-number vectors as GS1 does", () => {
    const judges: Record<string, (value: string) => boolean> = {
      csum: hasCheckDigit,
      csumalpha: hasCheckCharacterPair,
    };
    // A model number has at most 25 characters; the longer vector tests the arithmetic of a general routine.
    const own = (vectors ?? []).filter(({ linter, value }) => linter in judges && value.length <= 25);
    expect(own.length).toBe(16);
    for (const { linter, value, ok } of own) expect([value, judges[linter]?.(value)]).toEqual([value, ok]);
  });
});
