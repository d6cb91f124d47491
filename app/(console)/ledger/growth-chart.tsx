import type { Outputs } from "@/app/browser-client";
import { formatClock, formatDayMonth, formatNumber } from "@/app/design/format";
import type { Language } from "@/app/texts/language";
import { ledgerText } from "@/app/texts/ledger";

type Bucket = Outputs["log"]["overview"]["growth"]["hours"][number];

/** Bars between two ticks of the time axis. */
const labelEvery = { hour: 6, day: 7 } as const;

/** Entries in equal spans of time as bars; for those who hear it, a table of the same figures. */
export function GrowthChart({
  title,
  buckets,
  unit,
  language,
}: {
  title: string;
  buckets: readonly Bucket[];
  unit: "hour" | "day";
  language: Language;
}) {
  const text = ledgerText[language].growth;
  const most = Math.max(0, ...buckets.map(({ entries }) => entries));
  const total = buckets.reduce((sum, { entries }) => sum + entries, 0);
  const number = (value: number) => formatNumber(language, value);
  const when = ({ fromMs }: Bucket) => {
    const at = new Date(fromMs).toISOString();
    return unit === "hour" ? formatClock(language, at, {}) : formatDayMonth(language, at, {});
  };
  const step = 100 / buckets.length;
  return (
    <figure>
      <figcaption className="flex flex-wrap items-baseline justify-between gap-x-4 pb-2 text-small">
        <span className="font-semibold">{title}</span>
        <span className="figures text-ink-soft">
          {total === 0 ? text.none : text.total(number(total), number(most))}
        </span>
      </figcaption>
      <svg viewBox="0 0 100 40" preserveAspectRatio="none" className="h-28 w-full" aria-hidden="true">
        <line x1="0" x2="100" y1="0.2" y2="0.2" className="stroke-line" strokeWidth="0.3" />
        {buckets.map((bucket, i) => (
          <rect
            key={bucket.fromMs}
            x={i * step + step * 0.12}
            width={step * 0.76}
            y={40 - heightOf(bucket.entries, most)}
            height={heightOf(bucket.entries, most)}
            className={i === buckets.length - 1 ? "fill-link opacity-60" : "fill-link"}
          >
            <title>{`${when(bucket)}: ${number(bucket.entries)}`}</title>
          </rect>
        ))}
        <line x1="0" x2="100" y1="39.8" y2="39.8" className="stroke-line-strong" strokeWidth="0.4" />
      </svg>
      <div className="figures flex justify-between pt-1 text-note text-ink-faint" aria-hidden="true">
        {buckets
          .filter((_, i) => (buckets.length - 1 - i) % labelEvery[unit] === 0 || i === 0)
          .map((bucket) => (
            <span key={bucket.fromMs}>{when(bucket)}</span>
          ))}
      </div>
      <table className="sr-only">
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{text.at}</th>
            <th scope="col">{text.entries}</th>
          </tr>
        </thead>
        <tbody>
          {buckets.map((bucket) => (
            <tr key={bucket.fromMs}>
              <th scope="row">{when(bucket)}</th>
              <td>{number(bucket.entries)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

/** The height of a bar; what is there at all can be seen. */
function heightOf(entries: number, most: number): number {
  return entries === 0 ? 0 : Math.max(0.8, (entries / most) * 39);
}
