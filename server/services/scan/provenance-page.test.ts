import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canonicalize } from "@/lib/jcs";
import { isObject, type JsonValue } from "@/lib/json";
import { type VerifiedBundle, verifyBundle } from "@/lib/proof/verify";
import { temperatureHistory } from "@/lib/sensor/temperature-history";
import { temperatureReadingsOf } from "@/lib/sensor/temperature-readings";
import { nodeSuite } from "@/server/crypto/node-suite";
import { captureEvents } from "@/server/services/capture/capture-events";
import { publicProof } from "@/server/services/proofs/public-proof";
import { organisations } from "@/server/services/seed/organisations";
import { places } from "@/server/services/seed/places";
import { products } from "@/server/services/seed/products";
import type { Claim, ProvenancePage } from "./page-model";
import { provenancePage } from "./provenance-page";
import { type BerryWorld, nowMs, openBerryWorld, settle } from "./testing/berry-world";

let world: BerryWorld;

beforeAll(async () => {
  world = await openBerryWorld();
});
afterAll(() => world.close());

async function pageOf(path = world.path, language: "en" | "zh-CN" = "en"): Promise<ProvenancePage> {
  const answer = await provenancePage(world.deps, path, language);
  if (answer.kind !== "page") throw new Error(`expected a page, got ${answer.kind}`);
  return answer;
}

/** Finds every claim of a page, wherever it stands. */
function claimsIn(value: unknown): Claim[] {
  if (Array.isArray(value)) return value.flatMap(claimsIn);
  if (typeof value !== "object" || value === null) return [];
  if ("pointer" in value && "id" in value && "value" in value) return [value as Claim];
  return Object.values(value).flatMap(claimsIn);
}

/** Verifies the public proof of a path, and gives what it discloses by record. */
async function verifiedRecords(path = world.path) {
  const file = await publicProof(world.deps, path);
  const trust = { origin: world.deps.ledger.origin, logVkey: world.deps.ledger.vkey };
  const records = new Map<string, { iss: string; event: VerifiedBundle["events"][number] }>();
  for (const [i, bundle] of file.set.bundles.entries()) {
    const { iss, events } = await verifyBundle(nodeSuite, bundle, trust);
    for (const [k, event] of events.entries()) records.set(file.records?.[i]?.[k] ?? "", { iss, event });
  }
  return records;
}

function signedValue(
  record: Awaited<ReturnType<typeof verifiedRecords>> extends Map<string, infer R> ? R | undefined : never,
  pointer: string,
): JsonValue | undefined {
  if (record === undefined) return undefined;
  if (pointer === "@iss") return record.iss;
  const { disclosed } = record.event;
  const field = [...disclosed.keys()].find(
    (one) => one !== "" && (pointer === one || pointer.startsWith(`${one}/`)),
  );
  const rest = field === undefined ? [] : pointer.slice(field.length).split("/").slice(1);
  const step = (value: JsonValue | undefined, name: string) => (isObject(value) ? value[name] : undefined);
  return field === undefined ? undefined : rest.reduce(step, disclosed.get(field));
}

/** Lists the claims of a page that its own proof does not bear out. */
async function unproven(page: ProvenancePage): Promise<string[]> {
  const records = await verifiedRecords(page.path);
  return claimsIn(page)
    .filter(({ id, pointer, value }) => {
      const signed = signedValue(records.get(id), pointer);
      return signed === undefined || canonicalize(signed) !== canonicalize(value);
    })
    .map(({ id, pointer, value }) => `${id} ${pointer} ${JSON.stringify(value)}`);
}

