/** Compares what the page shows with what was signed: every marked value, and every figure derived from readings. */
import { canonicalize } from "@/lib/jcs";
import type { JsonValue } from "@/lib/json";
import { type TemperatureLimits, temperatureHistory } from "@/lib/sensor/temperature-history";
import { temperatureReadingsOf } from "@/lib/sensor/temperature-readings";
import { curvePath, excursionFigures } from "../render/chart-path";
import { bandWords, dateWords, degreesWords, durationWords, momentWords } from "../words";
import { reassemble, type SignedRecord, valueAt } from "./signed-records";
import { type PageWords, readJson } from "./words";

/** A value of the page that is not what was signed. */
export interface Mismatch {
  element: Element;
  shown: string;
  /** undefined when nothing signed says anything. */
  signed?: string;
}

/** What came out. */
export interface Comparison {
  count: number;
  mismatches: Mismatch[];
}

/** A source of readings as the page names it: the event, and the record in which its limits stand. */
export interface PageSource {
  id: string;
  record: string | null;
}

/** Compares the whole page. */
export function comparePage(
  page: ParentNode,
  records: ReadonlyMap<string, SignedRecord>,
  words: PageWords,
): Comparison {
  const claims = [...page.querySelectorAll("[data-claim]")].map((element) =>
    compareClaim(element, records, words),
  );
  const derived = compareDerived(page, records, words);
  const all = [...claims, ...derived];
  return { count: all.length, mismatches: all.filter((one) => one !== null) };
}

function compareClaim(
  element: Element,
  records: ReadonlyMap<string, SignedRecord>,
  words: PageWords,
): Mismatch | null {
  const { claim = "", pointer = "", value, json } = (element as HTMLElement).dataset;
  const shown: JsonValue = json === undefined ? (value ?? textOf(element)) : (JSON.parse(json) as JsonValue);
  const record = records.get(claim);
  const signed = record === undefined ? undefined : valueAt(record, pointer);
  if (signed !== undefined && canonicalize(signed) === canonicalize(shown)) return null;
  const text = textOf(element) || jsonText(shown);
  if (signed === undefined) return { element, shown: text };
  return { element, shown: text, signed: valueWords(signed, words) };
}

function textOf(element: Element): string {
  return (element.textContent ?? "").trim();
}

function jsonText(value: JsonValue): string {
  return typeof value === "string" ? value : canonicalize(value);
}

/** A signed value as the page would have written it: moments and dates in words, the rest as it stands. */
function valueWords(value: JsonValue, { language }: PageWords): string {
  const text = jsonText(value);
  const [, offset] = /^\d{4}-\d\d-\d\dT.*?(Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  if (offset !== undefined) return momentWords(Date.parse(text), offset, language);
  return /^\d{4}-\d\d-\d\d$/.test(text) ? dateWords(text, language) : text;
}

/** A derived figure in the words of the page. */
function figureWords(name: string, json: string, { durations, list }: PageWords): string {
  const value = JSON.parse(json) as number | [number, number] | [from: number, to: number, peak: number][];
  if (typeof value === "number") {
    if (name === "outsideMs") return value === 0 ? "0" : durationWords(value, durations);
    return name === "count" ? String(value) : degreesWords(value);
  }
  const [first, second] = value;
  if (typeof first === "number" && typeof second === "number") return bandWords(first, second);
  const peaks = value.map((one) => (typeof one === "number" ? "" : degreesWords(one[2])));
  return peaks.join(list) || "–";
}

function compareDerived(
  page: ParentNode,
  records: ReadonlyMap<string, SignedRecord>,
  words: PageWords,
): (Mismatch | null)[] {
  const elements = [...page.querySelectorAll("[data-derived]")];
  if (elements.length === 0) return [];
  const figures = deriveFigures(readJson<PageSource[]>("temperature-sources") ?? [], records);
  return elements.map((element) => {
    const { derived: name = "", of = "", json = "" } = (element as HTMLElement).dataset;
    const signed = name === "span" ? spanOf(of.split(" "), records) : figures?.[name];
    if (name === "curve") return signed === element.getAttribute("d") ? null : otherCurve(element);
    if (signed === json || isClose(signed, json)) return null;
    return signed === undefined
      ? { element, shown: textOf(element) }
      : { element, shown: textOf(element), signed: figureWords(name, signed, words) };
  });
}

/** The line of the chart has no words; the figures beside it will be among the differences too. */
function otherCurve(element: Element): Mismatch {
  return { element, shown: "∿" };
}

/** Exponentials may differ in their last bit from one JavaScript engine to the next, and with them the mean kinetic temperature. */
function isClose(signed: string | undefined, shown: string): boolean {
  return Math.abs(Number(signed) - Number(shown)) < 1e-6;
}

/** The lowest and the highest temperature of some events. */
function spanOf(ids: readonly string[], records: ReadonlyMap<string, SignedRecord>): string {
  const values = readingsOf(ids, records).map(({ celsius }) => celsius);
  return JSON.stringify([Math.min(...values), Math.max(...values)]);
}

function readingsOf(ids: readonly string[], records: ReadonlyMap<string, SignedRecord>) {
  return ids.flatMap((id, i) => {
    const record = records.get(id);
    return record === undefined ? [] : temperatureReadingsOf(reassemble(record), i);
  });
}

/** Derives the figures and the line of the chart from the signed readings, with the limits of the signed product records. */
function deriveFigures(
  sources: readonly PageSource[],
  records: ReadonlyMap<string, SignedRecord>,
): Record<string, string> | undefined {
  const signed = sources.map((source) => limitsIn(source.record, records));
  const readings = readingsOf(
    sources.map(({ id }) => id),
    records,
  );
  const history = temperatureHistory(readings, signed);
  if (history === undefined) return undefined;
  const { minimum, maximum, meanKinetic, outsideMs, count } = history;
  const figures = { minimum, maximum, meanKinetic, outsideMs, count };
  const texts = Object.entries(figures).map(([name, value]) => [name, JSON.stringify(value)]);
  return { ...Object.fromEntries(texts), curve: curvePath(history), excursions: excursionFigures(history) };
}

function limitsIn(id: string | null, records: ReadonlyMap<string, SignedRecord>): TemperatureLimits {
  const record = id === null ? undefined : records.get(id);
  const limit = (name: string): number | null => {
    const value = record === undefined ? undefined : valueAt(record, `/temperatureBand/${name}`);
    return typeof value === "number" ? value : null;
  };
  return { minimum: limit("minimum"), maximum: limit("maximum") };
}
