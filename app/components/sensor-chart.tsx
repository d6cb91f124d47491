import { type Band, type BandExcursion, excursionsOf, type Reading } from "@/lib/sensor/excursions";
import {
  formatClock,
  formatDateTime,
  formatDayMonth,
  formatDuration,
  formatNumber,
  offsetMinutes,
  type Zone,
} from "../design/format";
import { type ChartText, chartText } from "../texts/chart";
import type { Language } from "../texts/language";
import { unitSymbol } from "../texts/units";
import { type ChartScale, chartScale, curvePath, longestIntervalMs, pointsOf } from "./chart-scale";

export interface SensorChartProps {
  /** Bare CBV measurement type, `Temperature`. */
  kind: string;
  /** UN/CEFACT Recommendation 20 code. */
  uom: string;
  /** One curve a device, each ascending by time. */
  curves: readonly (readonly Reading[])[];
  /** What is allowed, in the same unit. */
  band?: Band | null;
  /** The clock on which times are told. */
  zone: Zone;
  language: Language;
  /** Pixels. */
  height?: number;
}

const noBand: Band = { minimum: null, maximum: null };
const dayMs = 86_400_000;

/** Words that a chart says about itself, in one language, unit and zone. */
function speaker({ kind, uom, zone, language }: SensorChartProps) {
  const text = chartText[language];
  const value = (n: number): string => `${formatNumber(language, n, 1)} ${unitSymbol(language, uom)}`;
  const moment = (ms: number): string => formatDateTime(language, new Date(ms).toISOString(), zone);
  return { text, value, moment, kind: text.kinds[kind] ?? kind };
}

/** Says an excursion in a sentence. */
function excursionWords(props: SensorChartProps, excursion: BandExcursion): string {
  const { text, value, moment } = speaker(props);
  const { fromMs, durationMs, peak, side } = excursion;
  return text[side]({
    from: moment(fromMs),
    duration: formatDuration(props.language, durationMs),
    peak: value(peak),
  });
}

/** Names the band: `0 to 4 °C`, `up to 25 °C`. */
function bandWords(
  { minimum, maximum }: Band,
  value: (n: number) => string,
  text: ChartText,
): string | undefined {
  if (minimum !== null && maximum !== null) return text.allowed(`${minimum}–${value(maximum)}`);
  if (maximum !== null) return text.allowed(text.atMost(value(maximum)));
  return minimum === null ? undefined : text.allowed(text.atLeast(value(minimum)));
}

/** The band as a wash between its limits, as far as they lie on the chart. */
function BandArea({ band, y }: { band: Band; y: (value: number) => number }) {
  const top = band.maximum === null ? 0 : Math.max(0, y(band.maximum));
  const bottom = band.minimum === null ? 100 : Math.min(100, y(band.minimum));
  const edges = [
    band.maximum !== null && top > 0 ? top : null,
    band.minimum !== null && bottom < 100 ? bottom : null,
  ].filter((edge) => edge !== null);
  return (
    <>
      <rect x="0" width="100" y={top} height={Math.max(0, bottom - top)} fill="var(--good-wash)" />
      {edges.map((edge) => (
        <path
          key={edge}
          d={`M0 ${edge}H100`}
          stroke="var(--good)"
          strokeDasharray="4 4"
          vectorEffect="non-scaling-stroke"
        />
      ))}
    </>
  );
}

/** One device's curve, its excursions drawn over it: thicker and in another colour. */
function Curve({
  points,
  excursions,
  scale,
}: {
  points: readonly Reading[];
  excursions: readonly BandExcursion[];
  scale: ChartScale;
}) {
  const longest = longestIntervalMs(points);
  return (
    <>
      <path
        d={curvePath(points, scale, longest)}
        fill="none"
        stroke="var(--link)"
        strokeWidth={points.length === 1 ? 6 : 1.6}
        strokeLinejoin="round"
        strokeLinecap="round"
        vectorEffect="non-scaling-stroke"
      />
      {excursions.map((excursion) => (
        <path
          key={excursion.fromMs}
          d={curvePath(pointsOf(points, excursion), scale, longest)}
          fill="none"
          stroke="var(--caution)"
          strokeWidth={3.5}
          strokeLinecap="round"
          vectorEffect="non-scaling-stroke"
        />
      ))}
    </>
  );
}

/**
 * Curves of readings with their allowed band and the excursions marked: in another colour, thicker, and in words beneath. Drawn on the
 * server; the labels are text of the page, so that they stay legible on a narrow screen.
 */
