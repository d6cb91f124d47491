import type { Batch } from "./batch";
import { lotId } from "./item-keys";
import { type MirrorRows, masterTableNames } from "./tables";

/** What a batch has changed; a page that shows any of these is stale. */
export interface Touched {
  /** Canonical identifiers, and the lots of instances. */
  epcs: string[];
  /** Places, members, master data, devices, and `index.ordinal` of new and erased events. */
  ids: string[];
  /** Whether the batch erased anything. */
  hasErasures: boolean;
}

/** Lists what a batch has changed. */
export function touchedBy({ rows, prepared, erasures }: Batch): Touched {
  const { epcs, ids } = touchedByRows(rows);
  for (const { leafIndex, ordinal, lines } of prepared) {
    ids.add(`${leafIndex}.${ordinal}`);
    for (const epc of lines.epcs) epcs.add(epc);
    for (const id of lines.ids) ids.add(id);
  }
  for (const [leafIndex, ordinal] of erasures) ids.add(`${leafIndex}.${ordinal}`);
  return { epcs: [...epcs], ids: [...ids], hasErasures: erasures.length > 0 };
}

/** Lists what rows change that are added. */
export function touchedByRows(rows: MirrorRows): { epcs: Set<string>; ids: Set<string> } {
  const epcs = new Set<string>();
  const ids = new Set<string>();
  for (const { epc, gtin, lot, serial } of rows.event_epcs) {
    epcs.add(epc);
    if (gtin !== null && lot !== null && serial !== null) epcs.add(lotId(gtin, lot));
  }
  for (const { leafIndex, ordinal, iss, readPoint, bizLocation } of rows.events) {
    ids.add(`${leafIndex}.${ordinal}`).add(iss);
    if (readPoint !== null) ids.add(readPoint);
    if (bizLocation !== null) ids.add(bizLocation);
  }
  for (const table of masterTableNames) for (const { id } of rows[table]) ids.add(id);
  return { epcs, ids };
}
