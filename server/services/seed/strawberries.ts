/** Story (a): strawberries from two field lots to a shop in two days, ten harvests in a row. */

import type { JsonObject } from "@/lib/json";
import type { Wander } from "./climate";
import { withCheckDigit } from "./gs1-keys";
import { lotId, products } from "./products";
import { type Logging, sensorElements } from "./sensors";
import {
  aggregationEvent,
  capture,
  chinaDate,
  day,
  handOver,
  hour,
  type Moment,
  minute,
  objectEvent,
  quantity,
  type StoryCapture,
  transformationEvent,
} from "./story";

/** Harvests before the day of the seed; the last one is three days old and on the shelf. */
const harvests = 10;

/** One harvest day: its lots, pallets and weights. */
interface Harvest {
  /** 00:00 China time of the harvest day. */
  start: Moment;
  number: number;
  fieldLots: [string, string];
  lot: string;
  pallets: [string, string];
  crates: [number, number];
  /** The last harvest waited at a dock with the door open. */
  hasExcursion: boolean;
}

/** The lot that the demo points at: the last harvest. */
export function latestBerryLot(today: Moment): string {
  return harvest(today, harvests - 1).lot;
}

/** Tells every harvest in order. `today` = 00:00 China time of the seed's day. */
export function strawberryStory(today: Moment, wander: Wander): StoryCapture[] {
  return Array.from({ length: harvests }, (_, i) => harvest(today, i)).flatMap((h) => [
    ...picking(h, wander),
    ...packing(h, wander),
    ...travelling(h, wander),
    ...selling(h, wander),
  ]);
}

function harvest(today: Moment, number: number): Harvest {
  const start = today - (harvests + 2 - number) * day;
  const code = chinaDate(start).slice(2).replaceAll("-", "");
  const sscc = (n: number) =>
    `https://id.gs1.org/00/${withCheckDigit(`09521012${String(number * 2 + n + 1).padStart(9, "0")}`)}`;
  return {
    start,
    number,
    fieldLots: [`F${code}A`, `F${code}B`],
    lot: `S${code}`,
    pallets: [sscc(0), sscc(1)],
    crates: [70 + ((number * 7) % 11), 64 + ((number * 5) % 13)],
    hasExcursion: number === harvests - 1,
  };
}

function fieldQuantities(h: Harvest): JsonObject[] {
  return h.fieldLots.map((lot, i) =>
    quantity(lotId(products.fieldBerries, lot), (h.crates[i] ?? 0) * 8, "KGM"),
  );
}

function picking(h: Harvest, wander: Wander): StoryCapture[] {
  const at = h.start + 8.5 * hour;
  const picked = fieldQuantities(h).map((lot, i) =>
    objectEvent(
      "ADD",
      { at: at + i * 40 * minute, place: "berryField", bizStep: "commissioning", disposition: "active" },
      { lots: [lot] },
      {
        ilmd: {
          "cbvmda:lotNumber": h.fieldLots[i] ?? "",
          "cbvmda:harvestStartDate": chinaDate(h.start),
          "cbvmda:harvestEndDate": chinaDate(h.start),
          "cbvmda:countryOfOrigin": "CN",
        },
        sensorElementList: sensorElements(wander, {
          device: `https://id.gs1.org/8004/9521011FIELD${i + 1}`,
          from: at - 2 * hour,
          hours: 2,
          phase: h.number * 300 + i * 60,
          temperature: { level: 12, swing: 1.2 },
          humidity: { level: 78, swing: 4 },
        }),
      },
    ),
  );
  const leaving = {
    at: h.start + 10 * hour,
    place: "berryField",
    bizStep: "shipping",
    disposition: "in_transit",
  } as const;
  const transfer = handOver("berryFarm", "packhouse", `DA-${h.lot}-1`);
  return [
    capture("berryFarm", at + hour, picked),
    capture("berryFarm", leaving.at, [
      objectEvent("OBSERVE", leaving, { lots: fieldQuantities(h) }, transfer),
    ]),
  ];
}

/** 500 g punnets from the crates, after about 4 % is sorted out. */
function punnets(h: Harvest): number {
  return Math.floor(((h.crates[0] + h.crates[1]) * 8 * 0.96) / 0.5 / 2) * 2;
}

