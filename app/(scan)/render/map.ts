/** The map strip: land, water and the way taken. Drawn on the server; no borders, no labels but the places of the journey. */
import { type GeoProjection, geoMercator } from "d3-geo";
import { type Fragment, type Html, html } from "../html";
import { claimed } from "./claims";
import { landOutline } from "./land";
import { placeLabels } from "./map-labels";
import type { JourneyStop, Place } from "./view";

/** Twice the size at which a phone shows it, so that whole numbers are fine enough. */
const size = { width: 720, height: 360 };
const pad = { x: 110, y: 70 };
/** Closer than this the outline of the land has no more to tell. */
const spanMinimum = 5;

/** A point of the journey on the drawing. */
export interface MapPoint {
  x: number;
  y: number;
  place: Place;
}

/** Draws the map of a journey; null when no stop has coordinates. */
export function mapStrip(stops: readonly JourneyStop[], label: string): Html | null {
  const places = stops.flatMap(({ place }) => (place !== undefined && hasPosition(place) ? [place] : []));
  if (places.length === 0) return null;
  const { projection, box } = viewOf(places);
  const points = places.flatMap((place) => {
    const at = projection([place.longitude ?? 0, place.latitude ?? 0]);
    return at === null ? [] : [{ x: Math.round(at[0]), y: Math.round(at[1]), place }];
  });
  return html`<svg class="map" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${label}">
    <path class="land" d="${landOutline(projection, box)}"/>
    <path class="way" d="${wayOf(points)}"/>
    ${points.slice(1, -1).map((point) => marker(point, "stop"))}
    ${ends(points)}
    ${placeLabels(points, size)}
  </svg>`;
}

function hasPosition(place: Place): boolean {
  return place.latitude !== undefined && place.longitude !== undefined;
}

/** Fits the places into the drawing; around them lies as much again of the world. */
function viewOf(places: readonly Place[]): {
  projection: GeoProjection;
  box: [number, number, number, number];
} {
  const latitudes = places.map((place) => place.latitude ?? 0);
  const longitudes = places.map((place) => place.longitude ?? 0);
  const [west, east] = [Math.min(...longitudes), Math.max(...longitudes)];
  const [south, north] = [Math.min(...latitudes), Math.max(...latitudes)];
  const span = Math.max(east - west, (north - south) * 2, spanMinimum);
  const [x, y] = [(west + east) / 2, (south + north) / 2];
  const corners: [number, number][] = [
    [Math.min(west, x - span / 2), Math.min(south, y - span / 5)],
    [Math.max(east, x + span / 2), Math.max(north, y + span / 5)],
  ];
  const projection = geoMercator()
    .fitExtent(
      [
        [pad.x, pad.y],
        [size.width - pad.x, size.height - pad.y],
      ],
      { type: "MultiPoint", coordinates: corners },
    )
    .clipExtent([
      [-4, -4],
      [size.width + 4, size.height + 4],
    ]);
  return { projection, box: [x - 2 * span, y - 2 * span, x + 2 * span, y + 2 * span] };
}

function wayOf(points: readonly MapPoint[]): string {
  return points.map(({ x, y }, i) => `${i === 0 ? "M" : "L"}${x} ${y}`).join("");
}

/** The last place and, over everything, the source: where places lie together these two must be seen. */
function ends(points: readonly MapPoint[]): Fragment {
  const [first] = points;
  const last = points.at(-1);
  return [last && last !== first && marker(last, "here"), first && marker(first, "source")];
}

function marker({ x, y, place }: MapPoint, kind: "source" | "stop" | "here"): Fragment {
  const shape =
    kind === "source"
      ? html`<rect class="source" x="${x - 9}" y="${y - 9}" width="18" height="18" rx="2"/>`
      : html`<circle class="${kind}" cx="${x}" cy="${y}" r="${kind === "here" ? 10 : 7}"/>`;
  return claimed(place.claims, shape, undefined, "g");
}
