/** Compares what the page shows with what was signed: every marked value, and every figure derived from readings. */
import { canonicalize } from "@/lib/jcs";
import type { JsonValue } from "@/lib/json";
import { bandWords, dateWords, degreesWords, durationWords, momentWords } from "../words";
import type { PageSource } from "./derived";
import { type SignedRecord, valueAt } from "./signed-records";
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

/** Compares the whole page. */
export async function comparePage(
  page: ParentNode,
  records: ReadonlyMap<string, SignedRecord>,
  words: PageWords,
): Promise<Comparison> {
  const claims = [...page.querySelectorAll("[data-claim]")].map((element) =>
    compareClaim(element, records, words),
  );
  const derived = await compareDerived(page, records, words);
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

async function compareDerived(
  page: ParentNode,
  records: ReadonlyMap<string, SignedRecord>,
  words: PageWords,
): Promise<(Mismatch | null)[]> {
  const elements = [...page.querySelectorAll("[data-derived]")];
  if (elements.length === 0) return [];
  // What a page without readings need not load.
  const { deriveFigures, spanOf } = await import("./derived");
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
