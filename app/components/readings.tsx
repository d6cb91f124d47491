import { chartText } from "@/app/texts/chart";
import type { Language } from "@/app/texts/language";
import { SensorChart } from "./sensor-chart";

/** The readings of one measurement, a curve for each device. */
export interface MeasuredSeries {
  type: string;
  uom: string | null;
  total: { count: number };
  deviceCount: number;
  curves: { points: { timeMs: number; value: number }[] }[];
}

const chartsMax = 4;

/** Temperature comes first: it is what most goods are watched by. */
function rank(type: string): number {
  return type === "Temperature" ? 0 : 1;
}

/**
 * The curves of some events' readings, temperature first, with the product's band on those of temperature.
 *
 * @param offset the clock on which times are told, `+08:00`
 */
export function Readings({
  readings,
  band,
  offset,
  language,
}: {
  readings: readonly MeasuredSeries[];
  band: { minimum: number | null; maximum: number | null; uom: string } | null;
  offset: string | undefined;
  language: Language;
}) {
  const shown = [...readings].sort((a, b) => rank(a.type) - rank(b.type)).slice(0, chartsMax);
  return (
    <div className="grid gap-8">
      {shown.map((series) => (
        <div key={`${series.type} ${series.uom}`}>
          <SensorChart
            kind={series.type}
            uom={series.uom ?? ""}
            curves={series.curves.map((curve) => curve.points)}
            band={series.type === "Temperature" && band?.uom === series.uom ? band : null}
            zone={{ offset }}
            language={language}
          />
          <p className="mt-1 text-small text-ink-faint">
            {chartText[language].count(series.total.count)}
            {series.deviceCount > 1 ? chartText[language].loggers(series.deviceCount) : null}
          </p>
        </div>
      ))}
    </div>
  );
}
