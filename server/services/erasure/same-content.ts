import type { Sql } from "@/server/db/client";
import { parseEventId } from "@/server/services/trace/trace-event";

/**
 * Lists the member's other events that repeat an event's content: an error declaration, or the event it declares, has
 * the same id and all its fields (EPCIS 2.0 §7.4.1.4). Each is erased by itself.
 * @returns `index.ordinal`, ascending
 */
export async function sameContent(sql: Sql, iss: string, event: string): Promise<string[]> {
  const { leafIndex, ordinal } = parseEventId(event);
  const rows = await sql<{ leaf_index: number; ordinal: number }[]>`
    select other.leaf_index, other.ordinal
    from mirror.events own join mirror.events other on other.event_id = own.event_id and other.iss = own.iss
    where own.leaf_index = ${leafIndex} and own.ordinal = ${ordinal} and own.iss = ${iss}
      and (other.leaf_index, other.ordinal) <> (own.leaf_index, own.ordinal)
    order by other.leaf_index, other.ordinal limit 20`;
  return rows.map((row) => `${row.leaf_index}.${row.ordinal}`);
}
