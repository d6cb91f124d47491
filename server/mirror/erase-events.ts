/** Makes the mirror forget erased events, so that it equals what a rebuild gives. */
import type { TransactionSql } from "postgres";
import type { JsonObject } from "@/lib/json";
import { addMasterRow, masterTableOfType } from "./master-rows";
import { logTableNames, type MasterTableName, noRows } from "./tables";
import { writeMasters } from "./write-masters";

/** Empties the rows of these events, and takes back what their records said. */
export async function eraseEvents(
  tx: TransactionSql,
  schema: string,
  events: readonly [leafIndex: number, ordinal: number][],
): Promise<void> {
  for (const [leafIndex, ordinal] of events) {
    const [record] = await tx<{ type: string | null; id: string | null }[]>`
      select type, body->>'id' as id from ${tx(schema)}.events where leaf_index = ${leafIndex} and ordinal = ${ordinal}`;
    for (const table of logTableNames) {
      if (table === "entries" || table === "events") continue;
      await tx`delete from ${tx(schema)}.${tx(table)} where leaf_index = ${leafIndex} and ordinal = ${ordinal}`;
    }
    await tx`
      update ${tx(schema)}.events set
        event_id = null, event_hash = null, content_hash = null, type = null, action = null, event_time = null,
        event_time_zone_offset = null, biz_step = null, disposition = null, read_point = null, biz_location = null,
        transformation_id = null, is_error_declaration = false, is_erased = true, body = null
      where leaf_index = ${leafIndex} and ordinal = ${ordinal}`;
    const table = masterTableOfType[record?.type ?? ""];
    if (table !== undefined && record?.id != null)
      await restateMaster(tx, schema, table, record as { type: string; id: string });
  }
}

/** Works out again which of the records that are left stands for an id. */
async function restateMaster(
  tx: TransactionSql,
  schema: string,
  table: MasterTableName,
  { type, id }: { type: string; id: string },
): Promise<void> {
  await tx`delete from ${tx(schema)}.${tx(table)} where id = ${id}`;
  const records = await tx<{ leaf_index: number; ordinal: number; iss: string; body: JsonObject }[]>`
    select leaf_index, ordinal, iss, body from ${tx(schema)}.events
    where type = ${type} and event_time is null and body->>'id' = ${id} order by leaf_index, ordinal`;
  const rows = noRows();
  for (const { leaf_index: leafIndex, ordinal, iss, body } of records) {
    addMasterRow(rows, { leafIndex, ordinal, iss }, body);
  }
  await writeMasters(tx, schema, rows);
}
