/** How the thing was kept, from the readings along its way. */
import { temperatureHistory } from "@/lib/sensor/temperature-history";
import { temperatureReading } from "@/lib/sensor/temperature-readings";
import type { Claim, TemperatureShown } from "./page-model";
import { gtinOf, type MaterialEvent, type ScanMaterial } from "./read-material";

/**
 * Derives the history. Readings of the thing itself and of what it was packed in come first; those of its ingredients tell only where
 * there are no others. Each event is judged by the limits of the product it was about.
 */
export function buildTemperature(
  material: ScanMaterial,
  events: readonly MaterialEvent[],
): TemperatureShown | null {
  const measured = events.filter((event) => material.temperatures.has(event.id));
  const own = measured.filter(({ via }) => via !== "ancestor");
  const chosen = own.length > 0 ? own : measured;
  const judged = chosen.map((event) => ({ event, limits: limitsFor(event, material) }));
  const readings = judged.flatMap(({ event }, source) =>
    (material.temperatures.get(event.id) ?? []).flatMap((report) => temperatureReading(report, source)),
  );
  const history = temperatureHistory(
    readings,
    judged.map(({ limits }) => limits),
  );
  if (history === undefined) return null;
  return {
    ...history,
    sources: judged.map(({ event, limits }) => ({ id: event.id, record: limits.record })),
    bandClaims: uniqueClaims(judged.flatMap(({ limits }) => limits.claims)),
    offset: chosen.at(-1)?.eventTimeZoneOffset ?? "+00:00",
  };
}

interface Limits {
  minimum: number | null;
  maximum: number | null;
  record: string | null;
  claims: Claim[];
}

/** The limits of the product an event was about: the last on the chain from the scanned thing that has a GTIN. */
function limitsFor(event: MaterialEvent, { thing, products }: ScanMaterial): Limits {
  const gtin = event.links.map(gtinOf).findLast((one) => one !== undefined) ?? thing.gtin;
  const product = gtin === undefined ? undefined : products.get(gtin);
  const band = product?.temperatureBand;
  if (product === undefined || band === null || band === undefined || band.uom !== "CEL") {
    return { minimum: null, maximum: null, record: null, claims: [] };
  }
  const { minimum, maximum } = band;
  const claims = Object.entries({ minimum, maximum }).flatMap(([name, value]) =>
    value === null ? [] : [{ id: product.recordId, pointer: `/temperatureBand/${name}`, value }],
  );
  return { minimum, maximum, record: product.recordId, claims };
}

function uniqueClaims(claims: readonly Claim[]): Claim[] {
  return [...new Map(claims.map((claim) => [`${claim.id} ${claim.pointer}`, claim])).values()];
}
