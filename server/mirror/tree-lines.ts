/**
 * The rows of one event as COPY text, but for what only its admission tells: leaf index, ordinal and record time. A
 * capture derives them where the event is at hand anyway, off the main thread; the applier puts the place before each
 * line. They come from the same rows as everything else in the mirror.
 */
import type { JsonObject } from "@/lib/json";
import { indexedText } from "./column-values";
import { fieldText, jsonField } from "./copy-text";
import type { BodyHashes } from "./event-rows";
import { addTreeRows } from "./rows";
import { copiedColumns, type LogTableName, logTableNames, noRows } from "./tables";
import { touchedByRows } from "./touched";

/** The lines of one event. */
export interface TreeLines {
  /** Number of rows in all. */
  rows: number;
  /** For each table that has any: the rows without their place, parted by line feeds. */
  text: Partial<Record<LogTableName, string>>;
  /** What the rows touch, but for the event's own id; see touched.ts. */
  epcs: string[];
  ids: string[];
}

/** An event of a capture that is about to be appended. */
export interface CapturedEvent {
  /** The member's URI. */
  iss: string;
  root: Uint8Array;
  body: JsonObject;
  /** JCS of the body. */
  canonical: string;
  hashes: BodyHashes;
}

/** Stands for a place that is not known yet; no event can name it, for an EPC is a URI. */
const nowhere = -1;

const columnsOf = new Map(logTableNames.map((name) => [name, copiedColumns(name).rest]));

/** Derives the lines of an event; null when one of its rows holds its place elsewhere than at the beginning. */
export function treeLinesOf({ iss, root, body, canonical, hashes }: CapturedEvent): TreeLines | null {
  const rows = noRows();
  const context = { leafIndex: nowhere, iss: indexedText(iss), recordTime: "", isRecord: false };
  addTreeRows(rows, context, 0, { root, isErased: false, body, hashes });
  const isHub = ({ fromEpc, toEpc }: { fromEpc: string; toEpc: string }) =>
    fromEpc === `${nowhere}.0` || toEpc === `${nowhere}.0`;
  if (rows.lot_relations.some(isHub)) return null;
  const text: TreeLines["text"] = {};
  let count = 0;
  for (const [name, columns] of columnsOf) {
    const lines = rows[name].map((row) =>
      columns.map(({ key, type }) => fieldOf(row, key, type, canonical)).join("\t"),
    );
    if (lines.length > 0) text[name] = lines.join("\n");
    count += lines.length;
  }
  const { epcs, ids } = touchedByRows(rows);
  ids.delete(`${nowhere}.0`);
  return { rows: count, text, epcs: [...epcs], ids: [...ids] };
}

function fieldOf(row: object, key: string, type: string, canonical: string): string {
  if (type === "jsonb") return jsonField(canonical);
  return fieldText((row as Record<string, unknown>)[key], type);
}

/** Writes the lines of one table with their place, each ended by a line feed. */
export function placedLines(lines: string, place: string): string {
  const separated = lines.includes("\n") ? lines.replaceAll("\n", `\n${place}`) : lines;
  return `${place}${separated}\n`;
}
