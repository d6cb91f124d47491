import type { Sql } from "@/server/db/client";
import { type ReadingSeries, readingsOf } from "@/server/services/trace/readings";

/** The readings of one device, thinned for drawing, ascending by time. */
export interface DeviceCurve {
  /** URI; null when the readings name no device, or name too many to draw apart. */
  device: string | null;
  points: { timeMs: number; value: number }[];
}

/** The readings of one measurement of a lot. */
export interface LotSeries extends Pick<ReadingSeries, "type" | "uom" | "total"> {
  deviceCount: number;
  curves: DeviceCurve[];
}

/** The most devices that are drawn apart. */
const devicesMax = 6;

/** Reads the curves of some events by measurement and device: two loggers side by side are two curves, not one that jumps between them. */
export async function lotReadings(sql: Sql, events: string[]): Promise<LotSeries[]> {
  const together = await readingsOf(sql, { events });
  return Promise.all(
    together.map(async (series) => ({
      type: series.type,
      uom: series.uom,
      total: series.total,
      deviceCount: series.deviceIds.length,
      curves: await curvesOf(sql, events, series),
    })),
  );
}

async function curvesOf(sql: Sql, events: string[], series: ReadingSeries): Promise<DeviceCurve[]> {
  const { deviceIds, type, uom } = series;
  const [only] = deviceIds;
  if (deviceIds.length <= 1 || deviceIds.length > devicesMax) {
    return [curveOf(deviceIds.length === 1 ? (only ?? null) : null, series)];
  }
  const apart = await Promise.all(
    deviceIds.map(async (device) => {
      const found = await readingsOf(sql, { events, deviceIds: [device], type });
      return found.filter((one) => one.uom === uom).map((one) => curveOf(device, one));
    }),
  );
  return apart.flat();
}

function curveOf(device: string | null, { points }: ReadingSeries): DeviceCurve {
  return { device, points: points.map(({ timeMs, value }) => ({ timeMs, value })) };
}
