import type { ReadingDraft } from "./batch-draft";

/** What was found in a file of readings. */
export interface ReadingsFile {
  /** In the order of the file. */
  readings: ReadingDraft[];
  /** The line of the file each reading stands on, from 1. */
  lines: number[];
  /** The first line names the columns and holds no reading. */
  hasHeading: boolean;
}

/**
 * Takes apart lines of `time,temperature[,humidity]`, separated by comma, semicolon or tab; a first line without any digit in
 * its first cell is a heading. Values are not judged here: they stay text, so that the form can show and mend them.
 */
export function readReadingsCsv(text: string): ReadingsFile {
  const rows = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  const separator = [";", "\t", ","].find((mark) => rows.some((row) => row.includes(mark))) ?? ",";
  const readings: ReadingDraft[] = [];
  const lines: number[] = [];
  let hasHeading = false;
  for (const [i, row] of rows.entries()) {
    if (row.trim() === "") continue;
    const [time = "", temperature = "", humidity = ""] = row.split(separator).map(unquoted);
    if (readings.length === 0 && !hasHeading && !/\d/.test(time)) {
      hasHeading = true;
      continue;
    }
    readings.push({ time, temperature, humidity });
    lines.push(i + 1);
  }
  return { readings, lines, hasHeading };
}

function unquoted(cell: string): string {
  const trimmed = cell.trim();
  return /^".*"$/.test(trimmed) ? trimmed.slice(1, -1).replaceAll('""', '"') : trimmed;
}
