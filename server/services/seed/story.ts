/** How the demo's stories are told: captures by organisations, made of EPCIS 2.0 events. */
import type { JsonObject } from "@/lib/json";
import { type OrganisationName, organisations } from "./organisations";
import { type PlaceName, places } from "./places";

/** One capture: events that one organisation signs together. */
export interface StoryCapture {
  iss: string;
  document: JsonObject;
}

/** A moment of the story: ms since the epoch. */
export type Moment = number;

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** Writes a moment as China Standard Time: all of the demo happens there. */
export function chinaTime(at: Moment): string {
  return `${new Date(at + 8 * hour).toISOString().slice(0, 23)}+08:00`;
}

/** Writes the China Standard Time date of a moment: YYYY-MM-DD. */
export function chinaDate(at: Moment): string {
  return chinaTime(at).slice(0, 10);
}

/** Wraps events into an EPCISDocument signed by an organisation. */
export function capture(by: OrganisationName, at: Moment, events: JsonObject[]): StoryCapture {
  return {
    iss: organisations[by].iss,
    document: {
      "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
      type: "EPCISDocument",
      schemaVersion: "2.0",
      creationDate: chinaTime(at),
      epcisBody: { eventList: events },
    },
  };
}

/** What every event of the stories has: when, where, why. */
interface Moves {
  at: Moment;
  place: PlaceName;
  bizStep: string;
  disposition: string;
}

function when({ at, place, bizStep, disposition }: Moves): JsonObject {
  return {
    eventTime: chinaTime(at),
    eventTimeZoneOffset: "+08:00",
    bizStep,
    disposition,
    readPoint: { id: places[place].id },
    bizLocation: { id: places[place].id },
  };
}

/** An ObjectEvent over items (`epcs`) and lots. */
export function objectEvent(
  action: "ADD" | "OBSERVE" | "DELETE",
  moves: Moves,
  things: { epcs?: string[]; lots?: JsonObject[] },
  more: JsonObject = {},
): JsonObject {
  return {
    type: "ObjectEvent",
    action,
    ...when(moves),
    ...(things.epcs === undefined ? {} : { epcList: things.epcs }),
    ...(things.lots === undefined ? {} : { quantityList: things.lots }),
    ...more,
  };
}

/** An AggregationEvent: children packed into (ADD) or taken out of (DELETE) a parent. */
export function aggregationEvent(
  action: "ADD" | "DELETE",
  moves: Moves,
  things: { parent: string; epcs?: string[]; lots?: JsonObject[] },
): JsonObject {
  return {
    type: "AggregationEvent",
    action,
    ...when(moves),
    parentID: things.parent,
    ...(things.epcs === undefined ? {} : { childEPCs: things.epcs }),
    ...(things.lots === undefined ? {} : { childQuantityList: things.lots }),
  };
}

/** A TransformationEvent: input lots become output lots. */
export function transformationEvent(
  moves: Moves,
  things: { inputs: JsonObject[]; outputs: JsonObject[] },
  ilmd: JsonObject,
): JsonObject {
  return {
    type: "TransformationEvent",
    ...when(moves),
    inputQuantityList: things.inputs,
    outputQuantityList: things.outputs,
    ilmd,
  };
}

/** A quantity of a lot; `uom` is a UN/CEFACT Rec 20 code, absent for a count. */
export function quantity(epcClass: string, amount: number, uom?: string): JsonObject {
  return { epcClass, quantity: amount, ...(uom === undefined ? {} : { uom }) };
}

/** A hand-over between two organisations: who sends, who receives, under which despatch advice. */
export function handOver(from: OrganisationName, to: OrganisationName, advice: string): JsonObject {
  return {
    bizTransactionList: [{ type: "desadv", bizTransaction: `urn:epcglobal:cbv:bt:${glnOf(from)}:${advice}` }],
    sourceList: [{ type: "owning_party", source: organisations[from].iss }],
    destinationList: [{ type: "owning_party", destination: organisations[to].iss }],
  };
}

function glnOf(name: OrganisationName): string {
  return organisations[name].iss.slice(-13);
}
