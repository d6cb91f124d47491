/**
 * Connections to Postgres: raw postgres.js for the mirror's writer and hot reads, Drizzle for the rest.
 * Two pools, because Drizzle's driver replaces the date parsers of the client it is given.
 *
 * What raw `sql` returns: `bigint` columns as numbers (log indexes stay below 2^53), `timestamptz` as Date,
 * `jsonb` parsed, `bytea` as Buffer, `numeric` as string.
 */
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { DomainError } from "@/lib/errors";
import { guardPool } from "./lost-connection";

export type Sql = postgres.Sql;
export type Db = PostgresJsDatabase;

export interface Database {
  sql: Sql;
  db: Db;
  /** Waits for running queries (5 s at most) and closes both pools. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** Connections in the raw pool; Drizzle's pool is half of it. Default 10. */
  connectionsMax?: number;
}

/** Parses an int8 as a number. @throws DomainError unsupported outside ±(2^53 − 1) */
function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new DomainError("unsupported", `bigint: expected at most 2^53 − 1, got ${text}`);
  }
  return value;
}

const int8 = { to: 20, from: [20], serialize: (value: unknown) => String(value), parse: safeInteger };

/**
 * Splits a libpq-style `?host=/folder` (a Unix socket) off a URL, which postgres.js itself does not understand.
 */
function socketOf(url: string): { url: string; path: string | undefined } {
  const parsed = new URL(url);
  const folder = parsed.searchParams.get("host");
  if (!folder?.startsWith("/")) return { url, path: undefined };
  parsed.searchParams.delete("host");
  return { url: parsed.toString(), path: `${folder}/.s.PGSQL.${parsed.port || "5432"}` };
}

/**
 * Makes one lazy postgres.js pool. Accepts `postgres://user:password@localhost/name?host=/socket/folder` too.
 */
export function openPool(url: string, connectionsMax: number): Sql {
  const socket = socketOf(url);
  const pool = postgres(socket.url, {
    ...(socket.path === undefined ? {} : { path: socket.path }),
    max: connectionsMax,
    onnotice: () => {},
    // A Postgres that is back is used again within the second.
    backoff: (attempt) => Math.min(attempt / 10, 1),
    connection: { application_name: "suyuan", TimeZone: "UTC" },
    types: { bigint: int8 },
  });
  return guardPool(pool as unknown as Sql);
}

/** Opens both pools on one database. Nothing connects before the first query. */
export function openDatabase(url: string, options: DatabaseOptions = {}): Database {
  const connectionsMax = options.connectionsMax ?? 10;
  const sql = openPool(url, connectionsMax);
  const drizzlePool = openPool(url, Math.max(1, Math.ceil(connectionsMax / 2)));
  return {
    sql,
    db: drizzle(drizzlePool),
    async close() {
      await Promise.all([sql.end({ timeout: 5 }), drizzlePool.end({ timeout: 5 })]);
    },
  };
}
