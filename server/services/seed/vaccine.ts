/** Story (b): influenza vaccine, serialised vials in cartons, kept at 2–8 °C from filling to the clinic. */

import type { Wander } from "./climate";
import { withCheckDigit } from "./gs1-keys";
import { itemId, products } from "./products";
import { type Random, randomSerial } from "./random";
import { sensorElements } from "./sensors";
import {
  aggregationEvent,
  capture,
  chinaDate,
  day,
  handOver,
  hour,
  type Moment,
  objectEvent,
  type StoryCapture,
} from "./story";

const lots = 3;
const cartonsPerLot = 4;
const vialsPerCarton = 10;

/** One lot: its cartons, each with its vials, and the shipper they travel in. */
interface VaccineLot {
  start: Moment;
  number: number;
  code: string;
  shipper: string;
  cartons: { id: string; vials: string[] }[];
}

/** Draws the lots; the same `random` gives the same serials. */
export function vaccineLots(today: Moment, random: Random): VaccineLot[] {
  return Array.from({ length: lots }, (_, number) => ({
    start: today - (40 - number * 10) * day,
    number,
    code: `FLU26${String(41 + number)}`,
    shipper: `https://id.gs1.org/00/${withCheckDigit(`09521021${String(number + 1).padStart(9, "0")}`)}`,
    cartons: Array.from({ length: cartonsPerLot }, () => ({
      id: itemId(products.vaccineCarton, randomSerial(random)),
      vials: Array.from({ length: vialsPerCarton }, () => itemId(products.vaccine, randomSerial(random))),
    })),
  }));
}

/** Tells every lot in order. */
export function vaccineStory(story: VaccineLot[], wander: Wander): StoryCapture[] {
  return story.flatMap((lot) => [
    ...filling(lot),
    ...cooling(lot, wander),
    ...delivering(lot, wander),
    ...using(lot, wander),
  ]);
}

function filling(lot: VaccineLot): StoryCapture[] {
  const at = lot.start + 9 * hour;
  const ilmd = {
    "cbvmda:lotNumber": lot.code,
    "cbvmda:itemExpirationDate": chinaDate(lot.start + products.vaccine.shelfLifeDays * day),
    "cbvmda:countryOfOrigin": "CN",
  };
  const filled = { at, place: "vaccinePlant", bizStep: "commissioning", disposition: "active" } as const;
  const packed = {
    at: at + 3 * hour,
    place: "vaccinePlant",
    bizStep: "packing",
    disposition: "in_progress",
  } as const;
  const vials = lot.cartons.flatMap((carton) => carton.vials);
  return [
    capture("vaccineMaker", at, [objectEvent("ADD", filled, { epcs: vials }, { ilmd })]),
    capture("vaccineMaker", packed.at, [
      objectEvent(
        "ADD",
        { ...packed, bizStep: "commissioning", disposition: "active" },
        { epcs: lot.cartons.map((c) => c.id) },
        { ilmd },
      ),
      ...lot.cartons.map((carton) =>
        aggregationEvent("ADD", packed, { parent: carton.id, epcs: carton.vials }),
      ),
    ]),
  ];
}

function cooling(lot: VaccineLot, wander: Wander): StoryCapture[] {
  const cartons = lot.cartons.map((carton) => carton.id);
  const stored = {
    at: lot.start + 14 * hour,
    place: "vaccineStore",
    bizStep: "storing",
    disposition: "in_progress",
  } as const;
  const passed = {
    at: lot.start + 3 * day,
    place: "vaccineStore",
    bizStep: "inspecting",
    disposition: "conformant",
  } as const;
  const loaded = {
    at: lot.start + 4 * day,
    place: "vaccineStore",
    bizStep: "packing",
    disposition: "in_progress",
  } as const;
  const log = sensorElements(wander, {
    device: "https://id.gs1.org/8004/9521021STOREB",
    from: stored.at,
    hours: 48,
    phase: lot.number * 1100,
    temperature: { level: 4.6, swing: 0.35 },
  });
  return [
    capture("vaccineMaker", passed.at, [
      objectEvent(
        "OBSERVE",
        { ...stored, at: stored.at + 48 * hour },
        { epcs: cartons },
        { sensorElementList: log },
      ),
      objectEvent(
        "OBSERVE",
        passed,
        { epcs: cartons },
        { certificationInfo: "https://example.org/release/influenza" },
      ),
    ]),
    capture("vaccineMaker", loaded.at, [
      aggregationEvent("ADD", loaded, { parent: lot.shipper, epcs: cartons }),
      objectEvent(
        "OBSERVE",
        { ...loaded, at: loaded.at + hour, bizStep: "shipping", disposition: "in_transit" },
        { epcs: [lot.shipper] },
        handOver("vaccineMaker", "clinic", `DA-${lot.code}`),
      ),
    ]),
  ];
}

function delivering(lot: VaccineLot, wander: Wander): StoryCapture[] {
  const depart = lot.start + 4 * day + 2 * hour;
  const legs = [0, 1, 2, 3].map((leg) =>
    objectEvent(
      "OBSERVE",
      {
        at: depart + (leg + 1) * 6 * hour,
        place: "vaccineHub",
        bizStep: "transporting",
        disposition: "in_transit",
      },
      { epcs: [lot.shipper] },
      {
        sensorElementList: sensorElements(wander, {
          device: "https://id.gs1.org/8004/9521013PHARMA7",
          from: depart + leg * 6 * hour,
          hours: 6,
          phase: lot.number * 1100 + 500 + leg * 72,
          temperature: { level: 5.1, swing: 0.5 },
        }),
      },
    ),
  );
  return [capture("carrier", depart + 24 * hour, legs)];
}

function using(lot: VaccineLot, wander: Wander): StoryCapture[] {
  const at = lot.start + 5 * day + 4 * hour;
  const cartons = lot.cartons.map((carton) => carton.id);
  const received = { at, place: "clinicFridge", bizStep: "receiving", disposition: "in_progress" } as const;
  const opened = { ...received, at: at + hour, bizStep: "unpacking" };
  const stored = {
    at: at + 97 * hour,
    place: "clinicFridge",
    bizStep: "storing",
    disposition: "sellable_not_accessible",
  } as const;
  const given = {
    at: at + 5 * day,
    place: "clinicFridge",
    bizStep: "dispensing",
    disposition: "dispensed",
  } as const;
  const first = lot.cartons[0];
  const fridge = sensorElements(wander, {
    device: "https://id.gs1.org/8004/9521022FRIDGE1",
    from: at + hour,
    hours: 96,
    phase: lot.number * 1100 + 900,
    temperature: { level: 4.9, swing: 0.6 },
  });
  return [
    capture("clinic", opened.at, [
      objectEvent("OBSERVE", received, { epcs: [lot.shipper] }),
      aggregationEvent("DELETE", opened, { parent: lot.shipper, epcs: cartons }),
    ]),
    capture("clinic", stored.at, [
      objectEvent("OBSERVE", stored, { epcs: cartons }, { sensorElementList: fridge }),
    ]),
    ...(first === undefined
      ? []
      : [
          capture("clinic", given.at, [
            aggregationEvent(
              "DELETE",
              { ...given, bizStep: "unpacking", disposition: "in_progress" },
              { parent: first.id, epcs: first.vials },
            ),
            objectEvent("OBSERVE", { ...given, at: given.at + hour }, { epcs: first.vials.slice(0, 4) }),
          ]),
        ]),
  ];
}
