/** The answer to a scan: everything a provenance page shows, as facts, codes and claims. */
import { toHex } from "@/lib/bytes";
import { DomainError } from "@/lib/errors";
import type { ServiceDeps } from "@/server/services/deps";
import { buildCertificates } from "./build-certificates";
import { buildProduct } from "./build-product";
import { buildPlace, buildStops } from "./build-stops";
import { buildTemperature } from "./build-temperature";
import { buildUnknowns } from "./build-unknowns";
import type { PageLanguage } from "./claim";
import type { JourneyStop, ProvenancePage, ScanAnswer } from "./page-model";
import { type MaterialEvent, readMaterial, type ScanMaterial } from "./read-material";
import { type ScannedThing, scannedThing } from "./scanned-thing";
import { goodUntilMs, type Verdict, verdictOf } from "./verdict";

/** What the answer to a scan needs of the engine. */
export type ScanDeps = Pick<ServiceDeps, "sql" | "ledger" | "publicUrl" | "nowMs">;

/**
 * Answers a scan. Never throws for a code: one that cannot be read, that nobody recorded, or whose records are not published yet is an
 * answer too.
 * @param path of the scanned address, percent-encoded, such as `/01/09506000134352/10/L1`
 */
export async function provenancePage(
  deps: ScanDeps,
  path: string,
  language: PageLanguage,
): Promise<ScanAnswer> {
  const thing = scannedThing(path);
  if (thing.kind === "malformed") return thing;
  const material = await readMaterial(deps.sql, thing);
  if (material.events.length === 0 && !isDescribed(material)) return unknownAnswer(thing);
  const publishedSize = deps.ledger.published().size;
  const published = material.events.filter((event) => event.leafIndex < publishedSize);
  const [first] = material.events;
  if (published.length === 0 && first !== undefined) {
    return { kind: "pending", subject: thing.id, acceptedAt: first.recordTime };
  }
  return buildPage(deps, material, published, language);
}

/** Codes of a product or a place name no single pack: what is known of them is their description. */
function isDescribed({ thing, products, locations }: ScanMaterial): boolean {
  if (thing.level === "product") return thing.gtin !== undefined && products.has(thing.gtin);
  return thing.level === "place" && locations.has(thing.id);
}

function unknownAnswer({ id, gtin, lot, serial, sscc }: ScannedThing): ScanAnswer {
  return {
    kind: "unknown",
    subject: id,
    ...(gtin === undefined ? {} : { gtin }),
    ...(lot === undefined ? {} : { lot }),
    ...(serial === undefined ? {} : { serial }),
    ...(sscc === undefined ? {} : { sscc }),
  };
}

function buildPage(
  deps: ScanDeps,
  material: ScanMaterial,
  published: readonly MaterialEvent[],
  language: PageLanguage,
): ProvenancePage {
  const { thing } = material;
  const { size, rootHash } = deps.ledger.published();
  const nowMs = deps.nowMs();
  const journey = buildStops(material, { language, publishedSize: size });
  const temperature = buildTemperature(material, published);
  const product = buildProduct(material, published, language);
  const place = thing.level === "place" ? material.locations.get(thing.id) : undefined;
  const page: Omit<ProvenancePage, "unknowns"> = {
    kind: "page",
    subject: thing.id,
    path: thing.path,
    level: thing.level,
    madeAt: new Date(nowMs).toISOString(),
    verdict: verdict(
      material,
      regulatorsOf(deps.ledger),
      product,
      temperature?.excursions.length ?? 0,
      nowMs,
    ),
    product: place === undefined ? product : { ...product, name: buildPlace(place, language).name },
    origin: originOf(journey),
    startedAt: startOf(journey),
    journey,
    temperature,
    certificates: buildCertificates(material, language, nowMs),
    log: { origin: deps.ledger.origin, vkey: deps.ledger.vkey, treeSize: size, rootHash: toHex(rootHash) },
    publicUrl: deps.publicUrl(),
    touched: touchedBy(material),
    isPublished: published.length === material.events.length,
    isTruncated: material.journey.isTruncated || material.journey.hasMore,
  };
  return {
    ...page,
    unknowns: buildUnknowns(page, material.products.get(page.product.gtin ?? "")?.party ?? null),
  };
}

