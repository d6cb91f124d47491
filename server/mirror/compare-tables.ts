/** Compares two tables of one shape in the database's own types, so that no formatting can hide or invent a difference. */
import type { Sql, TransactionSql } from "postgres";
import type { JsonValue } from "@/lib/json";
import { jsonDifferences } from "./json-differences";
import { type TableName, tableShape } from "./tables";

/** One difference between the ledger and the mirror. */
export interface RowDifference {
  table: TableName;
  /** Primary key: column → value as text. */
  key: Record<string, string>;
  kind: "changed" | "missing" | "extra";
  /** The column that differs; null for a missing or extra row. */
  column: string | null;
  /** As text; null for SQL null and for extra rows. */
  ledgerValue: string | null;
  mirrorValue: string | null;
}

interface Comparison {
  table: TableName;
  /** What the ledger says: a table of the same shape. */
  expected: { schema: string; name: string };
  live: { schema: string; name: string };
  /** Only rows of entries from ≤ leaf_index < to. */
  range?: { from: number; to: number };
}

/** Finds rows that are changed, missing or extra in `live`, in the order of the primary key, at most `limit`. */
export async function compareTables(
  sql: Sql | TransactionSql,
  { table, expected, live, range }: Comparison,
  limit: number,
): Promise<RowDifference[]> {
  const { columns, primaryKey } = tableShape(table);
  // Names come from the schema in this program, never from outside, so they may stand in the text.
  const within = range === undefined ? "" : `where leaf_index >= ${range.from} and leaf_index < ${range.to}`;
  const sameKey = primaryKey.map((name) => `e.${name} = l.${name}`).join(" and ");
  const keys = primaryKey.map((name) => `coalesce((d.e).${name}, (d.l).${name}) as ${name}`).join(", ");
  const cells = columns.map(
    ({ name }) =>
      `('${name}', (d.e).${name}::text, (d.l).${name}::text, (d.e).${name} is distinct from (d.l).${name})`,
  );
  // Whole rows are compared first: writing columns as text costs far more, and is done for differing rows only.
  const rows = await sql.unsafe(`
    select ${keys}, d.e is null as is_extra, d.l is null as is_missing, c.name as column_name, c.ledger_value, c.mirror_value
    from (
      select e, l from (select * from ${expected.schema}.${expected.name} ${within}) e
      full join (select * from ${live.schema}.${live.name} ${within}) l on ${sameKey}
      where e is distinct from l
    ) d
    left join lateral (values ${cells.join(", ")}) c (name, ledger_value, mirror_value, differs)
      on c.differs and not (d.e is null) and not (d.l is null)
    order by ${primaryKey.join(", ")} limit ${limit}`);
  return rows.map((row) => ({
    table,
    key: Object.fromEntries(primaryKey.map((name) => [name, String(row[name])])),
    kind: row.is_extra ? "extra" : row.is_missing ? "missing" : "changed",
    column: row.column_name,
    ledgerValue: row.ledger_value,
    mirrorValue: row.mirror_value,
  }));
}

/** Names a row: table and key. */
export function rowPlace({ table, key }: Pick<RowDifference, "table" | "key">): string {
  const keyText = Object.entries(key)
    .map(([name, value]) => `${name}=${value}`)
    .join(", ");
  return `mirror.${table} (${keyText})`;
}

/** Writes a difference as one line for people; of JSON, the members that differ rather than all of it. */
export function differenceText({
  table,
  key,
  kind,
  column,
  ledgerValue,
  mirrorValue,
}: RowDifference): string {
  const where = rowPlace({ table, key });
  if (kind === "missing") return `${where}: missing in the mirror`;
  if (kind === "extra") return `${where}: not in the ledger`;
  const isJson = tableShape(table).columns.some(({ name, type }) => name === column && type === "jsonb");
  const members =
    isJson && ledgerValue !== null && mirrorValue !== null
      ? jsonDifferences(JSON.parse(ledgerValue), JSON.parse(mirrorValue))
      : [{ pointer: "", ledger: ledgerValue, mirror: mirrorValue }];
  const told = members.slice(0, membersMax).map(({ pointer, ledger, mirror }) => {
    return `${pointer === "" ? "" : `${pointer} `}ledger says ${shown(ledger)}, mirror says ${shown(mirror)}`;
  });
  const rest = members.length > membersMax ? `; and ${members.length - membersMax} more` : "";
  return `${where}.${column}: ${told.join("; ")}${rest}`;
}

/** Differing members told of one JSON value. */
const membersMax = 3;

function shown(value: JsonValue | undefined): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}… (${text.length} characters)` : text;
}
