/**
 * Which identifiers' events belong to a journey, and for how long: the item, its lot, the containers it was in, the
 * ingredients it was made of, and the containers those were in.
 */
import type { Sql } from "@/server/db/client";
import { keysOf, lotId } from "@/server/mirror/item-keys";
import { type Containment, containmentsOf, contentsOf } from "./containment";
import { groupBy } from "./group-by";
import { inputsOf, type Making } from "./making";
import { intersection, type Span } from "./span";
import type { Via } from "./trace-event";

/** An identifier to follow. */
export interface Lead extends Span {
  id: string;
  via: Via;
  /** What leads from the asked-for identifier (first) to this one (last). */
  links: string[];
}

export interface Leads {
  /** Nearest first. */
  leads: Lead[];
  /** Events in which an ingredient became part of what was asked for. */
  makings: Making[];
  isTruncated: boolean;
}

/** Identifiers followed at most. */
const leadsMax = 1000;
/** Steps from the asked-for identifier at most. */
const depthMax = 12;

/** Follows an identifier to everything whose events are part of its journey. */
export async function followLeads(sql: Sql, id: string): Promise<Leads> {
  const found = new LeadSet();
  let frontier = found.add(await ownLeads(sql, id));
  for (let depth = 0; frontier.length > 0 && depth < depthMax && !found.isFull; depth++) {
    const [containers, { inputs, makings }] = await Promise.all([
      containersOf(sql, frontier),
      ingredientsOf(sql, frontier),
    ]);
    found.makings.push(...makings);
    frontier = found.add([...containers, ...inputs]);
  }
  const isTruncated = found.isFull || frontier.length > 0;
  return { leads: found.inOrder(), makings: found.makings, isTruncated };
}

/** The identifier itself; for a lot, its instances too; for an instance, its lot. */
export async function ownLeads(sql: Sql, id: string): Promise<Lead[]> {
  const { kind, gtin, lot } = keysOf(id);
  const always = { fromMs: null, toMs: null };
  const self: Lead = { id, via: "self", links: [id], ...always };
  if (kind === "lot" && gtin !== null && lot !== null) {
    const rows = await sql<{ epc: string }[]>`
      select distinct epc from mirror.event_epcs
      where gtin = ${gtin} and lot = ${lot} and serial is not null order by epc limit ${leadsMax / 2}`;
    return [self, ...rows.map(({ epc }): Lead => ({ id: epc, via: "self", links: [id, epc], ...always }))];
  }
  if (kind === "serial") {
    const rows = await sql<{ gtin: string; lot: string }[]>`
      select distinct gtin, lot from mirror.event_epcs where epc = ${id} and gtin is not null and lot is not null limit 10`;
    const lots = rows.map((row) => lotId(row.gtin, row.lot));
    return [self, ...lots.map((epc): Lead => ({ id: epc, via: "lot", links: [id, epc], ...always }))];
  }
  return [self];
}

/** The containers that these were in. Of an instance's lot, other instances may have been elsewhere: it has none. */
async function containersOf(sql: Sql, leads: Lead[]): Promise<Lead[]> {
  const contained = leads.filter(({ via }) => via !== "lot");
  const containments = await containmentsOf(
    sql,
    contained.map(({ id }) => id),
  );
  return contained.flatMap((lead) =>
    (containments.get(lead.id) ?? []).flatMap((containment) => containerLead(lead, containment)),
  );
}

function containerLead(lead: Lead, containment: Containment): Lead[] {
  const span = intersection(lead, containment);
  if (span === null) return [];
  const via = lead.via === "ancestor" ? "ancestor" : "container";
  return [{ id: containment.parent, via, links: [...lead.links, containment.parent], ...span }];
}

/** What these were made of: inputs of transformations, and the contents of inputs that are containers. */
async function ingredientsOf(sql: Sql, leads: Lead[]): Promise<{ inputs: Lead[]; makings: Making[] }> {
  const made = leads.filter(({ via }) => via !== "container");
  const makings = await inputsOf(
    sql,
    made.map(({ id }) => id),
  );
  const byOutput = groupBy(makings, ({ output }) => output);
  const inputs = made.flatMap((lead) =>
    (byOutput.get(lead.id) ?? [])
      .filter(({ timeMs }) => lead.toMs === null || timeMs <= lead.toMs)
      .map((making) => ancestor(lead, making.input, making.timeMs)),
  );
  const containers = leads.filter(
    ({ id, via, toMs }) => via === "ancestor" && toMs !== null && keysOf(id).kind === "sscc",
  );
  const contents = await contentsOf(sql, containers);
  const inside = contents.map(({ container, child }) => ancestor(container, child, container.toMs));
  return { inputs: [...inputs, ...inside], makings };
}

function ancestor(lead: Lead, id: string, toMs: number | null): Lead {
  return { id, via: "ancestor", links: [...lead.links, id], fromMs: null, toMs };
}

/** Keeps each identifier once; an ingredient or container met again is followed for the wider time. */
class LeadSet {
  readonly makings: Making[] = [];
  readonly #byKey = new Map<string, Lead>();

  get isFull(): boolean {
    return this.#byKey.size >= leadsMax;
  }

  /** Adds leads. @returns those that are new or wider than before */
  add(leads: Lead[]): Lead[] {
    const fresh: Lead[] = [];
    for (const lead of leads) {
      if (this.isFull) break;
      // A container may be met in several separate stays, which must not be joined.
      const key = lead.via === "container" ? `${lead.id} ${lead.fromMs} ${lead.toMs}` : lead.id;
      const known = this.#byKey.get(key);
      if (known !== undefined && (known.via !== lead.via || covers(known, lead))) continue;
      this.#byKey.set(key, lead);
      fresh.push(lead);
    }
    return fresh;
  }

  inOrder(): Lead[] {
    const rank: Record<Via, number> = { self: 0, lot: 1, container: 2, ancestor: 3 };
    return [...this.#byKey.values()].sort(
      (a, b) => rank[a.via] - rank[b.via] || a.links.length - b.links.length,
    );
  }
}

function covers(a: Span, b: Span): boolean {
  const from = a.fromMs === null || (b.fromMs !== null && a.fromMs <= b.fromMs);
  return from && (a.toMs === null || (b.toMs !== null && a.toMs >= b.toMs));
}
