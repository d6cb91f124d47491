/** Names beside the points of the map, each city once, only where there is room. */
import { type Fragment, html } from "../html";
import type { MapPoint } from "./map";

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const lineHeight = 30;

/** Estimates the width of a text at 24 units: CJK characters are square, Latin ones about half. */
function widthOf(text: string): number {
  return [...text].reduce((sum, character) => sum + (character.charCodeAt(0) > 0x2e80 ? 25 : 13.5), 0);
}

const overlaps = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** Places the first and the last name first: they are what the journey is about. */
export function placeLabels(points: readonly MapPoint[], size: { width: number; height: number }): Fragment {
  const dots = points.map(({ x, y }) => ({ left: x - 12, top: y - 12, right: x + 12, bottom: y + 12 }));
  const taken: Box[] = [...dots];
  const named = new Set<string>();
  const [first] = points;
  const last = points.at(-1);
  const ordered = [first, last, ...points.slice(1, -1)].filter((point) => point !== undefined);
  return ordered.map((point) => {
    const name = (point.place.city ?? point.place.name).text;
    if (named.has(name)) return null;
    const spot = spotFor(point, widthOf(name), taken, size);
    if (spot === undefined) return null;
    named.add(name);
    taken.push(spot.box);
    return html`<text class="city" x="${spot.x}" y="${spot.y}" text-anchor="${spot.anchor}">${name}</text>`;
  });
}

function spotFor(
  { x, y }: MapPoint,
  width: number,
  taken: readonly Box[],
  size: { width: number; height: number },
) {
  const spots = [
    { anchor: "start", x: x + 18, y: y + 8, left: x + 18 },
    { anchor: "end", x: x - 18, y: y + 8, left: x - 18 - width },
    { anchor: "middle", x, y: y + 40, left: x - width / 2 },
    { anchor: "middle", x, y: y - 22, left: x - width / 2 },
  ].map((spot) => ({
    ...spot,
    box: { left: spot.left, top: spot.y - lineHeight + 6, right: spot.left + width, bottom: spot.y + 6 },
  }));
  return spots.find(
    ({ box }) =>
      box.left >= 4 &&
      box.right <= size.width - 4 &&
      box.top >= 0 &&
      box.bottom <= size.height &&
      !taken.some((other) => overlaps(box, other)),
  );
}
