import { percentEncode } from "../digital-link/percent";

/** An amount of goods; `uom` is a UN/CEFACT Recommendation 20 code, absent for a count. */
export interface Amount {
  quantity: number;
  uom?: string;
}

/** A lot that went into a batch; without an amount, how much is not told. */
export interface BatchInput {
  /** Canonical Digital Link. */
  epc: string;
  amount?: Amount;
}

/** One moment of a sensor's log. */
export interface BatchReading {
  /** ISO 8601 with its offset. */
  time: string;
  /** °C */
  temperature?: number;
  /** Per cent relative humidity. */
  humidity?: number;
}

/** A batch to be logged, checked. */
export interface Batch {
  /** 14 digits. */
  gtin: string;
  lot: string;
  amount: Amount;
  /** Id of the place. */
  place: string;
  /** ISO 8601 with its offset. */
  time: string;
  offset: string;
  /** `YYYY-MM-DD` */
  bestBefore?: string;
  expiration?: string;
  inputs: BatchInput[];
  /** URI. */
  device?: string;
  /** Ascending by time. */
  readings: BatchReading[];
  certificates: string[];
}

/** The lot's canonical Digital Link. */
export function batchId({ gtin, lot }: Pick<Batch, "gtin" | "lot">): string {
  return `https://id.gs1.org/01/${gtin}/10/${percentEncode(lot)}`;
}
