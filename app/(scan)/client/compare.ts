/** Compares what the page shows with what was signed: every marked value, and every figure derived from readings. */
import { canonicalize } from "@/lib/jcs";
import type { JsonValue } from "@/lib/json";
import { type TemperatureLimits, temperatureHistory } from "@/lib/sensor/temperature-history";
import { temperatureReadingsOf } from "@/lib/sensor/temperature-readings";
import { curvePath } from "../render/chart-path";
import { reassemble, type SignedRecord, valueAt } from "./signed-records";
import { readJson } from "./words";

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
export function comparePage(page: ParentNode, records: ReadonlyMap<string, SignedRecord>): Comparison {
  const claims = [...page.querySelectorAll("[data-claim]")].map((element) => compareClaim(element, records));
  const derived = compareDerived(page, records);
  const all = [...claims, ...derived];
  return { count: all.length, mismatches: all.filter((one) => one !== null) };
}

function compareClaim(element: Element, records: ReadonlyMap<string, SignedRecord>): Mismatch | null {
  const { claim = "", pointer = "", value, json } = (element as HTMLElement).dataset;
  const shown: JsonValue = json === undefined ? (value ?? textOf(element)) : (JSON.parse(json) as JsonValue);
  const record = records.get(claim);
  const signed = record === undefined ? undefined : valueAt(record, pointer);
  if (signed !== undefined && canonicalize(signed) === canonicalize(shown)) return null;
  const text = textOf(element) || words(shown);
  return signed === undefined ? { element, shown: text } : { element, shown: text, signed: words(signed) };
}

function textOf(element: Element): string {
  return (element.textContent ?? "").trim();
}

function words(value: JsonValue): string {
  return typeof value === "string" ? value : canonicalize(value);
}

function compareDerived(page: ParentNode, records: ReadonlyMap<string, SignedRecord>): (Mismatch | null)[] {
  const elements = [...page.querySelectorAll("[data-derived]")];
  if (elements.length === 0) return [];
  const figures = deriveFigures(readJson<PageSource[]>("temperature-sources") ?? [], records);
  return elements.map((element) => {
    const name = (element as HTMLElement).dataset.derived ?? "";
    const signed = figures?.[name];
    const shown =
      name === "curve" ? (element.getAttribute("d") ?? "") : ((element as HTMLElement).dataset.json ?? "");
    if (signed === shown || isClose(signed, shown)) return null;
    const text = name === "curve" ? "∿" : textOf(element);
    return signed === undefined
      ? { element, shown: text }
      : { element, shown: text, signed: name === "curve" ? "≁" : signed };
  });
}

/** Exponentials may differ in their last bit from one JavaScript engine to the next, and with them the mean kinetic temperature. */
function isClose(signed: string | undefined, shown: string): boolean {
  return Math.abs(Number(signed) - Number(shown)) < 1e-6;
}

/** Derives the figures and the line of the chart from the signed readings, with the limits of the signed product records. */
function deriveFigures(
  sources: readonly PageSource[],
  records: ReadonlyMap<string, SignedRecord>,
): Record<string, string> | undefined {
  const signed = sources.map((source) => limitsIn(source.record, records));
  const readings = sources.flatMap(({ id }, i) => {
    const record = records.get(id);
    return record === undefined ? [] : temperatureReadingsOf(reassemble(record), i);
  });
  const history = temperatureHistory(readings, signed);
  if (history === undefined) return undefined;
  const { minimum, maximum, meanKinetic, outsideMs, count } = history;
  const figures = { minimum, maximum, meanKinetic, outsideMs, count };
  const texts = Object.entries(figures).map(([name, value]) => [name, JSON.stringify(value)]);
  return { ...Object.fromEntries(texts), curve: curvePath(history) };
}

function limitsIn(id: string | null, records: ReadonlyMap<string, SignedRecord>): TemperatureLimits {
  const record = id === null ? undefined : records.get(id);
  const limit = (name: string): number | null => {
    const value = record === undefined ? undefined : valueAt(record, `/temperatureBand/${name}`);
    return typeof value === "number" ? value : null;
  };
  return { minimum: limit("minimum"), maximum: limit("maximum") };
}
