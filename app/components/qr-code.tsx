import { qrMatrix, quietZone } from "./qr-matrix";

/**
 * Draws a QR symbol with its quiet zone, black on white in every theme, edges on the grid.
 *
 * @param label what the code leads to, for those who do not see it
 * @param moduleMm draws one module this many millimetres wide, for print; without it the drawing fills its box
 */
export function QrCode({ text, label, moduleMm }: { text: string; label: string; moduleMm?: number }) {
  const { size, path } = qrMatrix(text);
  const side = size + 2 * quietZone;
  const length = moduleMm === undefined ? "100%" : `${side * moduleMm}mm`;
  return (
    <svg
      viewBox={`0 0 ${side} ${side}`}
      width={length}
      height={length}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
      className="block"
    >
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
