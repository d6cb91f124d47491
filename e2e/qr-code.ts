import type { Locator } from "@playwright/test";
import jsQR, { type QRCode } from "jsqr";
import { PNG } from "pngjs";

/** Reads a QR code as a phone does: from its picture on the screen. @throws Error when the picture holds none */
export async function readQrCode(picture: Locator): Promise<QRCode> {
  const { data, width, height } = PNG.sync.read(await picture.screenshot());
  const code = jsQR(new Uint8ClampedArray(data), width, height);
  if (code === null) throw new Error(`expected a QR code in a picture of ${width} × ${height}, found none`);
  return code;
}