function packing(h: Harvest, wander: Wander): StoryCapture[] {
  const berries = lotId(products.berries, h.lot);
  const arrived = {
    at: h.start + 11 * hour,
    place: "packhouse",
    bizStep: "receiving",
    disposition: "in_progress",
  } as const;
  const packed = {
    at: h.start + 13 * hour,
    place: "packhouse",
    bizStep: "commissioning",
    disposition: "active",
  } as const;
  const cooled = {
    at: h.start + 17 * hour,
    place: "cooler",
    bizStep: "storing",
    disposition: "in_progress",
  } as const;
  const loaded = {
    at: h.start + 17.5 * hour,
    place: "cooler",
    bizStep: "packing",
    disposition: "in_progress",
  } as const;
  const ilmd = {
    "cbvmda:lotNumber": h.lot,
    "cbvmda:bestBeforeDate": chinaDate(h.start + products.berries.shelfLifeDays * day),
    "cbvmda:countryOfOrigin": "CN",
  };
  const cooling = sensorElements(wander, {
    device: "https://id.gs1.org/8004/9521012COOLER",
    from: h.start + 13.5 * hour,
    hours: 3.5,
    phase: h.number * 300 + 900,
    temperature: { level: 1.8, swing: 0.3 },
    humidity: { level: 91, swing: 1.5 },
  });
  return [
    capture("packhouse", arrived.at, [objectEvent("OBSERVE", arrived, { lots: fieldQuantities(h) })]),
    capture("packhouse", packed.at, [
      transformationEvent(
        packed,
        { inputs: fieldQuantities(h), outputs: [quantity(berries, punnets(h))] },
        ilmd,
      ),
    ]),
    capture("packhouse", loaded.at, [
      objectEvent(
        "OBSERVE",
        cooled,
        { lots: [quantity(berries, punnets(h))] },
        { sensorElementList: cooling },
      ),
      ...h.pallets.map((parent, i) =>
        aggregationEvent(
          "ADD",
          { ...loaded, at: loaded.at + i * 10 * minute },
          { parent, lots: [quantity(berries, punnets(h) / 2)] },
        ),
      ),
    ]),
    capture("packhouse", h.start + 18.5 * hour, [
      objectEvent(
        "OBSERVE",
        { at: h.start + 18.5 * hour, place: "cooler", bizStep: "shipping", disposition: "in_transit" },
        { epcs: h.pallets },
        handOver("packhouse", "retailer", `DA-${h.lot}-2`),
      ),
    ]),
  ];
}

/** Readings of one pallet over the night on the road and at the dock of the distribution centre. */
function palletLog(h: Harvest, pallet: number, from: Moment, hours: number, isAtDock: boolean): Logging {
  const rise = { from: from + 55 * minute, minutes: 50, degrees: 7.4 };
  return {
    device: `https://id.gs1.org/8004/9521013LOGGER${pallet + 1}`,
    from,
    hours,
    phase: h.number * 300 + pallet * 97 + (isAtDock ? 450 : 0),
    temperature: { level: isAtDock ? 2.6 : 2.2, swing: 0.4 },
    humidity: { level: 89, swing: 2 },
    ...(isAtDock && h.hasExcursion && pallet === 0 ? { rise } : {}),
  };
}

function travelling(h: Harvest, wander: Wander): StoryCapture[] {
  const depart = h.start + 19 * hour;
  const arrive = h.start + 30 * hour;
  const observe = (pallet: number, from: Moment, hours: number, isAtDock: boolean) =>
    objectEvent(
      "OBSERVE",
      {
        at: from + hours * hour,
        place: isAtDock ? "distribution" : "truck",
        bizStep: isAtDock ? "storing" : "transporting",
        disposition: isAtDock ? "in_progress" : "in_transit",
      },
      { epcs: [h.pallets[pallet] ?? ""] },
      { sensorElementList: sensorElements(wander, palletLog(h, pallet, from, hours, isAtDock)) },
    );
  const received = {
    at: arrive,
    place: "distribution",
    bizStep: "receiving",
    disposition: "in_progress",
  } as const;
  const sent = {
    at: h.start + 36 * hour,
    place: "distribution",
    bizStep: "shipping",
    disposition: "in_transit",
  } as const;
  return [
    capture(
      "carrier",
      depart + 6 * hour,
      [0, 1].map((p) => observe(p, depart, 6, false)),
    ),
    capture("carrier", arrive, [
      ...[0, 1].map((p) => observe(p, depart + 6 * hour, 5, false)),
      objectEvent("OBSERVE", received, { epcs: h.pallets }),
    ]),
    capture("carrier", h.start + 36 * hour, [
      ...[0, 1].map((p) => observe(p, arrive, 5.5, true)),
      objectEvent("OBSERVE", sent, { epcs: h.pallets }, handOver("packhouse", "retailer", `DA-${h.lot}-3`)),
    ]),
  ];
}

function selling(h: Harvest, wander: Wander): StoryCapture[] {
  const berries = lotId(products.berries, h.lot);
  const at = h.start + 38 * hour;
  const received = { at, place: "shop", bizStep: "receiving", disposition: "in_progress" } as const;
  const opened = {
    at: at + 40 * minute,
    place: "shop",
    bizStep: "unpacking",
    disposition: "in_progress",
  } as const;
  const shelf = {
    at: at + 4 * hour,
    place: "shop",
    bizStep: "stocking",
    disposition: "sellable_accessible",
  } as const;
  const cabinet = sensorElements(wander, {
    device: "https://id.gs1.org/8004/9521014CABINET3",
    from: at + hour,
    hours: 3,
    phase: h.number * 300 + 1300,
    temperature: { level: 3, swing: 0.35 },
    humidity: { level: 82, swing: 3 },
  });
  return [
    capture("retailer", opened.at + hour, [
      objectEvent("OBSERVE", received, { epcs: h.pallets }),
      ...h.pallets.map((parent) =>
        aggregationEvent("DELETE", opened, { parent, lots: [quantity(berries, punnets(h) / 2)] }),
      ),
    ]),
    capture("retailer", shelf.at, [
      objectEvent(
        "OBSERVE",
        shelf,
        { lots: [quantity(berries, punnets(h))] },
        { sensorElementList: cabinet },
      ),
    ]),
  ];
}