function verdict(
  material: ScanMaterial,
  regulators: ReadonlySet<string>,
  { bestBefore }: ProvenancePage["product"],
  excursions: number,
  nowMs: number,
): Verdict {
  const { events } = material;
  if (events.length === 0) return { kind: "described" };
  const recallers = recallersOf(material);
  const steps = events
    .filter(({ via }) => via !== "ancestor")
    .map(({ id, eventTime, bizStep, disposition, iss }) => ({
      id,
      eventTime,
      mayRecall: recallers.has(iss) || regulators.has(iss),
      ...(bizStep === null ? {} : { bizStep }),
      ...(disposition === null ? {} : { disposition }),
    }));
  const offset = events.at(-1)?.eventTimeZoneOffset ?? "+00:00";
  const goodUntil = bestBefore === undefined ? undefined : goodUntilMs(bestBefore.iso, offset);
  const facts = { steps, nowMs, excursions };
  const found = verdictOf(goodUntil === undefined ? facts : { ...facts, goodUntilMs: goodUntil });
  return found.kind === "traced" ? { ...found, steps: events.length } : found;
}

/** Who may recall the thing: whoever first brought it into being, and whose product it is. */
function recallersOf({ thing, events, products }: ScanMaterial): Set<string> {
  const product = thing.gtin === undefined ? undefined : products.get(thing.gtin);
  const own = events.filter(({ via }) => via !== "ancestor");
  const making = own.find(
    ({ type, action }) => type === "TransformationEvent" || (type === "ObjectEvent" && action === "ADD"),
  );
  return new Set([making?.iss, product?.party].filter((iss) => typeof iss === "string"));
}

/** The members that hold the role of a regulator now. */
function regulatorsOf(ledger: ScanDeps["ledger"]): Set<string> {
  const leaves = ledger.membership().leaves();
  return new Set(
    leaves.filter(({ roles, to }) => to === null && roles.includes("regulator")).map(({ iss }) => iss),
  );
}

/** Where it comes from: the first place, and how many cities its beginnings are spread over. */
function originOf(journey: readonly JourneyStop[]): ProvenancePage["origin"] {
  const place = journey.find((stop) => stop.place !== undefined)?.place;
  if (place === undefined) return null;
  const sources = journey.filter(({ steps }) => steps.some((step) => step.made !== undefined));
  const names = new Set(sources.map((stop) => (stop.place?.city ?? stop.place?.name)?.text));
  return { place, sources: Math.max(1, names.size) };
}

function startOf(journey: readonly JourneyStop[]): ProvenancePage["startedAt"] {
  const step = journey[0]?.steps[0];
  if (step === undefined) return null;
  const claims = step.claims.filter(({ pointer }) => pointer === "/eventTime");
  return { iso: step.eventTime, offset: step.eventTimeZoneOffset, claims };
}

/** Everything whose change makes the page stale. */
function touchedBy({
  thing,
  journey,
  events,
  products,
  locations,
  parties,
  certificates,
}: ScanMaterial): string[] {
  const described = [...products.values(), ...locations.values(), ...parties.values(), ...certificates];
  const ids = [
    thing.id,
    ...journey.subjects.map(({ id }) => id),
    ...events.flatMap(({ id, readPoint, bizLocation }) => [id, readPoint ?? id, bizLocation ?? id]),
    // The record too: erased, it is told by its own id.
    ...described.flatMap(({ id, recordId }) => [id, recordId]),
  ];
  return [...new Set(ids)];
}

/**
 * Reads the material of a scan for its proofs.
 * @throws DomainError malformed for a code that cannot be read, not_found for one that nobody recorded
 */
export async function scanMaterial(deps: Pick<ScanDeps, "sql">, path: string): Promise<ScanMaterial> {
  const thing = scannedThing(path);
  if (thing.kind === "malformed") {
    throw new DomainError(
      "malformed",
      `path: expected a GS1 Digital Link, got ${JSON.stringify(path.slice(0, 200))}`,
    );
  }
  const material = await readMaterial(deps.sql, thing);
  if (material.events.length === 0 && !isDescribed(material)) {
    throw new DomainError("not_found", `path: expected a code that somebody recorded, got ${thing.id}`);
  }
  return material;
}
