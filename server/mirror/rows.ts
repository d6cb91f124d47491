/**
 * Log entry → rows of every table of the mirror. Pure and total: live applier, rebuild and audit all use it, so what
 * they hold can be compared row by row.
 */
import { fromUtf8 } from "@/lib/bytes";
import type { JsonObject, JsonValue } from "@/lib/json";
import { decodeStatement, type Statement, statementTypes } from "@/lib/statement/statement";
import type { LogEntry } from "@/server/ledger/ledger";
import { indexedText, instantOfMs } from "./column-values";
import { addEventRows, type EventSource } from "./event-rows";
import { addMasterRow } from "./master-rows";
import { type MirrorRows, noRows, type RowOf } from "./tables";

/** A tree of an entry as the ledger opens it. */
export interface OpenedTree {
  root: Uint8Array;
  /** The secret is gone. */
  isErased: boolean;
  /** null when erased, or sealed in a way that does not open. */
  body: JsonObject | null;
}

/**
 * Derives all rows of one log entry. `trees` are the entry's own, opened, in order.
 * @throws DomainError malformed when the statement is none, which the ledger never admits
 */
export function rowsOf(entry: LogEntry, trees: readonly OpenedTree[]): MirrorRows {
  const rows = noRows();
  addRowsOf(rows, entry, trees);
  return rows;
}

/** As `rowsOf`, but adds to the rows of earlier entries. */
export function addRowsOf(rows: MirrorRows, entry: LogEntry, trees: readonly OpenedTree[]): void {
  const statement = decodeStatement(entry.statement);
  const isRecord = statement.header.typ === statementTypes.record;
  const recordTime = new Date(entry.recordTimeMs).toISOString();
  const iss = indexedText(statement.header.iss);
  rows.entries.push(entryRow(entry, statement, trees.length, recordTime));
  trees.forEach((tree, ordinal) => {
    const source: EventSource = {
      leafIndex: entry.leafIndex,
      ordinal,
      iss,
      recordTime,
      isRecord,
      ...tree,
    };
    addEventRows(rows, source);
    if (isRecord && tree.body !== null) addMasterRow(rows, source, tree.body);
  });
}

function entryRow(
  entry: LogEntry,
  statement: Statement,
  eventCount: number,
  recordTime: string,
): RowOf<"entries"> {
  const { header } = statement;
  return {
    leafIndex: entry.leafIndex,
    leafHash: entry.leafHash,
    iss: indexedText(header.iss),
    kid: header.kid,
    typ: header.typ,
    seq: header.seq,
    issuedAt: instantOfMs(header.iat * 1000),
    recordTime,
    eventCount,
    sizeBytes: entry.statement.length,
    record: recordOf(statement),
  };
}

/** Reads the clear payload of a membership or erasure statement; null for all others. */
export function recordOf({ header, payload }: Statement): JsonValue {
  if (header.typ !== statementTypes.membership && header.typ !== statementTypes.erasure) return null;
  try {
    return JSON.parse(fromUtf8(payload)) as JsonValue;
  } catch {
    return null; // the ledger admits no such payload
  }
}
