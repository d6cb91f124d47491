/** Derives every row of the mirror again from the ledger and compares it with what is there. Changes nothing. */
import type { Sql, TransactionSql } from "postgres";
import { type Batch, type LedgerReader, readBatches } from "./batch";
import { compareTables, differenceText, type RowDifference } from "./compare-tables";
import { masterTableOfType } from "./master-rows";
import { logTableNames, masterTableNames, tableNames } from "./tables";
import { checkWatermark, readWatermark } from "./watermark";
import { writeMasters } from "./write-masters";
import { copyRows } from "./write-rows";

/** What an audit of the mirror tells, in the order it finds it. */
export type MirrorFinding =
  | { kind: "difference"; difference: RowDifference; message: string }
  /** The watermark is not of this log. */
  | { kind: "watermark"; message: string }
  /** Not wrong, but worth knowing: a record that somebody else's earlier one keeps from taking effect. */
  | { kind: "note"; message: string };

/** What was looked at. */
export interface MirrorAudit {
  /** Entries of the log that the mirror holds. */
  size: number;
  /** Entries in the log. */
  ledgerSize: number;
  /** Rows compared. */
  rows: number;
}

/** Findings in one table and batch at most. */
const findingsMax = 1000;

/** A ledger to read, to be closed afterwards when it was opened for the audit. */
type AuditedLedger = LedgerReader & { close?(): Promise<void> };

/**
 * Compares the mirror with the ledger, as of the mirror's watermark, on one snapshot: it may be in use meanwhile.
 * Calls `onFinding` for each changed, missing and extra row, at most 1,000 a batch and table.
 * @param openLedger called once the snapshot is taken, so that the ledger is at least as far as the mirror
 */
export async function auditMirror(
  sql: Sql,
  openLedger: () => Promise<AuditedLedger>,
  onFinding: (finding: MirrorFinding) => void,
  onProgress: (progress: { compared: number; total: number }) => void = () => undefined,
): Promise<MirrorAudit> {
  const report = (differences: RowDifference[]) => {
    for (const difference of differences) {
      onFinding({ kind: "difference", difference, message: differenceText(difference) });
    }
  };
  return (await sql.begin("isolation level repeatable read", async (tx) => {
    await tx`select 1 from mirror.state`; // takes the snapshot
    const ledger = await openLedger();
    try {
      const size = await checkState(tx, ledger, onFinding);
      const { rows, compared } = await compareAll(tx, ledger, size, { report, onProgress });
      await compareRest(tx, compared, report);
      for (const message of await ignoredRecords(tx)) onFinding({ kind: "note", message });
      return { size, ledgerSize: ledger.head().size, rows };
    } finally {
      await ledger.close?.();
    }
  })) as MirrorAudit;
}

/** Derives the log's rows batch by batch, in temporary tables, and compares them. */
async function compareAll(
  tx: TransactionSql,
  ledger: LedgerReader,
  size: number,
  {
    report,
    onProgress,
  }: {
    report: (differences: RowDifference[]) => void;
    onProgress: (progress: { compared: number; total: number }) => void;
  },
): Promise<{ rows: number; compared: number }> {
  for (const table of tableNames) {
    await tx`create temporary table ${tx(table)} (like mirror.${tx(table)} including defaults) on commit drop`;
  }
  for (const table of masterTableNames) await tx`alter table pg_temp.${tx(table)} add primary key (id)`;
  const compared = Math.min(size, ledger.head().size);
  let rows = 0;
  for await (const batch of readBatches(ledger, compared)) {
    rows += await compareBatch(tx, batch, report);
    onProgress({ compared: batch.to, total: compared });
  }
  return { rows, compared };
}

async function checkState(
  tx: TransactionSql,
  ledger: LedgerReader,
  onFinding: (finding: MirrorFinding) => void,
): Promise<number> {
  try {
    const applied = await readWatermark(tx);
    await checkWatermark(ledger, applied);
    return applied.size;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "conflict")) throw error;
    onFinding({ kind: "watermark", message: error.message });
    const [row] = await tx<{ applied_size: number }[]>`select applied_size from mirror.state`;
    return row?.applied_size ?? 0;
  }
}

/** Compares the rows of a stretch of the log; keeps its master data for the end. @returns the rows compared */
async function compareBatch(
  tx: TransactionSql,
  batch: Batch,
  report: (differences: RowDifference[]) => void,
): Promise<number> {
  let rows = 0;
  for (const table of logTableNames) {
    rows += batch.rows[table].length;
    await copyRows(tx, { table, schema: "pg_temp" }, batch.rows[table]);
    const comparison = {
      table,
      expected: { schema: "pg_temp", name: table },
      live: { schema: "mirror", name: table },
      range: { from: batch.from, to: batch.to },
    };
    report(await compareTables(tx, comparison, findingsMax));
    await tx`truncate pg_temp.${tx(table)}`;
  }
  await writeMasters(tx, "pg_temp", batch.rows);
  return rows;
}

/** Compares master data, and finds rows of entries that are not in the log. */
async function compareRest(
  tx: TransactionSql,
  size: number,
  report: (differences: RowDifference[]) => void,
): Promise<void> {
  for (const table of tableNames) {
    const expected = { schema: "pg_temp", name: table };
    const live = { schema: "mirror", name: table };
    const isMaster = (masterTableNames as string[]).includes(table);
    const ranges = isMaster
      ? [undefined]
      : [
          { from: size, to: Number.MAX_SAFE_INTEGER },
          { from: -Number.MAX_SAFE_INTEGER, to: 0 },
        ];
    for (const range of ranges) {
      report(
        await compareTables(
          tx,
          { table, expected, live, ...(range === undefined ? {} : { range }) },
          findingsMax,
        ),
      );
    }
  }
}

/** Lists master data records whose id another member described first. */
async function ignoredRecords(tx: TransactionSql): Promise<string[]> {
  const messages: string[] = [];
  for (const [type, table] of Object.entries(masterTableOfType)) {
    const rows = await tx<{ leaf_index: number; ordinal: number; iss: string; owner: string; id: string }[]>`
      select e.leaf_index, e.ordinal, e.iss, known.iss as owner, known.id
      from mirror.events e join mirror.${tx(table)} known on known.id = e.body->>'id' and known.iss <> e.iss
      where e.type = ${type} and e.event_time is null order by e.leaf_index, e.ordinal limit ${findingsMax}`;
    for (const row of rows) {
      messages.push(
        `record ${row.leaf_index}.${row.ordinal} (${type} of ${row.id}) by ${row.iss} has no effect: ${row.owner} described it first`,
      );
    }
  }
  return messages;
}
