import type { Sql } from "@/server/db/client";

/** The distinct values of some expressions that lead an index. */
export interface DistinctScan {
  table: string;
  /** SQL of each expression, in the order of the index; the first is the one that is searched. */
  expressions: string[];
  /** Condition of a partial index, or `true`. */
  where: string;
  /** First value, inclusive. */
  from: string;
  /** First value past the last, by bytes. */
  below: string;
  /** Values after which to begin, in the order of `expressions`. */
  after: string[] | null;
  limit: number;
}

/**
 * Reads distinct values in index order, jumping from each to the next: one index descent a value, however many rows
 * share it (a "loose index scan", which Postgres does not do by itself).
 */
export async function distinctScan(sql: Sql, scan: DistinctScan): Promise<string[][]> {
  const { table, expressions, where, from, below, after, limit } = scan;
  // All of these are texts of this program; values from outside are parameters.
  const list = expressions.join(", ");
  const names = expressions.map((_, i) => `k${i}`);
  const named = expressions.map((expression, i) => `${expression} as k${i}`).join(", ");
  const [first] = expressions;
  const start =
    after === null
      ? `${first} >= $1`
      : `(${list}) > (${expressions.map((_, i) => `$${i + 4}`).join(", ")}) and $1::text is not null`;
  const rows = await sql.unsafe<Record<string, string>[]>(
    `with recursive found as (
      (select ${named} from ${table} where ${where} and ${start} and ${first} < $2 order by ${list} limit 1)
      union all
      select next.* from found cross join lateral (
        select ${named} from ${table}
        where ${where} and (${list}) > (${names.map((name) => `found.${name}`).join(", ")}) and ${first} < $2
        order by ${list} limit 1) next
    ) select * from found limit $3`,
    [from, below, limit, ...(after ?? [])],
    { prepare: true },
  );
  return rows.map((row) => names.map((name) => row[name] ?? ""));
}

/** Gives the first text after all that begin with `prefix`, by UTF-8 bytes. */
export function afterPrefix(prefix: string): string {
  return `${prefix}\u{10ffff}`;
}
