import { canonicalItemId } from "../digital-link/epc-uri";
import { isObject, type JsonObject, type JsonValue } from "../json";

/** Gives the canonical id of the place where an event was observed; null when the event does not say. */
export function readPointOf(event: JsonObject): string | null {
  return placeId(event.readPoint);
}

/** Gives the canonical id of the place where things are after an event; null when the event does not say. */
export function bizLocationOf(event: JsonObject): string | null {
  return placeId(event.bizLocation);
}

function placeId(place: JsonValue | undefined): string | null {
  return isObject(place) && typeof place.id === "string" ? canonicalItemId(place.id) : null;
}
