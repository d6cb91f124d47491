/**
 * Checks a batch as typed. Every problem is found at once and named by its place in the form, so that the form can say it
 * in words beside the field, and the server in the usual `path: expected X, got Y`.
 */
import { hasCheckDigit } from "../digital-link/check-digit";
import { canonicalItemId } from "../digital-link/epc-uri";
import type { Amount, Batch, BatchInput, BatchReading } from "./batch";
import { type BatchDraft, inputsMax, readingsMax } from "./batch-draft";
import { isDay, isOffset, readLocalTime } from "./local-time";

/** What may be wrong with a field. */
export type ProblemKind =
  | "missing"
  | "gtin"
  | "checkDigit"
  | "lot"
  | "number"
  | "positive"
  | "wholeNumber"
  | "time"
  | "future"
  | "offset"
  | "date"
  | "dateBeforeTime"
  | "lotId"
  | "twice"
  | "self"
  | "device"
  | "temperature"
  | "humidity"
  | "noValue"
  | "tooMany"
  | "uri";

/** One field that cannot be taken as it is. */
export interface BatchProblem {
  /** `lot`, `inputs[0].quantity`, `readings[12].temperature` */
  path: string;
  kind: ProblemKind;
  /** What was found. */
  got: string;
}

/** In words for developers; the form has its own. */
export const expectations: Record<ProblemKind, string> = {
  missing: "a value",
  gtin: "14 digits",
  checkDigit: "a GTIN with a right check digit",
  lot: "1 to 20 letters, digits or !\"%&'()*+,-./:;<=>?_",
  number: "a number",
  positive: "a number above 0",
  wholeNumber: "a whole number",
  time: "a date and time",
  future: "a moment that has passed",
  offset: "an offset such as +08:00",
  date: "a date YYYY-MM-DD",
  dateBeforeTime: "a date after the batch was made",
  lotId: "the Digital Link of a lot",
  twice: "each lot once",
  self: "another lot than the one being made",
  device: "an asset number (GIAI) or a URI",
  temperature: "−200 to 1000 °C",
  humidity: "0 to 100 %",
  noValue: "a temperature or a humidity",
  tooMany: "fewer lines",
  uri: "a URI",
};

/** Collects problems while values are taken. */
class Reader {
  readonly problems: BatchProblem[] = [];

  /** Names a problem. */
  refuse(path: string, kind: ProblemKind, got: string): undefined {
    this.problems.push({ path, kind, got });
    return undefined;
  }

  /** Reads a decimal number; comma and point both separate the fraction. */
  number(path: string, text: string): number | undefined {
    const written = text.trim().replace(",", ".").replace("−", "-");
    if (written === "") return this.refuse(path, "missing", text);
    const value = Number(written);
    return /^-?\d+(\.\d+)?$/.test(written) && Number.isFinite(value)
      ? value
      : this.refuse(path, "number", text);
  }
}

/**
 * Checks a draft.
 * @param nowMs wall clock; a batch cannot have been made later than five minutes from now
 * @returns the batch, or every problem in the order of the form
 */
export function readBatch(draft: BatchDraft, nowMs: number): { batch: Batch } | { problems: BatchProblem[] } {
  const reader = new Reader();
  const gtin = readGtin(reader, draft.gtin);
  const lot = readLot(reader, draft.lot);
  const amount = readAmount(reader, draft);
  if (draft.place === "") reader.refuse("place", "missing", "");
  const time = readTime(reader, draft, nowMs);
  const date = readDate(reader, draft);
  const inputs = readInputs(reader, draft);
  const device = readDevice(reader, draft.device);
  const readings = readReadings(reader, draft);
  const certificates = readCertificates(reader, draft.certificates);
  const isWhole = gtin !== undefined && lot !== undefined && amount !== undefined && time !== undefined;
  if (!isWhole || reader.problems.length > 0) return { problems: reader.problems };
  const { place, offset } = draft;
  return {
    batch: {
      gtin,
      lot,
      amount,
      place,
      time,
      offset,
      ...(date === undefined
        ? {}
        : draft.dateKind === "expiration"
          ? { expiration: date }
          : { bestBefore: date }),
      inputs,
      ...(device === undefined ? {} : { device }),
      readings,
      certificates,
    },
  };
}

function readGtin(reader: Reader, text: string): string | undefined {
  if (text === "") return reader.refuse("gtin", "missing", text);
  if (!/^\d{14}$/.test(text)) return reader.refuse("gtin", "gtin", text);
  return hasCheckDigit(text) ? text : reader.refuse("gtin", "checkDigit", text);
}

