/** A way of laying labels on paper; all lengths in mm. */
export interface LabelSheet {
  page: { width: number; height: number };
  label: { width: number; height: number };
  columns: number;
  rows: number;
  /** From the edge of the paper to the first label. */
  margin: { left: number; top: number };
}

export type LabelSheetName = "single" | "a4-8" | "a4-21" | "a4-24";

const a4 = { width: 210, height: 297 };

export const labelSheets: Record<LabelSheetName, LabelSheet> = {
  single: {
    page: { width: 70, height: 37 },
    label: { width: 70, height: 37 },
    columns: 1,
    rows: 1,
    margin: { left: 0, top: 0 },
  },
  "a4-8": {
    page: a4,
    label: { width: 105, height: 74 },
    columns: 2,
    rows: 4,
    margin: { left: 0, top: 0.5 },
  },
  "a4-21": {
    page: a4,
    label: { width: 70, height: 42.3 },
    columns: 3,
    rows: 7,
    margin: { left: 0, top: 0.45 },
  },
  "a4-24": {
    page: a4,
    label: { width: 70, height: 37 },
    columns: 3,
    rows: 8,
    margin: { left: 0, top: 0.5 },
  },
};

/** The least and the greatest width of a module that GS1 allows for a QR code read by phones (General Specifications, symbol specification tables). */
export const moduleMmRange = { least: 0.396, greatest: 0.99 };

/** What stays free around a label's contents, since printers do not reach the edge and sheets are never cut true. */
export const paddingMm = 2.5;

/** The most of a label's width that the code may take; the rest is for the words. */
const widthShare = 0.52;

/**
 * Chooses the width of a module, so that the symbol with its quiet zone fits on the label: as large as there is room for, in steps of 0.01 mm.
 *
 * @param side modules a side, quiet zone included
 */
export function moduleMm(label: LabelSheet["label"], side: number): number {
  const room = Math.min(label.height - 2 * paddingMm, label.width * widthShare - paddingMm);
  return Math.min(moduleMmRange.greatest, Math.floor((room / side) * 100) / 100);
}

/** Reads the name of a sheet; A4 with 24 labels when it is none. */
export function labelSheetName(text: string | undefined): LabelSheetName {
  return text !== undefined && Object.hasOwn(labelSheets, text) ? (text as LabelSheetName) : "a4-24";
}
