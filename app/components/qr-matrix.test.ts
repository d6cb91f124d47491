import jsQR from "jsqr";
import { describe, expect, test } from "vitest";
import { type QrMatrix, qrMatrix, quietZone } from "./qr-matrix";

/** Paints the path of a symbol, `scale` pixels a module, and reads it back as a camera would. */
function scan({ size, path }: QrMatrix, scale = 4): string | undefined {
  const side = (size + 2 * quietZone) * scale;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)v1H\d+z/g)) {
    for (let row = 0; row < scale; row++) {
      const from = (Number(y) * scale + row) * side + Number(x) * scale;
      for (let at = from; at < from + Number(run) * scale; at++) pixels.set([0, 0, 0], at * 4);
    }
  }
  return jsQR(pixels, side, side)?.data;
}

describe("qrMatrix", () => {
  test("what is drawn is read back as it was written", () => {
    for (const text of [
      "HTTP://192.168.1.20:3000/01/09521012000013/10/L2611A",
      "https://trace.example/01/09521012000013/10/abc-1",
    ]) {
      expect(scan(qrMatrix(text))).toBe(text);
    }
  });

  test("a link without lowercase letters takes a smaller symbol than the same link with them", () => {
    const link = "https://pack.trace.example/01/09521012000013/10/L2611A-0042";
    expect(qrMatrix(link.toUpperCase()).version).toBeLessThan(qrMatrix(link).version);
  });

  test("nothing dark lies in the quiet zone", () => {
    const { size, path } = qrMatrix("HTTPS://TRACE.EXAMPLE/01/09521012000013");
    for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
      expect(Number(x)).toBeGreaterThanOrEqual(quietZone);
      expect(Number(y)).toBeGreaterThanOrEqual(quietZone);
      expect(Number(y)).toBeLessThan(size + quietZone);
      expect(Number(x) + Number(run)).toBeLessThanOrEqual(size + quietZone);
    }
  });
});
