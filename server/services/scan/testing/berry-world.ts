/** One harvest of the demo's strawberries, from field to shelf, captured through the services. For tests only. */
import type { JsonObject } from "@/lib/json";
import { captureEvents } from "@/server/services/capture/capture-events";
import { appendRecords } from "@/server/services/records/append-records";
import { certificateRecords } from "@/server/services/seed/certificates";
import { loadWander } from "@/server/services/seed/climate";
import { type OrganisationName, organisations } from "@/server/services/seed/organisations";
import { placeRecord, places } from "@/server/services/seed/places";
import { productRecord, products } from "@/server/services/seed/products";
import { seededRandom } from "@/server/services/seed/random";
import { chinaMidnight, storySeed } from "@/server/services/seed/seed";
import { latestBerryLot, strawberryStory } from "@/server/services/seed/strawberries";
import { openTestServices, type TestServices } from "@/server/services/testing/test-services";

/** The day on which the tests look at it. */
export const nowMs = Date.parse("2026-11-22T12:00:00Z");

const members: OrganisationName[] = ["berryFarm", "packhouse", "carrier", "retailer", "certifier"];
const harvests = 10;

/** The world, and the code on its packs. */
export interface BerryWorld extends TestServices {
  /** Path of the lot that was packed, with the excursion. */
  path: string;
  lot: string;
}

/** Opens the world with everything captured, mirrored and published. */
export async function openBerryWorld(): Promise<BerryWorld> {
  const services = await openTestServices();
  const deps = { ...services.deps, nowMs: () => nowMs };
  const today = chinaMidnight(nowMs);
  for (const name of members) await services.admit(organisations[name].iss, organisations[name].roles);
  for (const name of members) await appendRecords(deps, organisations[name].iss, recordsOf(name));
  const certificates = certificateRecords(today);
  await appendRecords(deps, organisations.certifier.iss, certificates);
  const story = strawberryStory(today, await loadWander(seededRandom(storySeed)));
  for (const { iss, document } of story.slice(-story.length / harvests))
    await captureEvents(deps, { iss }, document);
  await settle(services);
  const lot = latestBerryLot(today);
  return { ...services, deps, lot, path: `/01/${products.berries.gtin}/10/${lot}` };
}

/** Waits until all of the log is published and in the mirror. */
export async function settle({ deps: { ledger, mirror } }: TestServices): Promise<void> {
  const { size } = ledger.head();
  await ledger.whenPublished(size - 1);
  await mirror.whenApplied(size);
}

function recordsOf(name: OrganisationName): JsonObject[] {
  const { iss, country, name: names } = organisations[name];
  const own = <T extends { owner: OrganisationName }>(all: Record<string, T>): T[] =>
    Object.values(all).filter(({ owner }) => owner === name);
  return [
    { type: "party.described", id: iss, name: { ...names }, country },
    ...own(places).map(placeRecord),
    ...own(products).map(productRecord),
  ];
}
