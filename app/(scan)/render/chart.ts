/** The temperature chart: the allowed range shaded, the line, what left the range marked and said in words. */
import type { Language } from "@/app/texts/language";
import { fill, type ScanTexts } from "@/app/texts/scan";
import { type Fragment, type Html, html } from "../html";
import {
  bandWords,
  dayWords,
  degreesWords,
  durationWords,
  momentWords,
  numberWords,
  offsetMs,
  timeWords,
} from "../words";
import { curvePath, frame, type Scale, scaleOf } from "./chart-path";
import type { TemperatureShown } from "./view";

type Excursion = TemperatureShown["excursions"][number];

/** Draws the chart as SVG; `label` says it all in words for whoever cannot see it. */
export function temperatureChart(
  history: TemperatureShown,
  label: string,
  language: Language,
  texts: ScanTexts,
): Html {
  const scale = scaleOf(history);
  const outside = history.excursions.length > 0;
  return html`<svg class="chart" viewBox="0 0 ${frame.width} ${frame.height}" role="img" aria-label="${label}">
    <defs><clipPath id="out">${history.limits.map((span) => outsideRects(span, scale))}</clipPath></defs>
    ${history.limits.map((span) => limitBand(span, scale))}
    ${yTicks(history, scale)}${xTicks(history, scale, language)}
    <g class="line"><path id="curve" d="${curvePath(history)}" data-derived="curve"/></g>
    ${outside && html`<use href="#curve" class="out" clip-path="url(#out)"/>`}
    ${limitLabel(history, scale, texts)}
    ${worstOf(history.excursions).map((excursion) => excursionMark(excursion, scale, texts))}
  </svg>`;
}

type Span = TemperatureShown["limits"][number];

const fixed = (n: number): string => String(Math.round(n * 10) / 10);

function limitBand({ fromMs, toMs, minimum, maximum }: Span, scale: Scale): Html {
  const [x, right] = [scale.x(fromMs), scale.x(toMs)];
  const top = maximum === null ? frame.top : scale.y(maximum);
  const bottom = minimum === null ? frame.height - frame.bottom : scale.y(minimum);
  return html`<rect class="band" x="${fixed(x)}" y="${fixed(top)}" width="${fixed(right - x)}" height="${fixed(bottom - top)}"/>`;
}

function outsideRects({ fromMs, toMs, minimum, maximum }: Span, scale: Scale): Html {
  const [x, width] = [fixed(scale.x(fromMs)), fixed(scale.x(toMs) - scale.x(fromMs))];
  const above =
    maximum !== null && html`<rect x="${x}" y="0" width="${width}" height="${fixed(scale.y(maximum))}"/>`;
  const below =
    minimum !== null &&
    html`<rect x="${x}" y="${fixed(scale.y(minimum))}" width="${width}" height="${frame.height}"/>`;
  return html`${above}${below}`;
}

function yTicks(history: TemperatureShown, scale: Scale): Fragment {
  const last = history.limits.at(-1);
  const own = [last?.minimum, last?.maximum].filter((v) => v !== null && v !== undefined);
  const step = [1, 2, 5, 10, 20, 50].find((size) => (scale.high - scale.low) / size <= 5) ?? 100;
  const round: number[] = [];
  for (let v = Math.ceil(scale.low / step) * step; v <= scale.high; v += step) round.push(v);
  const minimumDistance = 13;
  const kept = round.filter((v) => own.every((o) => Math.abs(scale.y(o) - scale.y(v)) >= minimumDistance));
  return [...own, ...kept].map(
    (
      v,
    ) => html`<text class="tick" x="${frame.left - 5}" y="${fixed(scale.y(v) + 3.5)}" text-anchor="end">${numberWords(v)}°</text>
      <path class="grid" d="M${frame.left} ${fixed(scale.y(v))}H${frame.width - frame.right}"/>`,
  );
}

/** Ticks at hours that divide the day, or at midnights, about four of them. */
function xTicks(history: TemperatureShown, scale: Scale, language: Language): Fragment {
  const hour = 3_600_000;
  const steps = [1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 720, 1440].map((hours) => hours * hour);
  const step = steps.find((size) => (history.toMs - history.fromMs) / size <= 5.5) ?? 2880 * hour;
  const shift = offsetMs(history.offset);
  const ticks: Html[] = [];
  for (let at = Math.ceil((history.fromMs + shift) / step) * step - shift; at <= history.toMs; at += step) {
    const isMidnight = (at + shift) % (24 * hour) === 0;
    const words = isMidnight ? dayWords(at, history.offset, language, true) : timeWords(at, history.offset);
    const x = Math.min(frame.width - 18, Math.max(frame.left + 6, scale.x(at)));
    ticks.push(html`<path class="grid" d="M${fixed(scale.x(at))} ${frame.height - frame.bottom}v4"/>
      <text class="tick" x="${fixed(x)}" y="${frame.height - 6}" text-anchor="middle">${words}</text>`);
  }
  return ticks;
}

function limitLabel(history: TemperatureShown, scale: Scale, texts: ScanTexts): Fragment {
  const span = history.limits.at(-1);
  if (span === undefined) return null;
  const edge = span.maximum ?? span.minimum ?? 0;
  const y = span.maximum === null ? scale.y(edge) - 4 : scale.y(edge) + 12;
  const words = fill(texts.temperature.allowed, { band: bandWords(span.minimum, span.maximum) });
  return html`<text class="allowed" x="${frame.left + 4}" y="${fixed(y)}">${words}</text>`;
}

/** At most two marks, the furthest outside: more would cover the line, and the words below tell them all. */
function worstOf(excursions: readonly Excursion[]): Excursion[] {
  return [...excursions].sort((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs)).slice(0, 2);
}

function excursionMark(excursion: Excursion, scale: Scale, texts: ScanTexts): Html {
  const [x, y] = [scale.x(excursion.peakAtMs), scale.y(excursion.peak)];
  const isRight = x > frame.width * 0.6;
  const words = `${degreesWords(excursion.peak)} · ${durationWords(excursion.toMs - excursion.fromMs, texts.durations)}`;
  return html`<circle class="peak" cx="${fixed(x)}" cy="${fixed(y)}" r="3.2"/>
    <text class="breach" x="${fixed(x + (isRight ? -7 : 7))}" y="${fixed(Math.max(y + 3, 11))}" text-anchor="${isRight ? "end" : "start"}">${words}</text>`;
}

/** Says the excursions in words, the longest first. */
export function excursionWords(history: TemperatureShown, language: Language, texts: ScanTexts): string[] {
  const words = texts.temperature;
  return worstFirst(history.excursions).map((excursion) =>
    fill(excursion.side === "above" ? words.excursionAbove : words.excursionBelow, {
      duration: durationWords(excursion.toMs - excursion.fromMs, texts.durations),
      from: momentWords(excursion.fromMs, history.offset, language),
      extreme: degreesWords(excursion.peak),
    }),
  );
}

function worstFirst(excursions: readonly Excursion[]): Excursion[] {
  return [...excursions].sort((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs));
}
