/** What was in what, and when, as aggregations and associations tell it (EPCIS 2.0 §7.4.3, §7.4.6). */
import type { Sql } from "@/server/db/client";
import { groupBy } from "./group-by";
import { momentOf, type Span } from "./span";
import type { Lead } from "./subjects";

/** One stay of something in a container. */
export interface Containment extends Span {
  parent: string;
}

/** Aggregations read for one question at most. */
const rowsMax = 20_000;

interface PackingRow {
  child: string;
  parent: string;
  is_class: boolean;
  action: string;
  event_time: Date;
}

/**
 * Reads the stays of each of these in containers, in order of time.
 * Events that were declared erroneous do not count.
 */
export async function containmentsOf(sql: Sql, ids: string[]): Promise<Map<string, Containment[]>> {
  if (ids.length === 0) return new Map();
  const rows = await sql<PackingRow[]>`
    select c.epc as child, p.epc as parent, c.is_class, e.action, e.event_time
    from mirror.event_epcs c
    join mirror.event_epcs p on p.leaf_index = c.leaf_index and p.ordinal = c.ordinal and p.role = 'parent'
    join mirror.events e on e.leaf_index = c.leaf_index and e.ordinal = c.ordinal
    where c.epc = any(${ids}) and c.role = 'child' and e.event_time is not null and e.action is not null and ${isValid(sql)}
    order by e.event_time, e.leaf_index, e.ordinal limit ${rowsMax}`;
  const emptied = await unpackingsOf(sql, [...new Set(rows.map(({ parent }) => parent))]);
  const stays = new Map<string, Containment[]>();
  for (const packings of groupBy(rows, ({ child, parent }) => `${child} ${parent}`).values()) {
    const [first] = packings;
    if (first === undefined) continue;
    const all = [...packings, ...(emptied.get(first.parent) ?? []).map((row) => ({ ...first, ...row }))];
    all.sort((a, b) => a.event_time.getTime() - b.event_time.getTime());
    stays.set(first.child, [...(stays.get(first.child) ?? []), ...staysIn(all)]);
  }
  return stays;
}

/** Events that neither declare an error nor are declared to be one. */
function isValid(sql: Sql) {
  return sql`not e.is_error_declaration and not exists (
    select 1 from mirror.events d where d.event_id = e.event_id and d.iss = e.iss and d.is_error_declaration)`;
}

/** Unpackings that name no contents: everything leaves the container. */
async function unpackingsOf(sql: Sql, parents: string[]) {
  if (parents.length === 0) return new Map<string, { action: string; event_time: Date }[]>();
  const rows = await sql<{ parent: string; action: string; event_time: Date }[]>`
    select p.epc as parent, e.action, e.event_time
    from mirror.event_epcs p join mirror.events e on e.leaf_index = p.leaf_index and e.ordinal = p.ordinal
    where p.epc = any(${parents}) and p.role = 'parent' and e.action = 'DELETE' and e.event_time is not null and ${isValid(sql)}
      and not exists (
        select 1 from mirror.event_epcs c
        where c.leaf_index = p.leaf_index and c.ordinal = p.ordinal and c.role = 'child')
    order by e.event_time limit ${rowsMax}`;
  return groupBy(rows, ({ parent }) => parent);
}

/**
 * Turns packings of one thing in one container into stays. An OBSERVE outside a stay is a stay of a moment.
 * Of a quantity, an unpacking may have taken a part only: its stay ends with the last unpacking.
 */
function staysIn(packings: PackingRow[]): Containment[] {
  const stays: Containment[] = [];
  let open: Containment | null = null;
  for (const { parent, action, event_time, is_class } of packings) {
    const timeMs = event_time.getTime();
    const last: Containment | undefined = stays.at(-1);
    if (action === "ADD" && open === null) {
      open = { parent, fromMs: timeMs, toMs: null };
      stays.push(open);
    } else if (action === "DELETE" && open !== null) {
      open.toMs = timeMs;
      open = null;
    } else if (action === "DELETE" && is_class && last !== undefined) {
      last.toMs = timeMs;
    } else if (action === "OBSERVE" && open === null) {
      stays.push({ parent, fromMs: timeMs, toMs: timeMs });
    }
  }
  return stays;
}

/** Reads what was in each container at the end of its stretch: packed before, and not unpacked since. */
export async function contentsOf(
  sql: Sql,
  containers: Lead[],
): Promise<{ container: Lead; child: string }[]> {
  if (containers.length === 0) return [];
  const ids = containers.map(({ id }) => id);
  const until = containers.map(({ toMs }) => momentOf(toMs));
  const rows = await sql<{ n: number; child: string }[]>`
    select w.n::int as n, last.child from unnest(${ids}::text[], ${until}::timestamptz[]) with ordinality as w (id, until, n)
    cross join lateral (
      select distinct on (c.epc) c.epc as child, e.action
      from mirror.event_epcs p
      join mirror.event_epcs c on c.leaf_index = p.leaf_index and c.ordinal = p.ordinal and c.role = 'child'
      join mirror.events e on e.leaf_index = p.leaf_index and e.ordinal = p.ordinal
      where p.epc = w.id and p.role = 'parent' and p.event_time <= w.until and ${isValid(sql)}
      order by c.epc, e.event_time desc, e.leaf_index desc limit ${rowsMax}
    ) last
    where last.action <> 'DELETE'`;
  return rows.flatMap(({ n, child }) => {
    const container = containers[n - 1];
    return container === undefined ? [] : [{ container, child }];
  });
}
