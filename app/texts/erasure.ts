import type { ErasureReason } from "@/lib/membership/erasure-reasons";
import type { InEachLanguage } from "./language";

/** Erasing an event, and what is said of one that was erased. */
export interface ErasureText {
  /** The button on the event's page. */
  open: string;
  dialog: {
    title: (event: string) => string;
    /** It cannot be taken back. */
    intro: string;
    goes: { title: string; lines: string[] };
    stays: { title: string; lines: string[] };
    related: (events: string) => string;
    reason: string;
    reasonHint: string;
    choose: string;
    confirm: (event: string) => string;
    confirmHint: string;
    erase: string;
    refused: string;
  };
  progress: {
    title: string;
    ledger: string;
    database: string;
    steps: Record<"waiting" | "tables" | "statistics" | "wal", string>;
    closeHint: string;
    again: string;
    done: string;
    left: string;
    toEvent: string;
  };
  reasons: Record<ErasureReason, string>;
  notice: {
    title: string;
    by: (who: string) => string;
    reason: (words: string) => string;
    remains: string;
    pending: string;
    entry: string;
  };
  existence: {
    title: string;
    intro: string;
    run: string;
    passed: (steps: number) => string;
    publicPage: string;
    pageTitle: (event: string) => string;
    notErased: { title: string; body: string };
  };
  history: { title: string; intro: string; columns: { event: string; at: string; reason: string } };
}

const english: ErasureText = {
  open: "Erase…",
  dialog: {
    title: (event) => `Erase event ${event}`,
    intro: "This cannot be undone, by anybody. It is signed with your organisation's key.",
    goes: {
      title: "What goes",
      lines: [
        "Everything the event says: items, quantities, place, time, readings, documents",
        "The secret that opens it, in every file of the ledger",
        "Its rows in the database, and the bytes they leave behind",
      ],
    },
    stays: {
      title: "What stays",
      lines: [
        "That your organisation signed an event then, and the proof that it exists",
        "Who erased it, when, and the reason chosen below: public, for ever",
        "The other events of the same capture, and their proofs",
        "Copies that others took, such as proofs they downloaded, and backups until they are replaced",
      ],
    },
    related: (events) =>
      `${events} repeats what this event says (a declaration of error does). Erase it too, on its own page.`,
    reason: "Reason",
    reasonHint: "Only this code goes into the log. Names and details do not belong there.",
    choose: "Choose a reason",
    confirm: (event) => `Type ${event} to confirm`,
    confirmHint: "The number of the event, as in the title.",
    erase: "Erase for ever",
    refused: "Nothing was erased",
  },
  progress: {
    title: "Being erased",
    ledger: "Signed into the log, and gone from the ledger's files",
    database: "The database writes its files anew without it",
    steps: {
      waiting: "waiting for older readers",
      tables: "tables and indexes",
      statistics: "statistics",
      wal: "its own log",
    },
    closeHint: "You may close this page: it goes on, and after a restart too.",
    again: "The database could not finish and tries again:",
    done: "Erased. Nothing here opens it any more.",
    left: "Your database's settings keep copies out of our reach:",
    toEvent: "Show the page as it is now",
  },
  reasons: {
    "data-subject-request": "A person's request to be forgotten",
    "court-order": "A court order",
    "captured-in-error": "Captured in error",
    "retention-ended": "Its retention time has ended",
    confidential: "It gave away a trade secret",
  },
  notice: {
    title: "Its content was erased",
    by: (who) => `Erased by ${who}`,
    reason: (words) => `Reason: ${words}`,
    remains: "The entry and its proof of existence remain; what it said cannot be opened by anybody.",
    pending: "The erasure is being written into the database.",
    entry: "Recorded in the log as entry",
  },
  existence: {
    title: "Proof that it existed",
    intro:
      "Your browser recomputes every hash and signature from the event's root up to the signed checkpoint. Every field stays hidden.",
    run: "Check it in this browser",
    passed: (steps) => `It existed, signed and logged: ${steps} steps hold.`,
    publicPage: "As anybody sees it",
    pageTitle: (event) => `Event ${event} was erased`,
    notErased: {
      title: "No erasure of this event is in the log",
      body: "Its content is where it was; who may see it is for the firm that signed it to say.",
    },
  },
  history: {
    title: "Erased by this organisation",
    intro: "What these events said is gone; that they existed can still be proven.",
    columns: { event: "Event", at: "Erased", reason: "Reason" },
  },
};