describe("a provenance page", () => {
  test("claims nothing that its own public proof does not bear out, in either language", async () => {
    for (const language of ["en", "zh-CN"] as const) {
      const page = await pageOf(world.path, language);
      expect(claimsIn(page).length).toBeGreaterThan(150);
      expect(await unproven(page)).toEqual([]);
    }
  });

  test("tells the journey place by place, from the field to the shelf", async () => {
    const { journey, origin, startedAt, isPublished } = await pageOf();
    expect(journey.map((stop) => stop.place?.city?.text)).toEqual([
      "Donggang",
      "Dandong",
      "Dandong",
      "Jinzhou",
      "Beijing",
      "Beijing",
    ]);
    expect(journey.at(0)?.steps[0]).toMatchObject({ made: "harvested", eventTimeZoneOffset: "+08:00" });
    expect(journey.at(1)?.steps.some((step) => step.inputs === 2)).toBe(true);
    expect(journey.at(-1)?.steps.at(-1)).toMatchObject({ bizStep: "stocking" });
    expect(origin?.place.name.text).toBe(places.berryField.name.en);
    expect(startedAt?.iso).toBe(journey.at(0)?.steps[0]?.eventTime);
    expect(isPublished).toBe(true);
  });

  test("tells name, lot, dates and certificates, and names who signed", async () => {
    const { product, certificates, journey, verdict } = await pageOf(world.path, "zh-CN");
    expect(product).toMatchObject({
      name: { text: products.berries.name["zh-CN"] },
      lot: { text: world.lot },
      bestBefore: { iso: "2026-11-26", role: "best_before" },
      produced: { role: "harvested" },
    });
    expect(journey.at(0)?.steps[0]?.signer.name.text).toBe(organisations.berryFarm.name["zh-CN"]);
    expect(certificates.map(({ isCurrent }) => isCurrent)).toEqual([true, true]);
    expect(verdict).toEqual({
      kind: "traced",
      steps: journey.flatMap(({ steps }) => steps).length,
      excursions: 1,
    });
  });

  test("derives from the mirror what anybody derives from the signed readings", async () => {
    const { temperature } = await pageOf();
    const records = await verifiedRecords();
    const limits = { minimum: 0, maximum: 4 };
    const readings = (temperature?.sources ?? []).flatMap(({ id }, i) => {
      const disclosed = records.get(id)?.event.disclosed ?? new Map<string, JsonValue>();
      const elements = [...disclosed].filter(([pointer]) => pointer.startsWith("/sensorElementList/"));
      return temperatureReadingsOf({ sensorElementList: elements.map(([, element]) => element) }, i);
    });
    const history = temperatureHistory(
      readings,
      (temperature?.sources ?? []).map(() => limits),
    );
    expect(temperature).toMatchObject({ ...history });
    expect(history?.excursions).toHaveLength(1);
  });

  test("shows that the database was changed: what it then claims is not what was signed", async () => {
    const { sql } = world.deps;
    await sql`update mirror.locations set name_en = 'Elsewhere' where id = ${places.berryField.id}`;
    await sql`update mirror.events set biz_step = 'sampling' where biz_step = 'stocking'`;
    const wrong = await unproven(await pageOf());
    expect(wrong.filter((claim) => claim.includes('/name/en "Elsewhere"'))).not.toEqual([]);
    expect(wrong.filter((claim) => claim.includes('/bizStep "sampling"'))).not.toEqual([]);
    await sql`update mirror.locations set name_en = ${places.berryField.name.en} where id = ${places.berryField.id}`;
    await sql`update mirror.events set biz_step = 'stocking' where biz_step = 'sampling'`;
    expect(await unproven(await pageOf())).toEqual([]);
  });
});

describe("what is public", () => {
  test("leaves event ids, orders and trading parties sealed, and of the items only those of the journey", async () => {
    const records = await verifiedRecords();
    const shown = [...records.values()].flatMap(({ event }) => [...event.disclosed.keys()]);
    expect(
      shown.filter((pointer) => /^\/(eventID|bizTransactionList|sourceList|destinationList)/.test(pointer)),
    ).toEqual([]);
    const one = await verifiedRecords("/00/095210120000000013").catch((error) => error);
    expect(one).toMatchObject({ code: "not_found" });
  });

  test("shows of a pallet nothing about the other pallet that was loaded with it", async () => {
    const rows = await world.deps.sql<{ epc: string }[]>`
      select distinct epc from mirror.event_epcs where epc like 'https://id.gs1.org/00/%' order by epc`;
    const [pallet = "", other = ""] = rows.map(({ epc }) => epc);
    const records = await verifiedRecords(pallet.replace("https://id.gs1.org", ""));
    const values = [...records.values()].flatMap(({ event }) =>
      [...event.disclosed].filter(([pointer]) => pointer !== ""),
    );
    const text = JSON.stringify(values);
    expect(text).toContain(pallet);
    expect(text).not.toContain(other);
  });

  test("answers for one event without any item, and not at all for what is no event", async () => {
    const { journey } = await pageOf();
    const id = journey.at(-1)?.steps.at(-1)?.id ?? "";
    const file = await publicProof(world.deps, `/${id}`);
    expect(file.records).toEqual([[id]]);
    const trust = { origin: world.deps.ledger.origin, logVkey: world.deps.ledger.vkey };
    const [bundle] = file.set.bundles;
    if (bundle === undefined) throw new Error("expected a bundle");
    const [event] = (await verifyBundle(nodeSuite, bundle, trust)).events;
    expect([...(event?.disclosed.keys() ?? [])].some((pointer) => pointer.startsWith("/quantityList"))).toBe(
      false,
    );
    await expect(publicProof(world.deps, "/0.0")).rejects.toMatchObject({ code: "not_found" });
    await expect(publicProof(world.deps, "/999999.0")).rejects.toMatchObject({ code: "not_found" });
    await expect(publicProof(world.deps, "/01/123")).rejects.toMatchObject({ code: "malformed" });
  });
});

