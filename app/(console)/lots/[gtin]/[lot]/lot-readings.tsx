import { SensorChart } from "@/app/components/sensor-chart";
import { chartText } from "@/app/texts/chart";
import type { Language } from "@/app/texts/language";
import type { Lot } from "./load-lot";

const chartsMax = 4;

/** The curves of a lot's readings, the most-measured first, with the product's band on those of temperature. */
export function LotReadings({ lot, language }: { lot: Lot; language: Language }) {
  const zone = { offset: lot.events.find((event) => event.offset !== null)?.offset ?? undefined };
  const band = lot.product?.temperatureBand ?? null;
  return (
    <div className="grid gap-8">
      {lot.readings.slice(0, chartsMax).map((series) => (
        <div key={`${series.type} ${series.uom}`}>
          <SensorChart
            kind={series.type}
            uom={series.uom ?? ""}
            points={series.points}
            band={series.type === "Temperature" && band?.uom === series.uom ? band : null}
            zone={zone}
            language={language}
          />
          <p className="mt-1 text-small text-ink-faint">{chartText[language].count(series.total.count)}</p>
        </div>
      ))}
    </div>
  );
}
