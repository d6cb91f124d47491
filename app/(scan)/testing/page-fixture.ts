/** A small page, as the scan procedure would answer it. For tests only. */
import { temperatureHistory } from "@/lib/sensor/temperature-history";
import type { Claim, JourneyStep, ProvenancePage, Shown } from "../render/view";

const startMs = Date.parse("2026-11-20T08:30:00+08:00");

function shown(text: string, id: string, pointer: string): Shown {
  return { text, claims: [{ id, pointer, value: text }] };
}

function step(id: string, hours: number, more: Partial<JourneyStep> & { bizStep: string }): JourneyStep {
  const eventTime = new Date(startMs + hours * 3_600_000).toISOString();
  const claims: Claim[] = [
    { id, pointer: "/eventTime", value: eventTime },
    { id, pointer: "/bizStep", value: more.bizStep },
  ];
  return {
    id,
    type: "ObjectEvent",
    action: "OBSERVE",
    eventTime,
    eventTimeZoneOffset: "+08:00",
    signer: { iss: "https://farm.example", name: shown("Hill Farm", "2.0", "/name/en"), claims: [] },
    isPublished: true,
    claims,
    ...more,
  };
}

function history() {
  const readings = [2, 3, 6, 7, 3, 2].map((celsius, i) => ({
    timeMs: startMs + i * 600_000,
    celsius,
    device: "a",
    source: 0,
  }));
  const found = temperatureHistory(readings, [{ minimum: 0, maximum: 4 }]);
  if (found === undefined) throw new Error("expected a history");
  return found;
}

/** Makes the page; `over` replaces whole members. */
export function pageFixture(over: Partial<ProvenancePage> = {}): ProvenancePage {
  const place = {
    id: "https://id.gs1.org/414/9521000001010",
    name: shown("Hill field", "3.0", "/name/en"),
    city: shown("Donggang", "3.0", "/city/en"),
    country: shown("CN", "3.0", "/country"),
    latitude: 39.9,
    longitude: 124.2,
    claims: [],
  };
  return {
    kind: "page",
    subject: "https://id.gs1.org/01/09521012000013/10/L1",
    path: "/01/09521012000013/10/L1",
    level: "lot",
    madeAt: "2026-11-22T12:00:00.000Z",
    verdict: { kind: "traced", steps: 2, excursions: 1 },
    product: {
      name: shown("Berries 500 g", "4.0", "/name/en"),
      gtin: "09521012000013",
      lot: { text: "L1", claims: [] },
    },
    origin: { place, sources: 1 },
    startedAt: { iso: "2026-11-20T00:30:00.000Z", offset: "+08:00", claims: [] },
    journey: [
      {
        place,
        placeClaims: [],
        steps: [
          step("7.0", 0, { bizStep: "commissioning", made: "harvested" }),
          step("7.1", 2, { bizStep: "shipping" }),
        ],
      },
    ],
    temperature: { ...history(), sources: [{ id: "7.0", record: "4.0" }], bandClaims: [], offset: "+08:00" },
    certificates: [],
    unknowns: [{ kind: "copies" }, { kind: "omission" }],
    log: { origin: "log.example/log", vkey: "log.example/log+00000000+AA", treeSize: 8, rootHash: "00" },
    publicUrl: "https://trace.example",
    touched: [],
    isPublished: true,
    isTruncated: false,
    ...over,
  };
}
