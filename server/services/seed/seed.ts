/**
 * Fills an empty log with the demo world, through the same services as real input: every statement is signed,
 * admitted, durable and mirrored as a customer's would be.
 */
import { toBase64Url } from "@/lib/bytes";
import type { JsonObject } from "@/lib/json";
import { encodeCoseKey } from "@/lib/statement/cose-key";
import { addPerson } from "@/server/auth/people";
import { captureEvents } from "@/server/services/capture/capture-events";
import type { ServiceDeps } from "@/server/services/deps";
import { appendMembership } from "@/server/services/membership/append-membership";
import { appendRecords } from "@/server/services/records/append-records";
import { certificateRecords } from "./certificates";
import { loadWander } from "./climate";
import { type Organisation, organisations } from "./organisations";
import { placeRecord, places } from "./places";
import { productRecord, products } from "./products";
import { seededRandom } from "./random";
import { day, hour, type Moment, type StoryCapture } from "./story";
import { strawberryStory } from "./strawberries";
import { teaStory } from "./tea";
import { vaccineLots, vaccineStory } from "./vaccine";

/** Fixed, so that the same day tells the same story, serial numbers included. */
export const storySeed = 20_190_501;

/** Told after every capture. */
export type OnProgress = (done: number, total: number) => void;

/** 00:00 China time of the day that holds `at`. */
export function chinaMidnight(at: Moment): Moment {
  return Math.floor((at + 8 * hour) / day) * day - 8 * hour;
}

/** Tells the three stories as captures, ordered by the time of their last event. */
export async function demoStory(today: Moment): Promise<StoryCapture[]> {
  const random = seededRandom(storySeed);
  const vaccines = vaccineLots(today, random);
  const wander = await loadWander(random);
  const captures = [
    ...strawberryStory(today, wander),
    ...vaccineStory(vaccines, wander),
    ...teaStory(today, wander),
  ];
  const timeOf = ({ document }: StoryCapture) => Date.parse(String(document.creationDate));
  return captures.sort((a, b) => timeOf(a) - timeOf(b));
}

/**
 * Seeds the demo world. A crash in between leaves a shorter world, which the next start does not complete:
 * delete the data folder to begin again.
 */
export async function seedDemo(deps: ServiceDeps, onProgress: OnProgress): Promise<void> {
  const today = chinaMidnight(deps.nowMs());
  await admitMembers(deps);
  await describeWorld(deps, today);
  const story = await demoStory(today);
  for (const [i, { iss, document }] of story.entries()) {
    await captureEvents(deps, { iss }, document);
    onProgress(i + 1, story.length);
  }
  await deps.mirror.whenApplied(deps.ledger.head().size);
}

async function admitMembers(deps: ServiceDeps): Promise<void> {
  const operator = organisations.consortium.iss;
  for (const [label, organisation] of Object.entries<Organisation>(organisations)) {
    const { iss, roles } = organisation;
    if (iss !== operator) {
      await appendMembership(deps, operator, { type: "member.admitted", iss, roles });
      const signer = await deps.keystore.create(`${label}-1`);
      const key = toBase64Url(encodeCoseKey(signer.key));
      await appendMembership(deps, operator, { type: "key.added", iss, key });
    }
    for (const person of organisation.people) await addPerson(deps.db, { ...person, iss });
  }
}

async function describeWorld(deps: ServiceDeps, today: Moment): Promise<void> {
  for (const [name, organisation] of Object.entries<Organisation>(organisations)) {
    const { iss, country } = organisation;
    const records: JsonObject[] = [
      { type: "party.described", id: iss, name: { ...organisation.name }, country },
      ...Object.values(places)
        .filter((place) => place.owner === name)
        .map(placeRecord),
      ...Object.values(products)
        .filter((product) => product.owner === name)
        .map(productRecord),
    ];
    await appendRecords(deps, iss, records);
  }
  await appendRecords(deps, organisations.certifier.iss, certificateRecords(today));
}
