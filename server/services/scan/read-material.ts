/** Reads from the mirror everything a provenance page is made of, in as few questions as it takes. */
import { itemsOf } from "@/lib/epcis/items";
import type { JsonObject } from "@/lib/json";
import type { TemperatureReport } from "@/lib/sensor/temperature-readings";
import type { Sql } from "@/server/db/client";
import { type Journey, type JourneyEvent, journeyOf } from "@/server/services/trace/journey";
import {
  type Certificate,
  certificatesOf,
  type Location,
  locationsOf,
  type Party,
  type Product,
  partiesOf,
  productsOf,
} from "@/server/services/trace/master-data";
import type { ScannedThing } from "./scanned-thing";

/** An event of the journey that can be shown, with its body but for the sensor elements. */
export interface MaterialEvent extends JourneyEvent {
  type: string;
  eventTime: string;
  body: JsonObject;
  /** Canonical ids of those subjects that the event names, each with the pointer to it and its spelling. */
  items: { id: string; pointer: string; epc: string }[];
}

/** All that is known about a scanned thing. */
export interface ScanMaterial {
  thing: ScannedThing;
  journey: Journey;
  events: MaterialEvent[];
  /** By GTIN of 14 digits. */
  products: Map<string, Product>;
  locations: Map<string, Location>;
  parties: Map<string, Party>;
  certificates: Certificate[];
  /** Temperature reports by event id, in the order in which the event reports them. */
  temperatures: Map<string, TemperatureReport[]>;
}

/** More events than any pack has; a page beyond says that it is not whole. */
const eventsMax = 2_000;

/** Reads the material; `events` is empty when nothing is known of the thing. */
export async function readMaterial(sql: Sql, thing: ScannedThing): Promise<ScanMaterial> {
  const journey = await journeyOf(sql, thing.id, { limit: eventsMax, bodies: false });
  const ids = journey.events.map((event) => event.id);
  const [bodies, temperatures] = await Promise.all([readBodies(sql, ids), readTemperatures(sql, ids)]);
  const subjects = new Set(journey.subjects.map((subject) => subject.id).concat(thing.id));
  const events = journey.events.flatMap((event) => materialEvent(event, bodies.get(event.id), subjects));
  const gtins = [...subjects].flatMap((id) => gtinOf(id) ?? []);
  const places = events.flatMap((event) => event.readPoint ?? event.bizLocation ?? []);
  if (thing.level === "place") places.push(thing.id);
  const [products, locations] = await Promise.all([
    productsOf(sql, unique(gtins)),
    locationsOf(sql, unique(places)),
  ]);
  const certificates = await certificatesOf(sql, certifiedIds(thing, products, locations));
  const issuers = [...events, ...certificates].map(({ iss }) => iss);
  const makers = [...products.values()].flatMap(({ party }) => party ?? []);
  const parties = await partiesOf(sql, unique([...issuers, ...makers]));
  return { thing, journey, events, products, locations, parties, certificates, temperatures };
}

/** The GTIN in a canonical Digital Link. */
export function gtinOf(id: string): string | undefined {
  return /\/01\/(\d{14})(?:\/|$)/.exec(id)?.[1];
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}

/** Certificates speak of the product scanned, of its maker, or of a place on its way. */
function certifiedIds(
  thing: ScannedThing,
  products: ReadonlyMap<string, Product>,
  locations: ReadonlyMap<string, Location>,
): string[] {
  const product = thing.gtin === undefined ? undefined : products.get(thing.gtin);
  return unique([
    ...(product === undefined ? [] : [product.id, product.party ?? product.id]),
    ...locations.keys(),
  ]);
}

function materialEvent(
  event: JourneyEvent,
  body: JsonObject | undefined,
  subjects: ReadonlySet<string>,
): MaterialEvent[] {
  const { type, eventTime } = event;
  const isShown = !event.isErased && !event.isErrorDeclaration && !event.isDeclaredErroneous;
  if (!isShown || body === undefined || type === null || eventTime === null) return [];
  const items = itemsOf(body).filter(({ id }) => subjects.has(id));
  return [
    {
      ...event,
      body,
      type,
      eventTime,
      items: items.map(({ id, pointer, epc }) => ({ id, pointer, epc })),
    },
  ];
}

function keysOf(ids: readonly string[]): { indexes: number[]; ordinals: number[] } {
  const pairs = ids.map((id) => id.split(".").map(Number));
  return { indexes: pairs.map(([index = 0]) => index), ordinals: pairs.map(([, ordinal = 0]) => ordinal) };
}

async function readBodies(sql: Sql, ids: readonly string[]) {
  const { indexes, ordinals } = keysOf(ids);
  const rows = await sql<{ leaf_index: number; ordinal: number; body: JsonObject }[]>`
    select leaf_index, ordinal, body - 'sensorElementList' as body
    from mirror.events
    join unnest(${indexes}::bigint[], ${ordinals}::int[]) as wanted (leaf_index, ordinal) using (leaf_index, ordinal)
    where body is not null`;
  return new Map(rows.map((row) => [`${row.leaf_index}.${row.ordinal}`, row.body]));
}

interface ReadingRow {
  leaf_index: number;
  ordinal: number;
  device_id: string | null;
  time: Date | null;
  value: number | null;
  min_value: number | null;
  max_value: number | null;
  mean_value: number | null;
  uom: string | null;
}

async function readTemperatures(sql: Sql, ids: readonly string[]): Promise<Map<string, TemperatureReport[]>> {
  const { indexes, ordinals } = keysOf(ids);
  const rows = await sql<ReadingRow[]>`
    select leaf_index, ordinal, device_id, time, value, min_value, max_value, mean_value, uom
    from mirror.sensor_readings
    join unnest(${indexes}::bigint[], ${ordinals}::int[]) as wanted (leaf_index, ordinal) using (leaf_index, ordinal)
    where type = 'Temperature'
    order by leaf_index, ordinal, element, report`;
  const reports = new Map<string, TemperatureReport[]>();
  for (const row of rows) {
    const id = `${row.leaf_index}.${row.ordinal}`;
    const report = {
      timeMs: row.time?.getTime() ?? 0,
      value: row.value,
      minValue: row.min_value,
      maxValue: row.max_value,
      meanValue: row.mean_value,
      uom: row.uom,
      deviceID: row.device_id,
    };
    const own = reports.get(id);
    if (own === undefined) reports.set(id, [report]);
    else own.push(report);
  }
  return reports;
}
