import type { Outputs } from "@/app/browser-client";
import type { InEachLanguage } from "./language";

type AuditFinding = NonNullable<Outputs["log"]["audit"]["last"]>["findings"][number];
type Remedy = NonNullable<AuditFinding["remedy"]>;

/** The page on the log as a whole. */
export interface LedgerText {
  title: string;
  intro: string;
  facts: Record<"entries" | "origin" | "published" | "root" | "newest" | "mirror" | "continues", string>;
  checkpoint: { title: string; intro: string; raw: string; none: string; final: string; noFinal: string };
  mirrorLag: (entries: number) => string;
  continues: (origin: string, size: number) => string;
  witnesses: {
    title: string;
    intro: string;
    none: { title: string; body: string };
    quorum: (needed: number, configured: number) => string;
    columns: { name: string; seen: string; state: string };
    cosigned: string;
    waiting: string;
  };
  growth: {
    title: string;
    intro: string;
    hours: string;
    days: string;
    total: (entries: string, most: string) => string;
    at: string;
    entries: string;
    none: string;
  };
  audit: {
    title: string;
    intro: string;
    never: { title: string; body: string };
    run: string;
    runSince: (size: string) => string;
    running: string;
    stages: Record<"tiles" | "rest" | "mirror", string>;
    progress: (done: string, total: string) => string;
    foundSoFar: (errors: number) => string;
    good: (entries: string) => string;
    wrong: (errors: number) => string;
    failed: string;
    facts: Record<"ended" | "range" | "checkpoint" | "rows" | "erased" | "took", string>;
    range: (from: string, to: string) => string;
    trusted: (size: string) => string;
    mirrorLeftOut: string;
    findings: string;
    columns: { where: string; what: string; remedy: string };
    note: string;
    more: (count: number) => string;
    remedies: Record<Remedy, string>;
    refused: string;
    unreachable: string;
    seconds: (seconds: string) => string;
  };
}

const english: LedgerText = {
  title: "Ledger",
  intro: "What everything here rests on: one log that only grows, and that anybody may check.",
  facts: {
    entries: "Entries",
    origin: "Log",
    published: "Entries in the last checkpoint",
    root: "Root hash",
    newest: "Its newest entry is of",
    mirror: "Mirror",
    continues: "Continues another log",
  },
  checkpoint: {
    title: "Last checkpoint",
    intro: "Signed by the log about every second while it grows.",
    raw: "The signed text",
    none: "Nothing has been published yet.",
    final: "Final up to",
    noFinal: "nothing yet",
  },
  mirrorLag: (n) => (n === 0 ? "up to date" : `${n} entries behind`),
  continues: (origin, size) => `${origin}, of which ${size} entries are kept; their proofs hold as before`,
  witnesses: {
    title: "Witnesses",
    intro: "Others who sign that they saw the same checkpoint, so that the log cannot show two histories.",
    none: {
      title: "No witnesses configured",
      body: "The log's word stands alone: nobody else confirms that all see the same history.",
    },
    quorum: (needed, configured) => `A checkpoint is final with ${needed} of ${configured}.`,
    columns: { name: "Witness", seen: "Cosigned the last checkpoint at", state: "State" },
    cosigned: "cosigned",
    waiting: "awaited",
  },
  growth: {
    title: "Growth",
    intro: "Entries by the log's own clock, in UTC.",
    hours: "Last 24 hours, by the hour",
    days: "Last 14 days, by the day",
    total: (entries, most) => `${entries} entries, the tallest bar ${most}`,
    at: "From",
    entries: "Entries",
    none: "none in this time",
  },
  audit: {
    title: "Audit",
    intro:
      "Reads every file again and trusts none: entries, signatures, who was allowed what, hashes, checkpoints, sealed events, and the mirror's rows.",
    never: { title: "Not audited yet", body: "An audit runs in the background; captures go on meanwhile." },
    run: "Audit everything",
    runSince: (size) => `Audit what came after entry ${size}`,
    running: "An audit is running",
    stages: {
      tiles: "Entries and their events",
      rest: "The write-ahead log",
      mirror: "The mirror's rows",
    },
    progress: (done, total) => `${done} of ${total} entries`,
    foundSoFar: (errors) => (errors === 0 ? "nothing wrong so far" : `${errors} findings so far`),
    good: (entries) => `All is well: ${entries} entries hold what was signed.`,
    wrong: (errors) => (errors === 1 ? "One thing is wrong." : `${errors} things are wrong.`),
    failed: "The last audit could not be finished",
    facts: {
      ended: "Ended",
      range: "Entries checked",
      checkpoint: "Checkpoint verified",
      rows: "Rows of the mirror compared",
      erased: "Erased events",
      took: "Took",
    },
    range: (from, to) => `${from} to ${to}`,
    trusted: (size) =>
      `Those before ${size} were believed as an earlier audit found them; the tree still begins with theirs.`,
    mirrorLeftOut: "not compared",
    findings: "What was found",
    columns: { where: "Where", what: "What", remedy: "What to do" },
    note: "note",
    more: (count) => `${count} more: npm run audit lists them all.`,
    remedies: {
      recompute: "Its bytes follow from the files beneath it.",
      "from-wal": "The write-ahead log still holds these entries.",
      "copy-or-backup": "Copy the file from a replica or a backup; its tile tells whether it is right.",
      backup: "Only a backup has these bytes: stop the server and restore the folder.",
      "keep-evidence": "Cannot be mended: keep the folder, and tell the members.",
      "rebuild-mirror": "Run npm run mirror:rebuild.",
      "mend-ledger-first": "Mend the ledger's files first, then audit again.",
    },
    refused: "The audit was not started",
    unreachable: "The server cannot be reached. What is shown may be old.",
    seconds: (seconds) => `${seconds} s`,
  },
};

