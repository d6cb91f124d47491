import type { JsonObject } from "@/lib/json";
import type { Wander } from "./climate";
import { chinaTime, hour, type Moment, minute } from "./story";

/** A stretch of 5-minute logging by one device. */
export interface Logging {
  device: string;
  from: Moment;
  hours: number;
  /** Where in the wander this stretch begins, so that two devices differ. */
  phase: number;
  /** °C */
  temperature: { level: number; swing: number };
  /** % relative humidity */
  humidity?: { level: number; swing: number };
  /** A rise above the level, as when a dock door stays open. */
  rise?: { from: Moment; minutes: number; degrees: number };
}

const stepMs = 5 * minute;

/** Builds the `sensorElementList` of a stretch: one element an hour, its reports 5 minutes apart. */
export function sensorElements(wander: Wander, log: Logging): JsonObject[] {
  return Array.from({ length: Math.ceil(log.hours) }, (_, i) => {
    const start = log.from + i * hour;
    const end = Math.min(start + hour, log.from + log.hours * hour);
    return {
      sensorMetadata: { deviceID: log.device, startTime: chinaTime(start), endTime: chinaTime(end) },
      sensorReport: reports(wander, log, start, end),
    };
  });
}

function reports(wander: Wander, log: Logging, start: Moment, end: Moment): JsonObject[] {
  const list: JsonObject[] = [];
  for (let at = start; at < end; at += stepMs) {
    const step = log.phase + (at - log.from) / stepMs;
    const time = chinaTime(at);
    const degrees = log.temperature.level + log.temperature.swing * wander(step) + riseAt(log, at);
    list.push({ type: "Temperature", value: rounded(degrees), uom: "CEL", time });
    if (log.humidity !== undefined) {
      const percent = log.humidity.level - log.humidity.swing * wander(step + 7);
      list.push({ type: "RelativeHumidity", value: rounded(Math.min(99, percent)), uom: "P1", time });
    }
  }
  return list;
}

/** Warms quickly while the cause lasts and cools down exponentially after it, as goods in a crate do. */
function riseAt({ rise }: Logging, at: Moment): number {
  if (rise === undefined || at < rise.from) return 0;
  const minutesIn = (at - rise.from) / minute;
  const warming = 1 - Math.exp(-Math.min(minutesIn, rise.minutes) / 18);
  const cooling = minutesIn <= rise.minutes ? 1 : Math.exp(-(minutesIn - rise.minutes) / 25);
  return rise.degrees * warming * cooling;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
