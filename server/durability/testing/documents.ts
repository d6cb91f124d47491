/** Documents by name: sender and checker make the same one from the same name, so only names need to travel. */
import { createHash } from "node:crypto";
import type { JsonObject } from "@/lib/json";

/** Events in a document of the larger kind. */
export const eventsOfMany = 100;

/** The members that capture, by number. */
export const makers = [0, 1, 2].map((n) => `https://maker-${n}.example`);

/** What to capture and in whose name. `round.lane.n`; of sixteen lanes the last sends documents of 100 events. */
export interface Sent {
  readonly iss: string;
  readonly document: JsonObject;
  /** In document order, in normal form: what has to come out of the log again, byte for byte. */
  readonly events: readonly JsonObject[];
}

/** Makes the document of a name such as `3.14.0`. */
export function documentOf(name: string): Sent {
  const [, lane = 0, n = 0] = name.split(".").map(Number);
  const iss = makers[(lane + n) % makers.length] ?? "";
  const isMany = lane % 16 === 15;
  const events = Array.from({ length: isMany ? eventsOfMany : 1 }, (_, i) => eventOf(`${name}.${i}`));
  const [first = {}] = events;
  const context = ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"];
  if (!isMany) return { iss, document: { "@context": context, ...first }, events };
  return {
    iss,
    document: {
      "@context": context,
      type: "EPCISDocument",
      schemaVersion: "2.0",
      creationDate: "2026-11-01T00:00:00Z",
      epcisBody: { eventList: events },
    },
    events,
  };
}

function eventOf(name: string): JsonObject {
  const id = createHash("sha256").update(name).digest("hex");
  const uuid = [
    id.slice(0, 8),
    id.slice(8, 12),
    `4${id.slice(13, 16)}`,
    `8${id.slice(17, 20)}`,
    id.slice(20, 32),
  ];
  return {
    type: "ObjectEvent",
    eventID: `urn:uuid:${uuid.join("-")}`,
    eventTime: "2026-11-01T08:00:00.000Z",
    eventTimeZoneOffset: "+08:00",
    epcList: [`https://id.gs1.org/01/09521001000016/21/${id.slice(32, 48)}`],
    action: "OBSERVE",
    bizStep: "shipping",
    disposition: "in_transit",
    readPoint: { id: "https://id.gs1.org/414/9521001000009" },
    sensorElementList: [
      {
        sensorReport: [{ type: "Temperature", value: Number.parseInt(id.slice(0, 3), 16) / 100, uom: "CEL" }],
      },
    ],
  };
}
