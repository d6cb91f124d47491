import { batchId } from "@/lib/batch/batch";
import { DomainError } from "@/lib/errors";
import type { Principal } from "@/server/auth/principal";
import { type Receipt, receiptOf } from "@/server/services/capture/receipt";
import type { ServiceDeps } from "@/server/services/deps";
import { type EntryState, entryState } from "@/server/services/log/checkpoint-over";
import { type JourneyEvent, journeyOf } from "@/server/services/trace/journey";
import {
  type Certificate,
  certificatesOf,
  type LocalizedText,
  type Product,
  partiesOf,
  productsOf,
} from "@/server/services/trace/master-data";
import { labelLink, lotPath } from "./label-link";
import { type LotNeighbour, lotNeighbours } from "./lot-neighbours";
import { type LotSeries, lotReadings } from "./lot-readings";
import { type PlaceName, placeNames } from "./place-names";

/** One event of a lot's story; of other members' events only what is public to everybody. */
export interface LotEvent {
  /** `index.ordinal` */
  id: string;
  type: string | null;
  action: string | null;
  bizStep: string | null;
  disposition: string | null;
  eventTime: string | null;
  /** `+08:00` */
  offset: string | null;
  place: PlaceName | null;
  iss: string;
  memberName: LocalizedText | null;
  isOwn: boolean;
  isDeclaredErroneous: boolean;
  state: EntryState;
}

/** Where and how a lot began. */
export interface LotOrigin {
  eventId: string;
  quantity: number | null;
  uom: string | null;
  itemCount: number;
  bestBefore: string | null;
  /** What that date means. */
  dateKind: "bestBefore" | "expiration";
  eventTime: string | null;
  offset: string | null;
  place: PlaceName | null;
}

/** Everything a member's page about a lot shows. */
export interface LotPage {
  id: string;
  gtin: string;
  lot: string;
  product: Product | null;
  makerName: LocalizedText | null;
  /** Null for a lot that the member moved but did not make. */
  origin: LotOrigin | null;
  /** Of the entry that brought it into being. */
  receipt: Receipt | null;
  /** Ascending by time. */
  events: LotEvent[];
  inputs: LotNeighbour[];
  outputs: LotNeighbour[];
  readings: LotSeries[];
  certificates: Certificate[];
  /** What the label's code holds. */
  link: string;
  /** The shoppers' page on this server. */
  path: string;
}

/**
 * Reads a lot for a member that has recorded something about it.
 * @throws DomainError not_found when it has not: lots of others are not to be found by guessing
 */
export async function readLot(
  deps: ServiceDeps,
  principal: Pick<Principal, "iss">,
  { gtin, lot }: { gtin: string; lot: string },
): Promise<LotPage> {
  const { sql } = deps;
  const id = batchId({ gtin, lot });
  const journey = await journeyOf(sql, id, { bodies: false });
  const told = journey.events.filter((event) => event.via !== "ancestor");
  if (!told.some((event) => event.iss === principal.iss)) {
    throw new DomainError("not_found", `lot: expected a lot that you have recorded, got ${id}`);
  }
  const origin = await originOf(deps, id, principal.iss);
  const [products, events, neighbours, readings] = await Promise.all([
    productsOf(sql, [gtin]),
    eventsOf(deps, principal.iss, told),
    lotNeighbours(sql, principal.iss, id),
    lotReadings(
      sql,
      told.map((event) => event.id),
    ),
  ]);
  const product = products.get(gtin) ?? null;
  const maker = product?.party ?? told[0]?.iss ?? principal.iss;
  const subjects = [id, `https://id.gs1.org/01/${gtin}`, maker];
  const [parties, certificates] = await Promise.all([
    partiesOf(sql, [maker]),
    certificatesOf(sql, origin?.place ? [...subjects, origin.place.id] : subjects),
  ]);
  return {
    id,
    gtin,
    lot,
    product,
    makerName: parties.get(maker)?.name ?? null,
    origin,
    receipt: origin === null ? null : await receiptOf(deps, Number(origin.eventId.split(".")[0]), []),
    events,
    ...neighbours,
    readings,
    certificates,
    link: labelLink(deps.publicUrl(), { gtin, lot }),
    path: lotPath({ gtin, lot }),
  };
}

interface OriginRow {
  leaf_index: number;
  ordinal: number;
  quantity: number | null;
  uom: string | null;
  item_count: number;
  best_before: string | null;
  is_best_before: boolean;
  place: string | null;
  event_time: Date | null;
  event_time_zone_offset: string | null;
}

/** Reads where the member brought the lot into being: the first such event. */
async function originOf({ sql }: ServiceDeps, id: string, iss: string): Promise<LotOrigin | null> {
  const [row] = await sql<OriginRow[]>`
    select o.*, e.event_time_zone_offset, coalesce(e.body->'ilmd' ? 'cbvmda:bestBeforeDate', false) as is_best_before
    from mirror.lot_origins o join mirror.events e using (leaf_index, ordinal)
    where o.epc = ${id} and o.iss = ${iss} order by o.leaf_index, o.ordinal limit 1`;
  if (row === undefined) return null;
  const nameOf = await placeNames(sql, [row.place]);
  return {
    eventId: `${row.leaf_index}.${row.ordinal}`,
    quantity: row.quantity,
    uom: row.uom,
    itemCount: row.item_count,
    bestBefore: row.best_before,
    dateKind: row.is_best_before ? "bestBefore" : "expiration",
    eventTime: row.event_time?.toISOString() ?? null,
    offset: row.event_time_zone_offset,
    place: nameOf(row.place),
  };
}

async function eventsOf(
  { sql, ledger }: ServiceDeps,
  iss: string,
  told: JourneyEvent[],
): Promise<LotEvent[]> {
  const [nameOf, parties] = await Promise.all([
    placeNames(sql, told.map(placeOf)),
    partiesOf(sql, [...new Set(told.map((event) => event.iss))]),
  ]);
  return told.map((event) => ({
    id: event.id,
    type: event.type,
    action: event.action,
    bizStep: event.bizStep,
    disposition: event.disposition,
    eventTime: event.eventTime,
    offset: event.eventTimeZoneOffset,
    place: nameOf(placeOf(event)),
    iss: event.iss,
    memberName: parties.get(event.iss)?.name ?? null,
    isOwn: event.iss === iss,
    isDeclaredErroneous: event.isDeclaredErroneous,
    state: entryState(ledger, event.leafIndex),
  }));
}

function placeOf(event: JourneyEvent): string | null {
  return event.bizLocation ?? event.readPoint;
}