export function SensorChart(props: SensorChartProps) {
  const { zone, language, height = 200 } = props;
  const band = props.band ?? noBand;
  const curves = props.curves.filter((points) => points.length > 0);
  const all = curves.flat().sort((a, b) => a.timeMs - b.timeMs);
  const [first] = all;
  const last = all.at(-1);
  if (first === undefined || last === undefined) return null;
  const { text, value, moment, kind } = speaker(props);
  const scale = chartScale(all, band, offsetMinutes(zone.offset) ?? 0);
  const excursions = curves.map((points) => excursionsOf(points, band, longestIntervalMs(points)));
  const values = all.map((point) => point.value);
  const words = bandWords(band, value, text);
  const summary = text.summary({
    kind,
    from: moment(first.timeMs),
    to: moment(last.timeMs),
    lowest: value(Math.min(...values)),
    highest: value(Math.max(...values)),
  });
  const verdicts = excursions
    .flat()
    .sort((a, b) => a.fromMs - b.fromMs)
    .map((excursion) => excursionWords(props, excursion));
  return (
    <figure className="min-w-0">
      <Heading kind={kind} unit={unitSymbol(language, props.uom)} band={words} />
      <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2">
        <ValueLabels ticks={scale.valueTicks} y={scale.y} language={language} />
        <div className="relative border-y border-line" style={{ height }}>
          <svg
            viewBox="0 0 100 100"
            preserveAspectRatio="none"
            role="img"
            aria-label={[summary, ...verdicts].join(" ")}
            className="absolute inset-0 size-full overflow-visible"
          >
            {words === undefined ? null : <BandArea band={band} y={scale.y} />}
            {scale.valueTicks.map((tick) => (
              <path
                key={tick}
                d={`M0 ${scale.y(tick)}H100`}
                stroke="var(--line)"
                vectorEffect="non-scaling-stroke"
              />
            ))}
            {curves.map((points, i) => (
              <Curve
                key={`${points[0]?.timeMs} ${points.length} ${points[0]?.value}`}
                points={points}
                excursions={excursions[i] ?? []}
                scale={scale}
              />
            ))}
          </svg>
        </div>
        <span />
        <TimeLabels
          ticks={scale.timeTicks}
          x={scale.x}
          zone={zone}
          language={language}
          spanMs={last.timeMs - first.timeMs}
        />
      </div>
      <ExcursionList verdicts={verdicts} inside={words === undefined ? undefined : text.inside} />
    </figure>
  );
}

/** What is measured, in which unit, and what is allowed. */
function Heading({ kind, unit, band }: { kind: string; unit: string; band: string | undefined }) {
  return (
    <div className="flex flex-wrap items-baseline justify-between gap-x-4 pb-2 text-small">
      <span className="font-semibold">
        {kind} <span className="font-normal text-ink-faint">{unit}</span>
      </span>
      {band === undefined ? null : (
        <span className="inline-flex items-center gap-1.5 text-ink-soft">
          <span className="size-3 border-y border-dashed border-good bg-good-wash" aria-hidden="true" />
          {band}
        </span>
      )}
    </div>
  );
}

/** The values beside the chart. */
function ValueLabels({
  ticks,
  y,
  language,
}: {
  ticks: number[];
  y: (value: number) => number;
  language: Language;
}) {
  const labels = ticks.map((tick) => formatNumber(language, tick, 2));
  const widest = labels.reduce((a, b) => (b.length > a.length ? b : a), "");
  return (
    <div className="figures relative text-note text-ink-faint" aria-hidden="true">
      <span className="invisible">{widest}</span>
      {ticks.map((tick, i) => (
        <span key={tick} className="absolute right-0 -translate-y-1/2" style={{ top: `${y(tick)}%` }}>
          {labels[i]}
        </span>
      ))}
    </div>
  );
}

/** The times beneath the chart; where a day begins, or days are all there is to say, the date. */
function TimeLabels({
  ticks,
  x,
  zone,
  language,
  spanMs,
}: {
  ticks: number[];
  x: (timeMs: number) => number;
  zone: Zone;
  language: Language;
  spanMs: number;
}) {
  const clockOf = (ms: number): string => formatClock(language, new Date(ms).toISOString(), zone);
  const dayOf = (ms: number): string => formatDayMonth(language, new Date(ms).toISOString(), zone);
  const isDayNamed = ticks.some((tick) => clockOf(tick) === "00:00");
  const label = (ms: number, isFirst: boolean): string => {
    const clock = clockOf(ms);
    if (spanMs > 4 * dayMs || clock === "00:00") return dayOf(ms);
    return isFirst && !isDayNamed ? `${dayOf(ms)}, ${clock}` : clock;
  };
  return (
    <div className="figures relative h-6 text-note text-ink-faint" aria-hidden="true">
      {ticks.map((tick, i) => (
        <span
          key={tick}
          className="absolute top-1 whitespace-nowrap"
          style={{ left: `${x(tick)}%`, translate: `-${Math.min(100, Math.max(0, x(tick)))}%` }}
        >
          {label(tick, i === 0)}
        </span>
      ))}
    </div>
  );
}

/** The excursions in words, the first three; or that there were none. */
function ExcursionList({ verdicts, inside }: { verdicts: string[]; inside: string | undefined }) {
  if (verdicts.length === 0) {
    return inside === undefined ? null : (
      <figcaption className="mt-2 text-small text-ink-soft">{inside}</figcaption>
    );
  }
  return (
    <figcaption className="mt-2 grid gap-1 text-small text-caution">
      {verdicts.slice(0, 3).map((words) => (
        <span key={words} className="flex gap-2">
          <span aria-hidden="true" className="mt-2 h-1 w-4 shrink-0 rounded-full bg-caution" />
          {words}
        </span>
      ))}
      {verdicts.length > 3 ? <span className="text-ink-soft">+ {verdicts.length - 3}</span> : null}
    </figcaption>
  );
}
