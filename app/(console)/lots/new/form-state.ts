import type { Outputs } from "@/app/browser-client";
import type { BatchDraft, InputDraft, ReadingDraft } from "@/lib/batch/batch-draft";
import { type BatchProblem, readBatch } from "@/lib/batch/read-batch";

export type Product = Outputs["products"]["list"][number];
export type Place = Outputs["places"]["list"][number];
export type Certificate = Outputs["products"]["certificates"][number];
export type InputLot = Outputs["lots"]["inputs"][number];

/** What the form holds besides the draft: how to name input lots, and which values it filled in itself. */
export interface FormState {
  draft: BatchDraft;
  /** Input lots by id, to name them. */
  known: Record<string, Pick<InputLot, "lot" | "gtin" | "productName">>;
  /** The lot number that was suggested; while it stands, another product brings another. */
  suggestedLot: string;
  /** The date that follows from the shelf life; while it stands, it moves with the day of making. */
  suggestedDate: string;
  /** Fields that were left once, or all of them. */
  touched: string[] | "all";
  /** What the server refused, by field. */
  refused: Record<string, string>;
  /** Beside each line of readings, the line of the file it came from; null for one typed here. */
  fileLines: (number | null)[];
  /** Somebody has typed or chosen something; what the form fills in by itself is not worth keeping. */
  isEdited: boolean;
}

export const emptyDraft: BatchDraft = {
  gtin: "",
  lot: "",
  quantity: "",
  uom: "KGM",
  place: "",
  time: "",
  offset: "+00:00",
  bestBefore: "",
  dateKind: "bestBefore",
  inputs: [],
  device: "",
  readings: [],
  certificates: [],
};

export const emptyForm: FormState = {
  draft: emptyDraft,
  known: {},
  suggestedLot: "",
  suggestedDate: "",
  touched: [],
  refused: {},
  fileLines: [],
  isEdited: false,
};

/** Everything that can happen to the form. */
export type FormAction =
  | { type: "changed"; patch: Partial<BatchDraft> }
  | { type: "filledIn"; patch: Partial<BatchDraft> }
  | { type: "touched"; path: string | "all" }
  | { type: "lotSuggested"; lot: string }
  | { type: "dateSuggested"; date: string }
  | { type: "inputAdded"; lot: InputLot }
  | { type: "inputChanged"; index: number; patch: Partial<InputDraft> }
  | { type: "inputRemoved"; index: number }
  | { type: "readingsPut"; at: number; readings: ReadingDraft[]; fileLines?: number[] }
  | { type: "readingsCleared" }
  | { type: "readingChanged"; index: number; patch: Partial<ReadingDraft> }
  | { type: "readingRemoved"; index: number }
  | { type: "refused"; refused: Record<string, string> }
  | { type: "restored"; state: FormState };

/** The next state of the form. */
export function formReducer(state: FormState, action: FormAction): FormState {
  switch (action.type) {
    case "restored":
      return action.state;
    case "touched":
      return { ...state, touched: touchedWith(state.touched, action.path) };
    case "refused":
      return { ...state, refused: action.refused };
    case "lotSuggested": {
      const isFree = state.draft.lot === "" || state.draft.lot === state.suggestedLot;
      const next = { ...state, suggestedLot: action.lot };
      return isFree ? filledIn(next, { lot: action.lot }) : next;
    }
    case "dateSuggested": {
      const isFree = state.draft.bestBefore === "" || state.draft.bestBefore === state.suggestedDate;
      const next = { ...state, suggestedDate: action.date };
      return isFree ? filledIn(next, { bestBefore: action.date }) : next;
    }
    case "filledIn":
      return filledIn(state, action.patch);
    case "changed":
      return withDraft(state, action.patch);
    default:
      return withLists(state, action);
  }
}

type ListAction = Extract<FormAction, { type: `input${string}` | `reading${string}` }>;

function withLists(state: FormState, action: ListAction): FormState {
  const { inputs, readings } = state.draft;
  switch (action.type) {
    case "inputAdded": {
      const { id, lot, gtin, productName, quantity, uom } = action.lot;
      const input = { epc: id, quantity: quantity === null ? "" : String(quantity), uom: uom ?? "EA" };
      const known = { ...state.known, [id]: { lot, gtin, productName } };
      return withDraft({ ...state, known }, { inputs: [...inputs, input] });
    }
    case "inputChanged":
      return withDraft(state, { inputs: changedAt(inputs, action.index, action.patch) });
    case "inputRemoved":
      return withDraft(state, { inputs: inputs.filter((_, i) => i !== action.index) });
    case "readingsPut": {
      const lines = action.readings.map((_, i) => action.fileLines?.[i] ?? null);
      const fileLines = state.fileLines.toSpliced(action.at, 1, ...lines);
      return withDraft(
        { ...state, fileLines },
        { readings: readings.toSpliced(action.at, 1, ...action.readings) },
      );
    }
    case "readingsCleared":
      return withDraft({ ...state, fileLines: [] }, { readings: [] });
    case "readingChanged":
      return withDraft(state, { readings: changedAt(readings, action.index, action.patch) });
    case "readingRemoved":
      return withDraft(
        { ...state, fileLines: state.fileLines.filter((_, i) => i !== action.index) },
        { readings: readings.filter((_, i) => i !== action.index) },
      );
  }
}

function changedAt<T>(list: T[], index: number, patch: Partial<T>): T[] {
  return list.map((one, i) => (i === index ? { ...one, ...patch } : one));
}

/** Fills in what follows from the rest. */
function filledIn(state: FormState, patch: Partial<BatchDraft>): FormState {
  return { ...state, draft: { ...state.draft, ...patch } };
}

/** Changes the draft; what the server had refused about it no longer counts. */
function withDraft(state: FormState, patch: Partial<BatchDraft>): FormState {
  return { ...state, draft: { ...state.draft, ...patch }, refused: {}, isEdited: true };
}

function touchedWith(touched: FormState["touched"], path: string | "all"): FormState["touched"] {
  if (path === "all" || touched === "all") return "all";
  return touched.includes(path) ? touched : [...touched, path];
}

/** Lines of readings in which nothing has been typed: they count for nothing. */
export function isBlank(reading: ReadingDraft): boolean {
  return reading.time === "" && reading.temperature === "" && reading.humidity === "";
}

/** The draft without blank lines, as it is sent. */
export function withoutBlanks(draft: BatchDraft): BatchDraft {
  return { ...draft, readings: draft.readings.filter((reading) => !isBlank(reading)) };
}

/** Every problem of the draft, with paths that count blank lines as the form shows them. */
export function problemsOf(draft: BatchDraft, nowMs: number): BatchProblem[] {
  const read = readBatch(withoutBlanks(draft), nowMs);
  if (!("problems" in read)) return [];
  const shown = draft.readings.flatMap((reading, i) => (isBlank(reading) ? [] : [i]));
  return read.problems.map((problem) => ({
    ...problem,
    path: problem.path.replace(/^readings\[(\d+)\]/, (_, i: string) => `readings[${shown[Number(i)] ?? i}]`),
  }));
}

/** The number to call a line of readings by: its line in the file it came from, else its place in the list from 1. */
export function lineNumber({ fileLines }: Pick<FormState, "fileLines">, index: number): number {
  return fileLines[index] ?? index + 1;
}
