import { SensorChart } from "@/app/components/sensor-chart";
import { chartText } from "@/app/texts/chart";
import type { Language } from "@/app/texts/language";
import type { Lot } from "./load-lot";

const chartsMax = 4;

/** Temperature comes first: it is what most goods are watched by. */
function rank(type: string): number {
  return type === "Temperature" ? 0 : 1;
}

/** The curves of a lot's readings, temperature first, with the product's band on those of temperature. */
export function LotReadings({ lot, language }: { lot: Lot; language: Language }) {
  const zone = { offset: lot.events.find((event) => event.offset !== null)?.offset ?? undefined };
  const band = lot.product?.temperatureBand ?? null;
  const shown = [...lot.readings].sort((a, b) => rank(a.type) - rank(b.type)).slice(0, chartsMax);
  return (
    <div className="grid gap-8">
      {shown.map((series) => (
        <div key={`${series.type} ${series.uom}`}>
          <SensorChart
            kind={series.type}
            uom={series.uom ?? ""}
            curves={series.curves.map((curve) => curve.points)}
            band={series.type === "Temperature" && band?.uom === series.uom ? band : null}
            zone={zone}
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
