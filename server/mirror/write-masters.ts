/**
 * Master data: of all records of one id, the newest by the member that described it first stands in the table.
 * The outcome does not depend on how the log is cut into batches.
 */
import type { TransactionSql } from "postgres";
import { type MasterTableName, type MirrorRows, masterTableNames, tableShape } from "./tables";
import { copyRows } from "./write-rows";

/** Adds the master data of a batch to `schema`. */
export async function writeMasters(tx: TransactionSql, schema: string, rows: MirrorRows): Promise<void> {
  for (const table of masterTableNames) {
    if (rows[table].length === 0) continue;
    const staged = `staged_${table}`;
    await tx`create temporary table ${tx(staged)} (like ${tx(schema)}.${tx(table)} including defaults) on commit drop`;
    await copyRows(tx, { table, schema: "pg_temp", as: staged }, rows[table]);
    await mergeStaged(tx, schema, table, staged);
    await tx`drop table ${tx(staged)}`;
  }
}

async function mergeStaged(
  tx: TransactionSql,
  schema: string,
  table: MasterTableName,
  staged: string,
): Promise<void> {
  const columns = tableShape(table).columns.map(({ name }) => name);
  const updates = columns
    .filter((name) => name !== "id")
    .map((name) => tx`${tx(name)} = excluded.${tx(name)}`);
  const assignments = updates.reduce((list, update) => tx`${list}, ${update}`);
  await tx`
    insert into ${tx(schema)}.${tx(table)} (${tx(columns)})
    select distinct on (s.id) ${columns.map((name) => tx`s.${tx(name)}`).reduce((list, column) => tx`${list}, ${column}`)}
    from ${tx(staged)} s left join ${tx(schema)}.${tx(table)} known on known.id = s.id
    where s.iss = coalesce(known.iss, (
      select first.iss from ${tx(staged)} first where first.id = s.id order by first.leaf_index, first.ordinal limit 1))
    order by s.id, s.leaf_index desc, s.ordinal desc
    on conflict (id) do update set ${assignments}`;
}
