/** Makes an outline of whole-number points shorter to send: relative, without repeated points, without specks. */

/** Islands smaller than this, in square units of the drawing, are not worth their bytes. */
const speck = 40;

/** Rewrites a path of `M x,y L x,y … Z` rings (as d3-geo writes them with 0 digits). */
export function compactOutline(path: string): string {
  return path
    .split("M")
    .map((ring) =>
      ring
        .replace("Z", "")
        .split("L")
        .map((pair) => pair.split(",").map(Number)),
    )
    .map((ring) => withoutRepeats(ring))
    .filter((ring) => Math.abs(areaOf(ring)) >= speck)
    .map(relativeRing)
    .join("");
}

function withoutRepeats(ring: number[][]): [number, number][] {
  const kept: [number, number][] = [];
  for (const [x = Number.NaN, y = Number.NaN] of ring) {
    const last = kept.at(-1);
    const isNear = last !== undefined && Math.abs(last[0] - x) + Math.abs(last[1] - y) < 3;
    if (!Number.isNaN(x) && !Number.isNaN(y) && !isNear) kept.push([x, y]);
  }
  return kept;
}

function areaOf(ring: readonly [number, number][]): number {
  let doubled = 0;
  let [lastX, lastY] = ring.at(-1) ?? [0, 0];
  for (const [x, y] of ring) {
    doubled += lastX * y - x * lastY;
    [lastX, lastY] = [x, y];
  }
  return doubled / 2;
}

function relativeRing(ring: readonly [number, number][]): string {
  let path = "";
  let [lastX, lastY] = [0, 0];
  ring.forEach(([x, y], i) => {
    const [dx, dy] = [x - lastX, y - lastY];
    path += i === 0 ? `M${x} ${y}l` : `${dx < 0 || i === 1 ? "" : " "}${dx}${dy < 0 ? "" : " "}${dy}`;
    [lastX, lastY] = [x, y];
  });
  return `${path}z`;
}
