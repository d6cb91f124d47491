import { describe, expect, test } from "vitest";
import { qrMatrix, quietZone } from "@/app/components/qr-matrix";
import { labelSheets, moduleMm, moduleMmRange, paddingMm } from "./label-sheet";

describe("label sheets", () => {
  for (const [name, { page, label, columns, rows, margin }] of Object.entries(labelSheets)) {
    test(`every label of ${name} lies on the paper`, () => {
      expect(margin.left + columns * label.width).toBeLessThanOrEqual(page.width);
      expect(margin.top + rows * label.height).toBeLessThanOrEqual(page.height);
    });

    test(`the code of a usual link fits ${name} with modules as wide as GS1 asks for`, () => {
      const { size } = qrMatrix("HTTP://192.168.100.200:3000/01/09521012000013/10/261121-A");
      const side = size + 2 * quietZone;
      const width = moduleMm(label, side);
      expect(width).toBeGreaterThanOrEqual(moduleMmRange.least);
      expect(width).toBeLessThanOrEqual(moduleMmRange.greatest);
      expect(side * width).toBeLessThanOrEqual(label.height - 2 * paddingMm);
    });
  }
});