const chinese: LedgerText = {
  title: "账本",
  intro: "一切以它为准：一份只增不改的日志，任何人都可以核验。",
  facts: {
    entries: "账目",
    origin: "日志",
    published: "最近检查点包含的账目",
    root: "根哈希",
    newest: "其中最新账目的时间",
    mirror: "镜像",
    continues: "延续另一日志",
  },
  checkpoint: {
    title: "最近的检查点",
    intro: "日志增长时约每秒签名一次。",
    raw: "签名原文",
    none: "还没有发布任何内容。",
    final: "已最终确认至",
    noFinal: "暂无",
  },
  mirrorLag: (n) => (n === 0 ? "已同步" : `落后 ${n} 条`),
  continues: (origin, size) => `${origin}，保留其中 ${size} 条账目；其证明依旧有效`,
  witnesses: {
    title: "见证人",
    intro: "由他人签名确认看到的是同一检查点，日志便无法对不同的人出示不同的历史。",
    none: { title: "未配置见证人", body: "目前只有日志自己的说法，没有旁人确认大家看到的是同一份历史。" },
    quorum: (needed, configured) => `${configured} 位中有 ${needed} 位联署，检查点即为最终。`,
    columns: { name: "见证人", seen: "联署最近检查点的时间", state: "状态" },
    cosigned: "已联署",
    waiting: "等待中",
  },
  growth: {
    title: "增长",
    intro: "按日志自己的时钟计数，UTC 时间。",
    hours: "最近 24 小时，按小时",
    days: "最近 14 天，按天",
    total: (entries, most) => `共 ${entries} 条，最高 ${most} 条`,
    at: "起始",
    entries: "账目",
    none: "这段时间没有账目",
  },
  audit: {
    title: "审计",
    intro: "不信任任何文件，全部重读：账目、签名、权限、哈希、检查点、密封事件，以及镜像的每一行。",
    never: { title: "还没有审计过", body: "审计在后台进行，期间照常采集。" },
    run: "全面审计",
    runSince: (size) => `只审计第 ${size} 条之后`,
    running: "正在审计",
    stages: { tiles: "账目及其事件", rest: "预写日志", mirror: "镜像各行" },
    progress: (done, total) => `${total} 条中的 ${done} 条`,
    foundSoFar: (errors) => (errors === 0 ? "目前没有发现问题" : `目前发现 ${errors} 处问题`),
    good: (entries) => `一切正常：${entries} 条账目与签名时一致。`,
    wrong: (errors) => `发现 ${errors} 处问题。`,
    failed: "上一次审计没能完成",
    facts: {
      ended: "结束时间",
      range: "已核验账目",
      checkpoint: "已核验检查点",
      rows: "已比对镜像行数",
      erased: "已擦除事件",
      took: "用时",
    },
    range: (from, to) => `${from} 至 ${to}`,
    trusted: (size) => `第 ${size} 条之前沿用上一次审计的结果；今天的树仍以它为开头。`,
    mirrorLeftOut: "未比对",
    findings: "审计发现",
    columns: { where: "位置", what: "内容", remedy: "怎么办" },
    note: "说明",
    more: (count) => `另有 ${count} 处：运行 npm run audit 可列出全部。`,
    remedies: {
      recompute: "可由其下层文件重新算出。",
      "from-wal": "预写日志里还有这些账目。",
      "copy-or-backup": "从副本或备份复制该文件；对应的哈希块可判断对错。",
      backup: "只有备份里有这些字节：停止服务并恢复文件夹。",
      "keep-evidence": "无法修复：保留文件夹，并通知各成员。",
      "rebuild-mirror": "运行 npm run mirror:rebuild。",
      "mend-ledger-first": "先修复账本文件，再审计一次。",
    },
    refused: "审计没有开始",
    unreachable: "连不上服务器，所示内容可能已过时。",
    seconds: (seconds) => `${seconds} 秒`,
  },
};

export const ledgerText: InEachLanguage<LedgerText> = { en: english, "zh-CN": chinese };
