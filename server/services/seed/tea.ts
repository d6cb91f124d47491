/** Story (c): dried tea, three farms' lots blended into one. */
import type { JsonObject } from "@/lib/json";
import type { Wander } from "./climate";
import type { OrganisationName } from "./organisations";
import type { PlaceName } from "./places";
import { lotId, type ProductName, products } from "./products";
import { sensorElements } from "./sensors";
import {
  capture,
  chinaDate,
  day,
  handOver,
  hour,
  type Moment,
  objectEvent,
  quantity,
  type StoryCapture,
  transformationEvent,
} from "./story";

const blends = 4;

const farms: {
  farm: OrganisationName;
  place: PlaceName;
  leaf: ProductName;
  letter: string;
  kilograms: number;
}[] = [
  { farm: "teaFarmNorth", place: "teaNorth", leaf: "leafNorth", letter: "N", kilograms: 180 },
  { farm: "teaFarmEast", place: "teaEast", leaf: "leafEast", letter: "E", kilograms: 140 },
  { farm: "teaFarmSouth", place: "teaSouth", leaf: "leafSouth", letter: "S", kilograms: 100 },
];

/** One blend: the lots of leaf that go into it. */
interface Blend {
  start: Moment;
  number: number;
  lot: string;
}

/** The lot that the demo points at. */
export function latestTeaLot(today: Moment): string {
  return blend(today, blends - 1).lot;
}

/** Tells every blend in order. */
export function teaStory(today: Moment, wander: Wander): StoryCapture[] {
  return Array.from({ length: blends }, (_, number) => blend(today, number)).flatMap((b) => [
    ...farms.flatMap((_, i) => growing(b, i)),
    ...blending(b, wander),
    ...selling(b),
  ]);
}

function blend(today: Moment, number: number): Blend {
  return {
    start: today - (70 - number * 12) * day,
    number,
    lot: `TG26${String(number + 7).padStart(2, "0")}`,
  };
}

function leafLot(b: Blend, i: number): string {
  return `${farms[i]?.letter ?? "X"}26${String(b.number + 21)}`;
}

function leafQuantity(b: Blend, i: number): JsonObject {
  const farm = farms[i];
  if (farm === undefined) return {};
  return quantity(lotId(products[farm.leaf], leafLot(b, i)), farm.kilograms + b.number * 5, "KGM");
}

function growing(b: Blend, i: number): StoryCapture[] {
  const farm = farms[i];
  if (farm === undefined) return [];
  const made = {
    at: b.start + (10 + i * 2) * hour,
    place: farm.place,
    bizStep: "commissioning",
    disposition: "active",
  };
  const sent = {
    at: b.start + 3 * day + i * hour,
    place: farm.place,
    bizStep: "shipping",
    disposition: "in_transit",
  };
  const ilmd = {
    "cbvmda:lotNumber": leafLot(b, i),
    "cbvmda:harvestStartDate": chinaDate(b.start - 2 * day),
    "cbvmda:harvestEndDate": chinaDate(b.start),
    "cbvmda:countryOfOrigin": "CN",
  };
  const transfer = handOver(farm.farm, "teaBlender", `DA-${leafLot(b, i)}`);
  return [
    capture(farm.farm, made.at, [objectEvent("ADD", made, { lots: [leafQuantity(b, i)] }, { ilmd })]),
    capture(farm.farm, sent.at, [objectEvent("OBSERVE", sent, { lots: [leafQuantity(b, i)] }, transfer)]),
  ];
}

function tins(b: Blend): number {
  const kilograms = farms.reduce((sum, farm) => sum + farm.kilograms + b.number * 5, 0);
  return Math.floor(kilograms * 0.97 * 10);
}

function blending(b: Blend, wander: Wander): StoryCapture[] {
  const received = {
    at: b.start + 4 * day,
    place: "teaHouse",
    bizStep: "receiving",
    disposition: "in_progress",
  } as const;
  const rested = {
    at: b.start + 6 * day,
    place: "teaHouse",
    bizStep: "storing",
    disposition: "in_progress",
  } as const;
  const blended = {
    at: b.start + 7 * day,
    place: "teaHouse",
    bizStep: "commissioning",
    disposition: "active",
  } as const;
  const inputs = farms.map((_, i) => leafQuantity(b, i));
  const room = sensorElements(wander, {
    device: "https://id.gs1.org/8004/9521031ROOM2",
    from: received.at + hour,
    hours: 46,
    phase: b.number * 700,
    temperature: { level: 21, swing: 0.8 },
    humidity: { level: 52, swing: 2.5 },
  });
  const ilmd = {
    "cbvmda:lotNumber": b.lot,
    "cbvmda:bestBeforeDate": chinaDate(b.start + products.tea.shelfLifeDays * day),
    "cbvmda:countryOfOrigin": "CN",
  };
  return [
    capture("teaBlender", rested.at, [
      ...inputs.map((lot, i) =>
        objectEvent("OBSERVE", { ...received, at: received.at + i * hour }, { lots: [lot] }),
      ),
      objectEvent("OBSERVE", rested, { lots: inputs }, { sensorElementList: room }),
    ]),
    capture("teaBlender", blended.at, [
      transformationEvent(
        blended,
        { inputs, outputs: [quantity(lotId(products.tea, b.lot), tins(b))] },
        ilmd,
      ),
    ]),
  ];
}

function selling(b: Blend): StoryCapture[] {
  const tea = [quantity(lotId(products.tea, b.lot), tins(b))];
  const sent = {
    at: b.start + 9 * day,
    place: "teaHouse",
    bizStep: "shipping",
    disposition: "in_transit",
  } as const;
  const received = {
    at: b.start + 11 * day,
    place: "teaShop",
    bizStep: "receiving",
    disposition: "in_progress",
  } as const;
  const shelf = {
    at: b.start + 12 * day,
    place: "teaShop",
    bizStep: "stocking",
    disposition: "sellable_accessible",
  } as const;
  return [
    capture("teaBlender", sent.at, [
      objectEvent("OBSERVE", sent, { lots: tea }, handOver("teaBlender", "retailer", `DA-${b.lot}`)),
    ]),
    capture("retailer", shelf.at, [
      objectEvent("OBSERVE", received, { lots: tea }),
      objectEvent("OBSERVE", shelf, { lots: tea }),
    ]),
  ];
}
