/**
 * The events that are captured: crates of strawberries commissioned at a packhouse, with one sensor reading. All differ
 * in serials and time, so that none is a duplicate. In normal form one is 20 fields and about 1 kB (the header of a run
 * tells exactly), which the mirror holds as some ten rows.
 */
import { assignEventId } from "@/lib/epcis/event-hash";
import { parseEpcis } from "@/lib/epcis/parse";
import { invariant } from "@/lib/errors";
import { fieldsOf } from "@/lib/fields/fields";
import { canonicalBytes } from "@/lib/jcs";
import type { JsonObject } from "@/lib/json";
import { nodeSuite } from "@/server/crypto/node-suite";
import { organisations } from "@/server/services/seed/organisations";
import { places } from "@/server/services/seed/places";
import { products } from "@/server/services/seed/products";
import { chinaTime } from "@/server/services/seed/story";

/** The demo person who captures, and the member who is signed for. */
export const capturer = { personId: "packhouse", iss: organisations.packhouse.iss };

/** Events in one document. */
export const eventsPerDocument = 100;

const contexts = ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"];
const beginning = Date.UTC(2026, 4, 1);

/** Crates in one event. */
const cratesPerEvent = 4;

let events = 0;

/** Makes an event that no other is equal to, in this process. */
function nextEvent(): JsonObject {
  const number = events++;
  const time = chinaTime(beginning + number * 1000);
  const item = `https://id.gs1.org/01/${products.berries.gtin}`;
  const lot = `B${Math.floor(number / 500)}`;
  return {
    type: "ObjectEvent",
    action: "ADD",
    eventTime: time,
    eventTimeZoneOffset: "+08:00",
    bizStep: "commissioning",
    disposition: "active",
    readPoint: { id: places.packhouse.id },
    bizLocation: { id: places.packhouse.id },
    epcList: Array.from({ length: cratesPerEvent }, (_, i) => `${item}/21/${number * cratesPerEvent + i}`),
    quantityList: [{ epcClass: `${item}/10/${lot}`, quantity: 16 }],
    bizTransactionList: [{ type: "prodorder", bizTransaction: `urn:epcglobal:cbv:bt:9521012000006:${lot}` }],
    sensorElementList: [
      {
        sensorMetadata: { time, deviceID: "https://id.gs1.org/8004/9521012PACK1" },
        sensorReport: [{ type: "Temperature", value: 1 + (number % 30) / 10, uom: "CEL" }],
      },
    ],
    ilmd: {
      "cbvmda:lotNumber": lot,
      "cbvmda:bestBeforeDate": "2026-05-12",
      "cbvmda:harvestStartDate": "2026-05-01",
      "cbvmda:countryOfOrigin": "CN",
    },
  };
}

/** Makes one event as it is sent by itself. */
export function bareEvent(): JsonObject {
  return { "@context": contexts, ...nextEvent() };
}

/** Makes an EPCISDocument of as many events. */
export function document(eventCount: number): JsonObject {
  return {
    "@context": contexts,
    type: "EPCISDocument",
    schemaVersion: "2.0",
    creationDate: chinaTime(beginning),
    epcisBody: { eventList: Array.from({ length: eventCount }, nextEvent) },
  };
}

/** Makes one event in normal form, its id assigned: what is committed to fields. */
export function normalEvent(): JsonObject {
  const [event] = parseEpcis(bareEvent()).events;
  invariant(event !== undefined, "a bare event is one event");
  return assignEventId(nodeSuite.sha256, event);
}

/** Tells how large an event of the workload is. */
export function workloadLine(): string {
  const event = normalEvent();
  return `${fieldsOf(event).length} fields and ${canonicalBytes(event).length} bytes an event in normal form`;
}
