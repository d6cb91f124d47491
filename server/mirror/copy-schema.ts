/** A second schema with the tables of the first, read from the database itself, so that it is right after any migration. */
import type { TransactionSql } from "postgres";
import { tableNames } from "./tables";

const copiedTables = [...tableNames, "state"];

/**
 * Makes schema `to` anew with the empty tables of `from`: columns, defaults, checks and primary keys. The other
 * indexes come last (`buildIndexes`), because filling a table under them costs more.
 */
export async function createCopy(tx: TransactionSql, from: string, to: string): Promise<void> {
  await tx`drop schema if exists ${tx(to)} cascade`;
  await tx`create schema ${tx(to)}`;
  for (const table of copiedTables) {
    await tx`
      create table ${tx(to)}.${tx(table)} (like ${tx(from)}.${tx(table)} including defaults including constraints including storage)`;
  }
  const keys = await tx<{ table: string; name: string; definition: string }[]>`
    select c.relname as table, k.conname as name, pg_get_constraintdef(k.oid) as definition
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = ${from} and k.contype = 'p'`;
  for (const { table, name, definition } of keys) {
    await tx`alter table ${tx(to)}.${tx(table)} add constraint ${tx(name)} ${tx.unsafe(definition)}`;
  }
}

/** Builds the indexes of `from` that `to` lacks, under the same names, and gathers statistics. */
export async function buildIndexes(tx: TransactionSql, from: string, to: string): Promise<void> {
  const indexes = await tx<{ definition: string }[]>`
    select indexdef as definition from pg_indexes live where schemaname = ${from}
      and not exists (select 1 from pg_indexes there where there.schemaname = ${to} and there.indexname = live.indexname)`;
  for (const { definition } of indexes) {
    await tx.unsafe(definition.replace(` ON ${from}.`, ` ON ${to}.`));
  }
  for (const table of copiedTables) await tx`analyze ${tx(to)}.${tx(table)}`;
}