function readLot(reader: Reader, text: string): string | undefined {
  const lot = text.trim();
  if (lot === "") return reader.refuse("lot", "missing", text);
  // GS1 character set 82, at most 20 (GS1 General Specifications §3.4.1, AI 10).
  return /^[!"%-?A-Z_a-z]{1,20}$/.test(lot) ? lot : reader.refuse("lot", "lot", text);
}

function readAmount(reader: Reader, draft: BatchDraft): Amount | undefined {
  const quantity = reader.number("quantity", draft.quantity);
  return quantity === undefined ? undefined : amountOf(reader, "quantity", quantity, draft);
}

function amountOf(
  reader: Reader,
  path: string,
  quantity: number,
  { uom, quantity: text }: { uom: string; quantity: string },
): Amount | undefined {
  if (quantity <= 0) return reader.refuse(path, "positive", text);
  if (uom === "EA") {
    return Number.isInteger(quantity) ? { quantity } : reader.refuse(path, "wholeNumber", text);
  }
  return { quantity, uom };
}

function readTime(reader: Reader, draft: BatchDraft, nowMs: number): string | undefined {
  if (!isOffset(draft.offset)) return reader.refuse("offset", "offset", draft.offset);
  if (draft.time === "") return reader.refuse("time", "missing", "");
  const time = readLocalTime(draft.time, draft.offset);
  if (time === undefined) return reader.refuse("time", "time", draft.time);
  return Date.parse(time) > nowMs + 300_000 ? reader.refuse("time", "future", draft.time) : time;
}

function readDate(reader: Reader, draft: BatchDraft): string | undefined {
  const { bestBefore, time } = draft;
  if (bestBefore === "") return undefined;
  if (!isDay(bestBefore)) return reader.refuse("bestBefore", "date", bestBefore);
  return time !== "" && bestBefore < time.slice(0, 10)
    ? reader.refuse("bestBefore", "dateBeforeTime", bestBefore)
    : bestBefore;
}

function readInputs(reader: Reader, draft: BatchDraft): BatchInput[] {
  if (draft.inputs.length > inputsMax) reader.refuse("inputs", "tooMany", String(draft.inputs.length));
  const seen = new Set<string>();
  return draft.inputs.slice(0, inputsMax).flatMap((input, i): BatchInput[] => {
    const path = `inputs[${i}]`;
    const epc = canonicalItemId(input.epc.trim());
    const parts = /^https:\/\/id\.gs1\.org\/01\/(\d{14})\/10\/(.+)$/.exec(epc);
    if (parts === null) reader.refuse(`${path}.epc`, "lotId", input.epc);
    else if (parts[1] === draft.gtin && decodeURIComponent(parts[2] ?? "") === draft.lot.trim()) {
      reader.refuse(`${path}.epc`, "self", input.epc);
    } else if (seen.has(epc)) reader.refuse(`${path}.epc`, "twice", input.epc);
    seen.add(epc);
    if (input.quantity.trim() === "") return [{ epc }];
    const quantity = reader.number(`${path}.quantity`, input.quantity);
    const amount = quantity === undefined ? undefined : amountOf(reader, `${path}.quantity`, quantity, input);
    return [amount === undefined ? { epc } : { epc, amount }];
  });
}

function readDevice(reader: Reader, text: string): string | undefined {
  const device = text.trim();
  if (device === "") return undefined;
  if (/^[a-z][a-z0-9+.-]*:\S+$/i.test(device)) return device;
  return /^[0-9A-Za-z_.-]{4,30}$/.test(device)
    ? `https://id.gs1.org/8004/${device}`
    : reader.refuse("device", "device", text);
}

function readReadings(reader: Reader, draft: BatchDraft): BatchReading[] {
  if (draft.readings.length > readingsMax)
    reader.refuse("readings", "tooMany", String(draft.readings.length));
  const readings = draft.readings.slice(0, readingsMax).flatMap((line, i): BatchReading[] => {
    const path = `readings[${i}]`;
    const time = readLocalTime(line.time, draft.offset);
    if (time === undefined) reader.refuse(`${path}.time`, "time", line.time);
    const temperature = within(reader, `${path}.temperature`, line.temperature, "temperature", [-200, 1000]);
    const humidity = within(reader, `${path}.humidity`, line.humidity, "humidity", [0, 100]);
    if (line.temperature.trim() === "" && line.humidity.trim() === "") reader.refuse(path, "noValue", "");
    return time === undefined ? [] : [{ time, ...temperature, ...humidity }];
  });
  return readings.sort((a, b) => Date.parse(a.time) - Date.parse(b.time));
}

function within<K extends "temperature" | "humidity">(
  reader: Reader,
  path: string,
  text: string,
  kind: K,
  [least, most]: [number, number],
): { [P in K]?: number } {
  if (text.trim() === "") return {};
  const value = reader.number(path, text);
  if (value === undefined) return {};
  if (value < least || value > most) reader.refuse(path, kind, text);
  return { [kind]: value } as { [P in K]?: number };
}

function readCertificates(reader: Reader, certificates: string[]): string[] {
  for (const [i, uri] of certificates.entries()) {
    if (!/^[a-z][a-z0-9+.-]*:\S+$/i.test(uri)) reader.refuse(`certificates[${i}]`, "uri", uri);
  }
  return certificates;
}