const chinese: ErasureText = {
  open: "擦除…",
  dialog: {
    title: (event) => `擦除事件 ${event}`,
    intro: "此操作任何人都无法撤销，并会以贵机构的密钥签名。",
    goes: {
      title: "将消失的内容",
      lines: [
        "事件的全部内容：物品、数量、地点、时间、读数、单据",
        "账本所有文件中能打开它的密钥",
        "数据库中的相应行，以及它们遗留的字节",
      ],
    },
    stays: {
      title: "将保留的内容",
      lines: [
        "贵机构当时签署过一个事件这一事实，及其存在证明",
        "谁在何时擦除，以及下方所选原因：永久公开",
        "同一份登记中的其他事件及其证明",
        "他人已取得的副本（如已下载的证明），以及被替换之前的备份",
      ],
    },
    related: (events) => `${events} 重复了本事件的内容（例如错误声明）。请在其页面上一并擦除。`,
    reason: "原因",
    reasonHint: "只有该代码会写入账本。请勿写入姓名或细节。",
    choose: "请选择原因",
    confirm: (event) => `输入 ${event} 以确认`,
    confirmHint: "即标题中的事件编号。",
    erase: "永久擦除",
    refused: "未擦除任何内容",
  },
  progress: {
    title: "正在擦除",
    ledger: "已签入账本，并已从账本文件中清除",
    database: "数据库正在重写不含它的文件",
    steps: {
      waiting: "等待较早的读取结束",
      tables: "表和索引",
      statistics: "统计信息",
      wal: "数据库自身日志",
    },
    closeHint: "可以关闭本页：擦除会继续进行，重启后也会继续。",
    again: "数据库未能完成，正在重试：",
    done: "已擦除。此处再也无法打开它。",
    left: "您的数据库设置会在我们无法触及之处保留副本：",
    toEvent: "查看页面现状",
  },
  reasons: {
    "data-subject-request": "个人要求删除",
    "court-order": "法院命令",
    "captured-in-error": "误登记",
    "retention-ended": "保存期限已满",
    confidential: "泄露了商业秘密",
  },
  notice: {
    title: "内容已被擦除",
    by: (who) => `擦除方：${who}`,
    reason: (words) => `原因：${words}`,
    remains: "条目及其存在证明仍在，但任何人都无法再打开其内容。",
    pending: "擦除正在写入数据库。",
    entry: "账本中的擦除条目",
  },
  existence: {
    title: "存在证明",
    intro: "您的浏览器会从事件根一直算到签名的检查点，自行重算每个哈希和签名。所有字段保持隐藏。",
    run: "在本浏览器中核验",
    passed: (steps) => `它曾存在，已签名并记入账本：共 ${steps} 步成立。`,
    publicPage: "公众看到的页面",
    pageTitle: (event) => `事件 ${event} 已被擦除`,
    notErased: {
      title: "账本中没有擦除该事件的记录",
      body: "其内容仍在；谁可以查看由签署它的企业决定。",
    },
  },
  history: {
    title: "该机构擦除的事件",
    intro: "这些事件的内容已不存在；它们曾经存在这一点仍可证明。",
    columns: { event: "事件", at: "擦除时间", reason: "原因" },
  },
};

export const erasureText: InEachLanguage<ErasureText> = { en: english, "zh-CN": chinese };

/** Words for a reason in the log; one that this version does not know stands as it is. */
export function reasonWords(text: ErasureText, reason: string): string {
  return (text.reasons as Record<string, string>)[reason] ?? reason;
}
