/**
 * Schema `app` as text: every table by COPY in one snapshot of the database, for the embedded binaries bring no pg_dump
 * (DESIGN §4). Schema `mirror` is left out: it is made again from the log.
 */
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { TransactionSql } from "postgres";
import { DomainError } from "@/lib/errors";
import type { Sql } from "@/server/db/client";
import { migrationsSchema } from "@/server/db/migrate";
import type { Draft } from "./draft";
import type { AppSnapshot, AppTable } from "./manifest";

/** Quotes a name for SQL. */
function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Names a table and its columns as COPY takes them. */
function target({ name, columns }: Pick<AppTable, "name" | "columns">): string {
  return `app.${quoted(name)} (${columns.map(quoted).join(", ")})`;
}

/** The file of a table, within a generation. */
export function rowsFile(table: string): string {
  return `app/${table}.copy`;
}

/** Copies schema `app` into a draft, all tables as of one moment. */
export function dumpApp(sql: Sql, draft: Draft): Promise<AppSnapshot> {
  return sql.begin("isolation level repeatable read read only", async (tx) => {
    const migration = await lastMigration(tx);
    const tables: AppTable[] = [];
    for (const table of await tablesOf(tx)) {
      const [counted] = await tx<{ rows: number }[]>`select count(*) as rows from app.${tx(table.name)}`;
      const rows = await tx.unsafe(`copy ${target(table)} to stdout`).readable();
      await draft.add(rowsFile(table.name), rows);
      tables.push({ ...table, rows: counted?.rows ?? 0 });
    }
    const sequences = await tx<{ name: string; lastValue: string }[]>`
      select sequencename as name, last_value::text as "lastValue" from pg_sequences
      where schemaname = 'app' and last_value is not null order by 1`;
    return { migration, tables, sequences: sequences.map(({ name, lastValue }) => ({ name, lastValue })) };
  }) as Promise<AppSnapshot>;
}

async function lastMigration(tx: TransactionSql): Promise<number> {
  const [row] = await tx<{ last: number | null }[]>`
    select max(created_at)::bigint as last from ${tx(migrationsSchema)}.__drizzle_migrations`;
  return row?.last ?? 0;
}

/** Lists the tables, those referred to before those that refer to them, each with the columns that COPY can fill. */
async function tablesOf(tx: TransactionSql): Promise<Pick<AppTable, "name" | "columns">[]> {
  const columns = await tx<{ name: string; columns: string[] }[]>`
    select t.table_name as name, array_agg(c.column_name::text order by c.ordinal_position) as columns
    from information_schema.tables t join information_schema.columns c using (table_schema, table_name)
    where t.table_schema = 'app' and t.table_type = 'BASE TABLE' and c.is_generated = 'NEVER'
    group by 1 order by 1`;
  const references = await tx<{ name: string; to: string }[]>`
    select a.relname as name, b.relname as "to" from pg_constraint k
    join pg_class a on a.oid = k.conrelid join pg_class b on b.oid = k.confrelid
    join pg_namespace n on n.oid = a.relnamespace
    where k.contype = 'f' and n.nspname = 'app' and a.oid <> b.oid`;
  const ordered = new Map<string, string[]>();
  const place = (name: string, path: readonly string[]): void => {
    if (ordered.has(name) || path.includes(name)) return;
    for (const reference of references) if (reference.name === name) place(reference.to, [...path, name]);
    const found = columns.find((table) => table.name === name);
    if (found !== undefined) ordered.set(name, found.columns);
  };
  for (const { name } of columns) place(name, []);
  return [...ordered].map(([name, names]) => ({ name, columns: names }));
}

/**
 * Fills the empty tables of schema `app`, at the snapshot's migration, in one transaction: all of it or nothing.
 * @param folder the generation's
 * @throws DomainError conflict when a table has rows, or takes another number of them than were backed up
 */
export async function fillApp(sql: Sql, folder: string, snapshot: AppSnapshot): Promise<void> {
  await sql.begin(async (tx) => {
    for (const table of snapshot.tables) {
      const there = await tx`select 1 from app.${tx(table.name)} limit 1`;
      if (there.length > 0) throw refusal(table.name, "no rows", "some");
      const query = tx.unsafe(`copy ${target(table)} from stdin`);
      const sink = await query.writable();
      // As in mirror/write-rows.ts: a refusal at the end of the copy would reach nobody.
      (query as unknown as { reject: (error: Error) => void }).reject = (error) => sink.destroy(error);
      await pipeline(createReadStream(join(folder, rowsFile(table.name))), sink);
      const [counted] = await tx<{ rows: number }[]>`select count(*) as rows from app.${tx(table.name)}`;
      if (counted?.rows !== table.rows) throw refusal(table.name, `${table.rows} rows`, `${counted?.rows}`);
    }
    for (const { name, lastValue } of snapshot.sequences) {
      await tx`select setval(${`app.${quoted(name)}`}::regclass, ${lastValue}::bigint, true)`;
    }
  });
}

function refusal(table: string, expected: string, got: string): DomainError {
  return new DomainError("conflict", `app.${table}: expected ${expected}, got ${got}`);
}
