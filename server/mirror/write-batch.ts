import type { TransactionSql } from "postgres";
import type { Batch } from "./batch";
import { eraseEvents } from "./erase-events";
import { logTableNames } from "./tables";
import { moveWatermark } from "./watermark";
import { writeMasters } from "./write-masters";
import { copyRows } from "./write-rows";

/**
 * Writes a batch and moves the watermark, within one transaction. A crash before its commit leaves the mirror as it
 * was, after it, with the whole batch; the next start goes on from the watermark.
 */
export async function writeBatch(tx: TransactionSql, batch: Batch, schema = "mirror"): Promise<void> {
  // First, so that a second applier waits here rather than after writing rows.
  await moveWatermark(tx, schema, batch.from, batch.frontier);
  for (const table of logTableNames) {
    await copyRows(tx, { table, schema }, batch.rows[table], batch.prepared);
  }
  await writeMasters(tx, schema, batch.rows);
  if (batch.erasures.length > 0) await eraseEvents(tx, schema, batch.erasures);
}
