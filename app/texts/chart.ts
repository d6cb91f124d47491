import type { InEachLanguage } from "./language";

/** The words of a chart of readings. */
export interface ChartText {
  kinds: Record<string, string>;
  summary: (values: { kind: string; from: string; to: string; lowest: string; highest: string }) => string;
  allowed: (band: string) => string;
  atMost: (value: string) => string;
  atLeast: (value: string) => string;
  above: (values: { from: string; duration: string; peak: string }) => string;
  below: (values: { from: string; duration: string; peak: string }) => string;
  inside: string;
  count: (n: number) => string;
  loggers: (n: number) => string;
  table: string;
  columns: { time: string; value: string };
}

export const chartText: InEachLanguage<ChartText> = {
  en: {
    kinds: {
      Temperature: "Temperature",
      RelativeHumidity: "Relative humidity",
      AbsoluteHumidity: "Absolute humidity",
      Illuminance: "Light",
      Pressure: "Pressure",
      Acceleration: "Shock",
    },
    summary: ({ kind, from, to, lowest, highest }) =>
      `${kind} from ${from} to ${to}: lowest ${lowest}, highest ${highest}.`,
    allowed: (band) => `allowed ${band}`,
    atMost: (value) => `up to ${value}`,
    atLeast: (value) => `from ${value}`,
    above: ({ from, duration, peak }) => `Too warm from ${from} for ${duration}, up to ${peak}.`,
    below: ({ from, duration, peak }) => `Too cold from ${from} for ${duration}, down to ${peak}.`,
    inside: "Never left the allowed range.",
    count: (n) => (n === 1 ? "1 reading" : `${n.toLocaleString("en-GB")} readings`),
    loggers: (n) => ` from ${n} loggers`,
    table: "The readings as a table",
    columns: { time: "Time", value: "Value" },
  },
  "zh-CN": {
    kinds: {
      Temperature: "温度",
      RelativeHumidity: "相对湿度",
      AbsoluteHumidity: "绝对湿度",
      Illuminance: "光照",
      Pressure: "压力",
      Acceleration: "冲击",
    },
    summary: ({ kind, from, to, lowest, highest }) =>
      `${from}至${to}的${kind}：最低${lowest}，最高${highest}。`,
    allowed: (band) => `允许范围 ${band}`,
    atMost: (value) => `不高于${value}`,
    atLeast: (value) => `不低于${value}`,
    above: ({ from, duration, peak }) => `${from}起偏高，持续${duration}，最高${peak}。`,
    below: ({ from, duration, peak }) => `${from}起偏低，持续${duration}，最低${peak}。`,
    inside: "始终在允许范围内。",
    count: (n) => `${n.toLocaleString("zh-CN")}个读数`,
    loggers: (n) => `，来自${n}个记录仪`,
    table: "以表格查看读数",
    columns: { time: "时间", value: "数值" },
  },
};