describe("codes that lead nowhere, or only so far", () => {
  test.each([
    ["/01/09521012000014/10/X", { kind: "malformed", reason: "check_digit" }],
    ["/01/09521012000013/10/NOBODY", { kind: "unknown", lot: "NOBODY" }],
    ["/00/095210120000009999", { kind: "malformed" }],
  ])("%s", async (path, answer) => {
    expect(await provenancePage(world.deps, path, "en")).toMatchObject(answer);
  });

  test("the code of a product alone, or of a place, shows its description and no journey", async () => {
    const product = await pageOf(`/01/${products.berries.gtin}`);
    expect(product).toMatchObject({ verdict: { kind: "described" }, journey: [], level: "product" });
    expect(await unproven(product)).toEqual([]);
    const place = await pageOf(places.shop.id.replace("https://id.gs1.org", ""));
    expect(place.product.name?.text).toBe(places.shop.name.en);
  });

  test("is past its date from the day after, by the clock of the place", async () => {
    const at = async (iso: string) =>
      (await provenancePage(
        { ...world.deps, nowMs: () => Date.parse(iso) },
        world.path,
        "en",
      )) as ProvenancePage;
    expect((await at("2026-11-26T23:59:00+08:00")).verdict.kind).toBe("traced");
    expect((await at("2026-11-27T00:00:00+08:00")).verdict.kind).toBe("expired");
  });

  test("a recall is the verdict, and touches the page, when its maker records it; not when a carrier does", async () => {
    const touched = new Set((await pageOf()).touched);
    await captureEvents(world.deps, { iss: organisations.carrier.iss }, recallOf(world.lot));
    await settle(world);
    expect((await pageOf()).verdict).toMatchObject({ kind: "traced" });
    const told: string[] = [];
    const stop = world.deps.mirror.onApplied(({ epcs, ids }) => told.push(...epcs, ...ids));
    const { iss } = organisations.packhouse;
    await captureEvents(world.deps, { iss }, recallOf(world.lot));
    await settle(world);
    stop();
    expect(told.some((id) => touched.has(id))).toBe(true);
    expect((await pageOf()).verdict).toMatchObject({ kind: "recalled" });
  });
});

function recallOf(lot: string) {
  return {
    "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
    type: "ObjectEvent",
    action: "OBSERVE",
    eventTime: new Date(nowMs).toISOString(),
    eventTimeZoneOffset: "+08:00",
    bizStep: "holding",
    disposition: "recalled",
    readPoint: { id: places.packhouse.id },
    quantityList: [{ epcClass: `https://id.gs1.org/01/${products.berries.gtin}/10/${lot}`, quantity: 1 }],
  };
}

test("a lot that only others have written about says that the maker did not sign", async () => {
  const gtin = products.berries.gtin;
  await captureEvents(
    world.deps,
    { iss: organisations.retailer.iss },
    {
      "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
      type: "ObjectEvent",
      action: "ADD",
      eventTime: "2026-11-20T08:00:00.000+08:00",
      eventTimeZoneOffset: "+08:00",
      bizStep: "commissioning",
      readPoint: { id: places.shop.id },
      quantityList: [{ epcClass: `https://id.gs1.org/01/${gtin}/10/FOREIGN` }],
    },
  );
  await settle(world);
  const foreign = await pageOf(`/01/${gtin}/10/FOREIGN`);
  expect(foreign.unknowns).toContainEqual({ kind: "maker_not_signer" });
  expect((await pageOf()).unknowns).not.toContainEqual({ kind: "maker_not_signer" });
});
