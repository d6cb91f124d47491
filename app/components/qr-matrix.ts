import QRCode from "qrcode";

/** A QR symbol as rows of modules. */
export interface QrMatrix {
  /** Modules a side, without the quiet zone. */
  size: number;
  /** An SVG path of the dark modules, one unit a module, quiet zone included. */
  path: string;
  /** 1–40; the side is 17 + 4 × version. */
  version: number;
}

/** Light modules that must surround the symbol (ISO/IEC 18004 §6.3.8). */
export const quietZone = 4;

/**
 * Encodes a text at error correction level M, in the fewest modules: text without lowercase letters goes in alphanumeric
 * mode, 5.5 bits a character instead of 8 (ISO/IEC 18004 §7.4.4).
 *
 * @throws Error when the text is longer than the largest symbol holds
 */
export function qrMatrix(text: string): QrMatrix {
  const { modules, version } = QRCode.create(text, { errorCorrectionLevel: "M" });
  const { size } = modules;
  const isDark = (row: number, column: number): boolean => modules.get(row, column) === 1;
  let path = "";
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      if (!isDark(row, column)) continue;
      const start = column;
      while (column + 1 < size && isDark(row, column + 1)) column++;
      path += `M${start + quietZone} ${row + quietZone}h${column - start + 1}v1H${start + quietZone}z`;
    }
  }
  return { size, path, version };
}
