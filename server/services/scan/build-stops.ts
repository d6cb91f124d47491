/** Puts the events of a journey together into stops: one place, from arriving to leaving. */
import { canonicalItemId } from "@/lib/digital-link/epc-uri";
import { isObject } from "@/lib/json";
import { temperatureReading } from "@/lib/sensor/temperature-readings";
import type { Location } from "@/server/services/trace/master-data";
import { packDates } from "./build-product";
import { idClaim, localizedShown, memberClaim, momentValue, type PageLanguage, textShown } from "./claim";
import type { Claim, JourneyStep, JourneyStop, Place, Signer } from "./page-model";
import type { MaterialEvent, ScanMaterial } from "./read-material";

/** What the stops are built with besides the material. */
export interface StopOptions {
  language: PageLanguage;
  /** Entries in the published checkpoint. */
  publishedSize: number;
}

interface OpenStop {
  placeId: string | null;
  events: MaterialEvent[];
}

/**
 * Groups events by place. An event joins the last stop at its place, unless one of its items has been somewhere else since:
 * so three farms that ship on the same days are three stops, and a pack that comes back is a new one.
 */
export function groupByPlace(events: readonly MaterialEvent[]): OpenStop[] {
  const stops: OpenStop[] = [];
  for (const event of events) {
    const placeId = placeOf(event);
    const at = stops.findLastIndex((stop) => stop.placeId === placeId && placeId !== null);
    const hasMoved = at >= 0 && stops.slice(at + 1).some((later) => sharesItem(later, event));
    const stop = stops[at];
    if (stop !== undefined && !hasMoved) stop.events.push(event);
    else stops.push({ placeId, events: [event] });
  }
  return stops;
}

function placeOf(event: MaterialEvent): string | null {
  return event.readPoint ?? event.bizLocation;
}

function sharesItem(stop: OpenStop, event: MaterialEvent): boolean {
  return stop.events.some((other) =>
    other.items.some(({ id }) => event.items.some((item) => item.id === id)),
  );
}

/** Builds the stops of a page, in order of arrival. */
export function buildStops(material: ScanMaterial, options: StopOptions): JourneyStop[] {
  return groupByPlace(material.events).map(({ placeId, events }) => {
    const location = placeId === null ? undefined : material.locations.get(placeId);
    const steps = events.map((event) => buildStep(event, material, options));
    if (placeId === null) return { placeClaims: [], steps };
    const place = location === undefined ? unnamedPlace(placeId) : buildPlace(location, options.language);
    const published = events.filter((event) => event.leafIndex < options.publishedSize);
    const placeClaims = published.map((event) => placeClaim(event, placeId));
    return {
      place,
      placeClaims: location === undefined ? placeClaims : [...placeClaims, idClaim(location)],
      steps,
    };
  });
}

function placeClaim(event: MaterialEvent, placeId: string): Claim {
  const member = event.readPoint === null ? "bizLocation" : "readPoint";
  const written = event.body[member];
  const captured = isObject(written) && typeof written.id === "string" ? written.id : placeId;
  const value = canonicalItemId(captured) === placeId ? captured : placeId;
  return { id: event.id, pointer: `/${member}/id`, value };
}

/** A place that nobody described goes by the number in its id. */
function unnamedPlace(id: string): Place {
  return { id, name: { text: id.replace(/^https:\/\/id\.gs1\.org\/414\//, "GLN "), claims: [] }, claims: [] };
}

/** Describes a place as its record does. */
export function buildPlace(location: Location, language: PageLanguage): Place {
  const { recordId, latitude, longitude } = location;
  const name = localizedShown(location, "name", location.name, language) ?? unnamedPlace(location.id).name;
  const city = localizedShown(location, "city", location.city, language);
  const country = textShown(location, "country", location.country);
  const hasPosition = latitude !== null && longitude !== null;
  const claims: Claim[] = hasPosition
    ? [
        { id: recordId, pointer: "/latitude", value: latitude },
        { id: recordId, pointer: "/longitude", value: longitude },
      ]
    : [];
  return {
    id: location.id,
    name,
    ...(city === undefined ? {} : { city }),
    ...(country === undefined ? {} : { country }),
    ...(hasPosition ? { latitude, longitude } : {}),
    claims,
  };
}

function buildStep(event: MaterialEvent, material: ScanMaterial, options: StopOptions): JourneyStep {
  const { id, body } = event;
  const isPublished = event.leafIndex < options.publishedSize;
  const made = madeIn(event);
  const claims: Claim[] = [
    { id, pointer: "/eventTime", value: momentValue(body.eventTime, event.eventTime) },
  ];
  for (const member of ["action", "bizStep", "disposition", "eventTimeZoneOffset"] as const) {
    const value = event[member];
    if (value !== null) claims.push(memberClaim(id, member, value));
  }
  claims.push(memberClaim(id, "type", event.type));
  if (made !== undefined) claims.push(...made.claims);
  return {
    id,
    type: event.type,
    ...(event.action === null ? {} : { action: event.action }),
    ...(event.bizStep === null ? {} : { bizStep: event.bizStep }),
    ...(event.disposition === null ? {} : { disposition: event.disposition }),
    ...(made === undefined ? {} : { made: made.role }),
    eventTime: event.eventTime,
    eventTimeZoneOffset: event.eventTimeZoneOffset ?? "+00:00",
    signer: signerOf(event, material, options.language, isPublished),
    ...temperatureOf(event, material),
    ...inputsOf(event),
    isPublished,
    claims: isPublished ? claims : [],
  };
}

function temperatureOf(
  event: MaterialEvent,
  { temperatures }: ScanMaterial,
): Pick<JourneyStep, "temperature"> {
  const readings = (temperatures.get(event.id) ?? []).flatMap((report) => temperatureReading(report, 0));
  if (readings.length === 0) return {};
  const values = readings.map(({ celsius }) => celsius);
  return { temperature: { minimum: Math.min(...values), maximum: Math.max(...values) } };
}

function inputsOf({ type, items }: MaterialEvent): Pick<JourneyStep, "inputs"> {
  const inputs = items.filter(({ pointer }) => pointer.startsWith("/input")).length;
  return type === "TransformationEvent" && inputs > 0 ? { inputs } : {};
}

function madeIn(event: MaterialEvent) {
  const isMaking = event.type === "ObjectEvent" && event.action === "ADD";
  return isMaking ? packDates(event).produced : undefined;
}

/** Names who signed a record; a signer without a party record goes by the end of its URI. */
export function signerOf(
  record: { id: string; iss: string },
  { parties }: Pick<ScanMaterial, "parties">,
  language: PageLanguage,
  isPublished = true,
): Signer {
  const party = parties.get(record.iss);
  const name = party === undefined ? undefined : localizedShown(party, "name", party.name, language);
  const tied =
    party === undefined || name === undefined
      ? undefined
      : { ...name, claims: [...name.claims, idClaim(party)] };
  return {
    iss: record.iss,
    name: tied ?? { text: record.iss.replace(/^https:\/\/(id\.gs1\.org\/417\/)?/, ""), claims: [] },
    claims: isPublished ? [{ id: record.id, pointer: "@iss", value: record.iss }] : [],
  };
}
