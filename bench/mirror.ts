/**
 * The mirror by itself: how fast the applier turns entries into rows, against a real Postgres, and how fast journeys are
 * read back. Events have 3 EPCs and 20 readings (2.3 kB in normal form); signing and fsync of the ledger are left out.
 */
import { join } from "node:path";
import { openDatabase, type Sql } from "@/server/db/client";
import { startEmbedded } from "@/server/db/embedded";
import { migrateDatabase } from "@/server/db/migrate";
import { startMirror } from "@/server/mirror/applier";
import { tableNames } from "@/server/mirror/tables";
import { MemoryLedger } from "@/server/mirror/testing/memory-ledger";
import { randomOf, sampleEvent } from "@/server/mirror/testing/sample-events";
import { journeyOf } from "@/server/services/trace/journey";
import type { BenchContext, Benchmark } from "./bench";
import { type Figure, latencyOf, rateOf, type Sample, take, timed } from "./figure";

const eventsFull = 8_000;
const journeysFull = 500;
const iss = "https://bench.example/maker";

async function openMirrorDatabase(context: BenchContext): Promise<Sql> {
  const postgres = await startEmbedded(join(context.folder, "mirror-postgres"));
  context.closers.push("the mirror's Postgres", () => postgres.stop());
  await migrateDatabase(postgres.url);
  const database = openDatabase(postgres.url, { connectionsMax: 4 });
  context.closers.push("the mirror's pools", () => database.close());
  return database.sql;
}

/** Fills a ledger with captures of ten events. */
function filledLedger(events: number, firstEvent: number): MemoryLedger {
  const ledger = new MemoryLedger();
  const random = randomOf(firstEvent + 1);
  for (let n = firstEvent; n < firstEvent + events; n += 10) {
    ledger.capture(
      iss,
      Array.from({ length: 10 }, (_, i) => sampleEvent(n + i, random)),
    );
  }
  return ledger;
}

/** Times one applier from an empty mirror to the head. */
async function applySample(sql: Sql, ledger: MemoryLedger, events: number): Promise<Sample> {
  for (const table of [...tableNames, "state"]) await sql`truncate mirror.${sql(table)}`;
  const from = performance.now();
  const mirror = await startMirror({ sql, ledger });
  await mirror.whenApplied(ledger.head().size);
  const milliseconds = performance.now() - from;
  await mirror.close();
  return { operations: events, milliseconds };
}

/** Reads journeys of lots and instances spread over the log. */
async function journeySample(sql: Sql, count: number): Promise<Sample> {
  const ids = await sql<{ epc: string }[]>`
    select epc from (select distinct epc from mirror.event_epcs where gtin is not null) e order by md5(epc) limit ${count}`;
  await sql`analyze`;
  return timed(ids.length, (i) => journeyOf(sql, ids[i]?.epc ?? ""));
}

async function run(context: BenchContext): Promise<Figure[]> {
  const sql = await openMirrorDatabase(context);
  const events = context.count(eventsFull);
  const ledger = filledLedger(events, 0);
  const applied = await take(context.repetitions, () => applySample(sql, ledger, events));
  const journeys = await journeySample(sql, context.count(journeysFull));
  return [rateOf("mirror.apply", "events/s", applied), latencyOf("mirror.journey", [journeys])];
}

/** The mirror's figures. */
export const mirror: Benchmark = {
  group: "ledger",
  figures: {
    "mirror.apply": "events that one applier turns into rows of the mirror, with all indexes",
    "mirror.journey": `journey of a lot or instance with containers and ingredients, among ${eventsFull} events`,
  },
  run,
};
