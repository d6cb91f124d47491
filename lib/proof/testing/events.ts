/**
 * Made-up EPCIS events in normal form, for tests.
 */
import type { JsonObject } from "@/lib/json";

/** An event with every kind of member that is cut into fields in its own way. */
export const harvest: JsonObject = {
  type: "ObjectEvent",
  action: "ADD",
  bizStep: "commissioning",
  eventID: "urn:uuid:0b7b6a58-9f3c-4e0f-9d32-1e3b2f3a4c5d",
  eventTime: "2026-05-04T06:30:00+08:00",
  eventTimeZoneOffset: "+08:00",
  epcList: [],
  quantityList: [
    { epcClass: "https://id.gs1.org/01/09520000000017/10/A1", quantity: 120.5, uom: "KGM" },
    { epcClass: "https://id.gs1.org/01/09520000000017/10/A2", quantity: 80, uom: "KGM" },
  ],
  ilmd: { "ex:harvester/team": "north~2", bestBeforeDate: "2026-05-12", countryOfOrigin: "CN" },
  readPoint: { id: "https://id.gs1.org/414/9520000000024" },
};

/** A small event. */
export const shipment: JsonObject = {
  type: "ObjectEvent",
  action: "OBSERVE",
  bizStep: "shipping",
  epcList: ["https://id.gs1.org/00/095200000000000017"],
};

/** Another small event. */
export const receipt: JsonObject = {
  type: "ObjectEvent",
  action: "OBSERVE",
  bizStep: "receiving",
  certificationInfo: "https://certificates.example/17",
  epcList: ["https://id.gs1.org/00/095200000000000017"],
};
