import type { InEachLanguage } from "./language";

/** Capturing EPCIS files. */
export interface CaptureText {
  title: string;
  intro: string;
  drop: { title: string; body: string; choose: string };
  states: Record<"reading" | "sending" | "accepted" | "refused" | "unreachable", string>;
  events: (count: number) => string;
  known: (count: number) => string;
  entry: (index: number) => string;
  columns: { event: string; eventID: string; outcome: string };
  table: (file: string) => string;
  outcome: { fresh: string; known: string };
  refusedBody: string;
  unreachableBody: string;
  more: (count: number) => string;
  eventNumber: (number: number) => string;
  expected: (expected: string, got: string) => string;
  tooLarge: string;
}

export const captureText: InEachLanguage<CaptureText> = {
  en: {
    title: "Capture a file",
    intro:
      "EPCIS 2.0 events or documents as JSON. A file is taken whole or not at all, and sending it again changes nothing.",
    drop: { title: "Drop EPCIS files here", body: "JSON, up to 16 MB each", choose: "Choose files…" },
    states: {
      reading: "Reading",
      sending: "Signing",
      accepted: "Accepted",
      refused: "Refused",
      unreachable: "Not sent",
    },
    events: (count) => (count === 1 ? "1 event" : `${count.toLocaleString("en-GB")} events`),
    known: (count) =>
      count === 1 ? "1 was known already" : `${count.toLocaleString("en-GB")} were known already`,
    entry: (index) => `entry ${index}`,
    columns: { event: "Event", eventID: "Event id", outcome: "Result" },
    table: (file) => `Events of ${file}`,
    outcome: { fresh: "new", known: "known already" },
    refusedBody: "Nothing of this file was captured.",
    unreachableBody: "The server did not answer. The same file can be sent again without harm.",
    more: (count) => `and ${count.toLocaleString("en-GB")} more`,
    eventNumber: (number) => `Event ${number}:`,
    expected: (expected, got) => `expected ${expected}, got ${got}`,
    tooLarge: "larger than 16 MB",
  },
  "zh-CN": {
    title: "导入文件",
    intro: "JSON 格式的 EPCIS 2.0 事件或文档。一个文件要么全部采集，要么一条不采；重复提交不会改变什么。",
    drop: { title: "把 EPCIS 文件拖到这里", body: "JSON，每个不超过 16 MB", choose: "选择文件……" },
    states: {
      reading: "正在读取",
      sending: "正在签名",
      accepted: "已受理",
      refused: "被拒绝",
      unreachable: "未送达",
    },
    events: (count) => `${count.toLocaleString("zh-CN")} 个事件`,
    known: (count) => `其中 ${count.toLocaleString("zh-CN")} 个此前已有`,
    entry: (index) => `账目 ${index}`,
    columns: { event: "事件", eventID: "事件标识", outcome: "结果" },
    table: (file) => `${file} 的事件`,
    outcome: { fresh: "新事件", known: "此前已有" },
    refusedBody: "这个文件没有采集任何内容。",
    unreachableBody: "服务器没有应答。再次提交同一文件不会有害。",
    more: (count) => `另有 ${count.toLocaleString("zh-CN")} 个`,
    eventNumber: (number) => `第 ${number} 个事件：`,
    expected: (expected, got) => `应为 ${expected}，现为 ${got}`,
    tooLarge: "大于 16 MB",
  },
};
