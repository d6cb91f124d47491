"use client";

import { useMemo } from "react";
import { SensorChart } from "@/app/components/sensor-chart";
import { chartText } from "@/app/texts/chart";
import { readLocalTime } from "@/lib/batch/local-time";
import type { Reading } from "@/lib/sensor/excursions";
import type { BatchForm } from "./batch-form-hook";
import type { Product } from "./form-state";

/** The readings of one column that can be read, ascending by time. */
function pointsOf(form: BatchForm, column: "temperature" | "humidity"): Reading[] {
  const { readings, offset } = form.state.draft;
  return readings
    .flatMap((reading): Reading[] => {
      const time = readLocalTime(reading.time, offset);
      const value = Number(reading[column].replace(",", "."));
      const isRead = time !== undefined && reading[column].trim() !== "" && Number.isFinite(value);
      return isRead ? [{ timeMs: Date.parse(time), value }] : [];
    })
    .sort((a, b) => a.timeMs - b.timeMs);
}

/** The curve of what has been typed or dropped so far. */
export function ReadingsPreview({ form, product }: { form: BatchForm; product?: Product | undefined }) {
  const { language, state } = form;
  const { readings, offset } = state.draft;
  // biome-ignore lint/correctness/useExhaustiveDependencies: of the form only the readings and the clock count
  const points = useMemo(() => pointsOf(form, "temperature"), [readings, offset]);
  if (points.length < 2) return null;
  return (
    <div className="grid gap-2">
      <p className="figures text-small text-ink-faint">{chartText[language].count(readings.length)}</p>
      <SensorChart
        kind="Temperature"
        uom="CEL"
        curves={[points]}
        band={product?.temperatureBand ?? null}
        zone={{ offset }}
        language={language}
        height={140}
      />
    </div>
  );
}
