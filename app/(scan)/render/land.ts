/** Outlines of the land for one view of the world, fast enough for every page: far-away polygons are left out, views are remembered. */
import { type GeoProjection, geoBounds, geoPath } from "d3-geo";
import type { MultiPolygon, Polygon } from "geojson";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import fine from "world-atlas/land-50m.json";
import coarse from "world-atlas/land-110m.json";
import { compactOutline } from "./outline";

/** A polygon and its bounds: west, south, east, north. */
interface BoundedPolygon {
  polygon: Polygon;
  bounds: [[number, number], [number, number]];
}

/** The one object in the files: all land, as a collection. */
type LandTopology = Topology<{ land: GeometryCollection }>;

function polygonsOf(topology: unknown): BoundedPolygon[] {
  const { land } = (topology as LandTopology).objects;
  return feature(topology as LandTopology, land)
    .features.flatMap(({ geometry }) => (geometry as MultiPolygon).coordinates)
    .map((coordinates) => ({ type: "Polygon" as const, coordinates }))
    .map((polygon) => ({ polygon, bounds: geoBounds(polygon) }));
}

const measured: Partial<Record<"coarse" | "fine", BoundedPolygon[]>> = {};

/** Measures the polygons when the first map needs them. */
function landIn(detail: "coarse" | "fine"): BoundedPolygon[] {
  measured[detail] ??= polygonsOf(detail === "coarse" ? coarse : fine);
  return measured[detail];
}

const viewsMax = 300;
const views = new Map<string, string>();

/**
 * Draws the land as the data of an SVG path.
 * @param projection already fitted and clipped
 * @param box the part of the world it shows: west, south, east, north in degrees
 */
export function landOutline(
  projection: GeoProjection,
  box: readonly [number, number, number, number],
): string {
  const name = [...projection.translate(), projection.scale()].map((n) => n.toFixed(1)).join(" ");
  const known = views.get(name);
  if (known !== undefined) return known;
  const detail = landIn(box[2] - box[0] > 180 ? "coarse" : "fine");
  const coordinates = detail
    .filter(({ bounds }) => meets(bounds, box))
    .map(({ polygon }) => polygon.coordinates);
  const path = geoPath(projection).digits(0)({ type: "MultiPolygon", coordinates }) ?? "";
  const outline = compactOutline(path);
  if (views.size >= viewsMax) views.clear();
  views.set(name, outline);
  return outline;
}

/** What crosses the antimeridian, polygon or box, is taken to meet: better drawn for nothing than missing. */
function meets(
  [[west, south], [east, north]]: BoundedPolygon["bounds"],
  [boxWest, boxSouth, boxEast, boxNorth]: readonly [number, number, number, number],
): boolean {
  if (south > boxNorth || north < boxSouth) return false;
  return west > east || boxWest < -180 || boxEast > 180 || (west < boxEast && east > boxWest);
}
