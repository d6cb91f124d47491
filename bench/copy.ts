/**
 * The yardstick: what COPY alone makes of the rows that captured events became. They are read back out of the live
 * mirror as COPY text before the clock starts, so that what is timed is Postgres taking rows and nothing else: no
 * parsing, no hashing, no deriving, no formatting. The tables have the mirror's columns, keys and indexes, and hold what
 * the mirror held when those events arrived. One COPY a table, one transaction a sample.
 */
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { TransactionSql } from "postgres";
import { openPool, type Sql } from "@/server/db/client";
import { buildIndexes, createCopy } from "@/server/mirror/copy-schema";
import { logTableNames } from "@/server/mirror/tables";
import type { Sample } from "./figure";

/** Entries of the log, from ≤ index < to, and how many events they hold. */
export interface CapturedStretch {
  from: number;
  to: number;
  events: number;
}

const scratch = "bench_copy";
const chunkBytes = 64 * 1024;

/** The rows of one table, as COPY text in pieces of 64 kB. */
interface TableText {
  table: string;
  rows: number;
  chunks: Buffer[];
}

const escapes: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

/** Writes one column's text as COPY takes it (PostgreSQL manual, COPY, "Text Format"). */
function copyField(value: Buffer | null): string {
  return value === null ? "\\N" : value.toString().replace(/[\\\t\n\r]/g, (char) => escapes[char] ?? "");
}

async function readRows(sql: Sql, table: string, { from, to }: CapturedStretch): Promise<TableText> {
  // Raw: every column as the text Postgres writes it in, which is the text it reads.
  const rows: (Buffer | null)[][] = await sql`
    select * from mirror.${sql(table)} where leaf_index >= ${from} and leaf_index < ${to}
    order by leaf_index`.raw();
  const text = Buffer.from(rows.map((row) => `${row.map(copyField).join("\t")}\n`).join(""));
  const chunks: Buffer[] = [];
  for (let at = 0; at < text.length; at += chunkBytes) chunks.push(text.subarray(at, at + chunkBytes));
  return { table, rows: rows.length, chunks };
}

async function writeRows(tx: TransactionSql, texts: TableText[]): Promise<void> {
  for (const { table, chunks } of texts) {
    if (chunks.length === 0) continue;
    const sink = await tx.unsafe(`copy ${scratch}.${table} from stdin`).writable();
    await pipeline(Readable.from(chunks), sink);
  }
}

/** Makes the scratch tables with everything the mirror held before entry `before`. */
async function prepare(sql: Sql, before: number): Promise<void> {
  await sql.begin(async (tx) => {
    await createCopy(tx, "mirror", scratch);
    for (const table of logTableNames) {
      await tx.unsafe(
        `insert into ${scratch}.${table} select * from mirror.${table} where leaf_index < ${before}`,
      );
    }
    await buildIndexes(tx, "mirror", scratch);
  });
}

/** One stretch, copied. */
export interface CopySample extends Sample {
  rows: number;
}

/** The scratch tables, while they are there. */
export class CopyYardstick {
  readonly #sql: Sql;

  private constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Makes the tables as the mirror is now, that is before what will be captured and copied. */
  static async open(databaseUrl: string, size: number): Promise<CopyYardstick> {
    const sql = openPool(databaseUrl, 1);
    await prepare(sql, size);
    return new CopyYardstick(sql);
  }

  /** Copies what a stretch became; counted in events. */
  async copy(stretch: CapturedStretch): Promise<CopySample> {
    const texts: TableText[] = [];
    for (const table of logTableNames) texts.push(await readRows(this.#sql, table, stretch));
    const rows = texts.reduce((sum, text) => sum + text.rows, 0);
    const from = performance.now();
    await this.#sql.begin((tx) => writeRows(tx, texts));
    return { operations: stretch.events, milliseconds: performance.now() - from, rows };
  }

  /** Removes the tables. */
  async close(): Promise<void> {
    await this.#sql.unsafe(`drop schema ${scratch} cascade`);
    await this.#sql.end({ timeout: 5 });
  }
}
