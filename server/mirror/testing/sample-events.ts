/** Typical events in normal form, the same for the same seed. For tests and benches of the mirror only. */
import { withCheckDigit } from "@/lib/digital-link/check-digit";
import type { JsonObject } from "@/lib/json";

const gtins = ["09521234543213", "09506000134352", withCheckDigit("0690123456789")];

/** A small random number generator (mulberry32): numbers in [0, 1), the same for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface SampleOptions {
  /** EPCs an event, default 3. */
  epcs?: number;
  /** Sensor reports an event, default 20. */
  readings?: number;
}

/** Makes the `n`-th sample event: mostly observations of lots and serials, some packing and blending. */
export function sampleEvent(n: number, random: () => number, options: SampleOptions = {}): JsonObject {
  const epcCount = options.epcs ?? 3;
  const eventTime = new Date(1_760_000_000_000 + n * 60_000).toISOString();
  const common: JsonObject = {
    eventID: `urn:uuid:00000000-0000-4000-8000-${n.toString(16).padStart(12, "0")}`,
    eventTime,
    eventTimeZoneOffset: "+08:00",
    readPoint: { id: `https://id.gs1.org/414/${withCheckDigit(`95200000000${n % 7}`)}/254/${n % 3}` },
    bizTransactionList: [{ type: "po", bizTransaction: `urn:epcglobal:cbv:bt:9520000000008:PO${n % 50}` }],
    sensorElementList: readingsOf(n, random, options.readings ?? 20),
  };
  const gtin = gtins[n % gtins.length] ?? "";
  const lot = `L${Math.floor(n / 20)}`;
  const serials = Array.from(
    { length: epcCount },
    (_, i) => `https://id.gs1.org/01/${gtin}/21/S${Math.floor(n / 5)}-${i}`,
  );
  const kind = random();
  if (kind < 0.1) return { ...common, ...blend(gtin, lot, n) };
  if (kind < 0.3) {
    const parentID = `https://id.gs1.org/00/${withCheckDigit(`0952000000${String(Math.floor(n / 30)).padStart(7, "0")}`)}`;
    const action = random() < 0.7 ? "ADD" : "DELETE";
    return { ...common, type: "AggregationEvent", action, bizStep: "packing", parentID, childEPCs: serials };
  }
  if (kind < 0.5) {
    return {
      ...common,
      type: "ObjectEvent",
      action: "ADD",
      bizStep: "commissioning",
      disposition: "active",
      epcList: serials,
      ilmd: { "cbvmda:lotNumber": lot, "cbvmda:bestBeforeDate": "2027-01-31" },
    };
  }
  const quantityList = [{ epcClass: `https://id.gs1.org/01/${gtin}/10/${lot}`, quantity: 12.5, uom: "KGM" }];
  return {
    ...common,
    type: "ObjectEvent",
    action: "OBSERVE",
    bizStep: "shipping",
    epcList: serials,
    quantityList,
  };
}

function blend(gtin: string, lot: string, n: number): JsonObject {
  return {
    type: "TransformationEvent",
    bizStep: "commissioning",
    inputQuantityList: [0, 1, 2].map((i) => ({
      epcClass: `https://id.gs1.org/01/${gtins[(n + 1) % gtins.length]}/10/L${Math.max(0, Math.floor(n / 20) - i)}`,
      quantity: 10 + i,
      uom: "KGM",
    })),
    outputQuantityList: [{ epcClass: `https://id.gs1.org/01/${gtin}/10/${lot}`, quantity: 30, uom: "KGM" }],
    ilmd: { "cbvmda:bestBeforeDate": "2027-06-30" },
  };
}

function readingsOf(n: number, random: () => number, count: number): JsonObject[] {
  const startMs = 1_760_000_000_000 + n * 60_000 - count * 300_000;
  return [
    {
      sensorMetadata: { deviceID: `https://id.gs1.org/8004/95200000${n % 9}` },
      sensorReport: Array.from({ length: count }, (_, i) => ({
        type: "Temperature",
        time: new Date(startMs + i * 300_000).toISOString(),
        value: Math.round((4 + random() * 3) * 10) / 10,
        uom: "CEL",
      })),
    },
  ];
}

/** Master data for the samples. */
export const sampleRecords: JsonObject[] = [
  {
    type: "party.described",
    id: "https://one.example",
    name: { en: "Sunny Hill Farm", "zh-CN": "阳光山农场" },
    country: "CN",
  },
  {
    type: "location.described",
    id: "https://id.gs1.org/414/9520000000001",
    name: { en: "West Lake Packhouse", "zh-CN": "西湖包装厂" },
    country: "CN",
    city: { en: "Hangzhou", "zh-CN": "杭州" },
    latitude: 30.25,
    longitude: 120.15,
    timeZone: "Asia/Shanghai",
    party: "https://one.example",
  },
  {
    type: "product.described",
    id: `https://id.gs1.org/01/${gtins[0]}`,
    name: { en: "Strawberries 250 g", "zh-CN": "草莓 250 克" },
    brand: { en: "Sunny Hill", "zh-CN": "阳光山" },
    party: "https://one.example",
    temperatureBand: { minimum: 0, maximum: 5, uom: "CEL" },
    shelfLifeDays: 9,
  },
  {
    type: "certificate.issued",
    id: "https://certifier.example/c/1",
    claim: { en: "Organic", "zh-CN": "有机" },
    subject: "https://id.gs1.org/414/9520000000001",
    standard: "GB/T 19630",
    validFrom: "2026-01-01",
    validUntil: "2027-01-01",
  },
];
