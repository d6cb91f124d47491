/** An amount of an input lot, as typed. */
export interface InputDraft {
  /** Canonical Digital Link of the lot. */
  epc: string;
  quantity: string;
  /** UN/CEFACT Recommendation 20 code; `EA` stands for a count. */
  uom: string;
}

/** One line of a sensor's log, as typed; numbers are in °C and per cent. */
export interface ReadingDraft {
  /** ISO 8601 with its offset, or `YYYY-MM-DD HH:MM[:SS]` on the clock of the batch. */
  time: string;
  temperature: string;
  humidity: string;
}

/** A batch as the form holds it: text, unchecked. */
export interface BatchDraft {
  /** 14 digits. */
  gtin: string;
  lot: string;
  quantity: string;
  /** UN/CEFACT Recommendation 20 code; `EA` stands for a count. */
  uom: string;
  /** Id of the place. */
  place: string;
  /** `YYYY-MM-DDTHH:MM` on the clock of `offset`. */
  time: string;
  /** `+08:00` */
  offset: string;
  /** `YYYY-MM-DD`, or empty. */
  bestBefore: string;
  /** What the date on the pack means. */
  dateKind: "bestBefore" | "expiration";
  inputs: InputDraft[];
  /** Asset number (GIAI) or URI of the sensor; may be empty. */
  device: string;
  readings: ReadingDraft[];
  /** URIs of certificates. */
  certificates: string[];
}

/** The most lines of readings one batch may carry. */
export const readingsMax = 2_000;
/** The most input lots of one batch. */
export const inputsMax = 50;
