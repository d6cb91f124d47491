/** The words of the verifier page: one file that anybody can host. `{name}` places are filled in by the page. */
import type { EvidenceKind } from "@/lib/evidence/evidence";
import type { EvidenceStep } from "@/lib/evidence/judgement";
import type { InEachLanguage } from "./language";

/** How it ended, over everything that was handed in. */
export type VerdictName = "nothing" | "missing" | "holds" | "consistent" | "fails" | "misconduct";

export interface VerifierTexts {
  title: string;
  heading: string;
  lead: string;
  language: string;
  noScript: string;
  evidence: {
    heading: string;
    drop: string;
    choose: string;
    kinds: string;
    paste: string;
    pasteLabel: string;
    add: string;
    pasted: string;
    remove: string;
    clear: string;
  };
  trust: {
    heading: string;
    lead: string;
    label: string;
    choose: string;
    none: string;
    key: string;
    policy: string;
    quorum: string;
    noQuorum: string;
  };
  result: { heading: string; of: string; technical: string };
  verdicts: Record<VerdictName, { title: string; line: string }>;
  kinds: Record<EvidenceKind, string>;
  steps: Record<EvidenceStep, string>;
  state: { passed: string; failed: string; "not configured": string };
  facts: Record<
    | "origin"
    | "index"
    | "treeSize"
    | "olderSize"
    | "rootHash"
    | "leafHash"
    | "iss"
    | "signedAt"
    | "shownFields"
    | "hiddenFields"
    | "cosignatures"
    | "noCosignatures",
    string
  >;
  contradiction: { promise: string; checkpoint: string };
  limits: { heading: string; lines: string[] };
}

/** The texts of the verifier page, in each language. */
export const verifierTexts: InEachLanguage<VerifierTexts> = {
  en: {
    title: "Suyuan verifier",
    heading: "Check the evidence yourself",
    lead: "Everything is checked on this device. This page is one file: it asks no server and sends nothing.",
    language: "Language",
    noScript:
      "This page does its checking with JavaScript, which is off. The same check: npm run verify -- FILE",
    evidence: {
      heading: "What is to be checked",
      drop: "Drop files here",
      choose: "Choose files",
      kinds:
        "A proof from a product page, a tlog-proof or receipt with its entry, a promise, a consistency proof with its checkpoints.",
      paste: "Paste it instead",
      pasteLabel: "Text of the proof; of binary ones base64 or hex",
      add: "Add",
      pasted: "pasted {n}",
      remove: "Remove {name}",
      clear: "Start over",
    },
    trust: {
      heading: "Whom you trust",
      lead: "The log's key or a policy file, from somebody you trust: an authority, a witness, a contract. Not from whom the evidence came.",
      label: "Log key or policy",
      choose: "Choose a policy file",
      none: "None yet. A proof that brings its own key can be shown to be consistent, not whose it is.",
      key: "Key of {name}.",
      policy: "Policy for {names}.",
      quorum: "Asks for the quorum “{quorum}”.",
      noQuorum: "Asks for no witnesses.",
    },
    result: { heading: "Outcome", of: "{kind} · {subject}", technical: "Figures" },
    verdicts: {
      nothing: { title: "Nothing to check yet", line: "Drop a proof, choose it, or paste it." },
      missing: { title: "Something is missing", line: "It could not be checked:" },
      holds: { title: "Everything holds", line: "{count} checked with the key you brought." },
      consistent: {
        title: "Consistent, but whose is it?",
        line: "{count} checked with the key that came in the same file. Bring the log's key from elsewhere.",
      },
      fails: { title: "This does not hold", line: "{failed} of {count} failed. First at: {step}." },
      misconduct: {
        title: "The log contradicts itself",
        line: "It signed two things that cannot both be true. Keep these files: they prove it to anybody.",
      },
    },
    kinds: {
      bundles: "Proof",
      "tlog-proof": "Log proof (C2SP tlog-proof)",
      receipt: "Receipt (COSE)",
      "transparent statement": "Statement with receipt",
      promise: "Promise",
      "broken promise": "Broken promise",
      consistency: "Consistency proof",
      entry: "Log entry",
      checkpoint: "Signed checkpoint",
      policy: "Policy",
      vkey: "Key",
    },
    steps: {
      disclosures: "What is shown is well formed",
      manifest: "Every field is accounted for, none twice",
      "event root": "The fields make up the event",
      "capture root": "The events make up what was signed",
      "issuer signature": "Signed by the issuer",
      "leaf hash": "Fingerprint of the entry",
      path: "The entry's place in the log",
      "checkpoint root": "The checkpoint is of that very tree",
      "log signature": "Signed by the log",
      "witness quorum": "Seen by enough witnesses",
      "key validity": "The key was the issuer's then",
      "receipt kind": "The receipt is of the right kind",
      "batch path": "The entry's place in its batch",
      "promise signature": "Promised by the log",
      contradiction: "What is there is something else",
      "older checkpoint": "Older checkpoint, signed by the log",
      "newer checkpoint": "Newer checkpoint, signed by the log",
      consistency: "The older log is the beginning of the newer",
    },
    state: { passed: "holds", failed: "does not hold", "not configured": "not asked for" },
    facts: {
      origin: "Log",
      index: "Entry",
      treeSize: "Entries in the log",
      olderSize: "Entries before",
      rootHash: "Root hash",
      leafHash: "Leaf hash",
      iss: "Issuer",
      signedAt: "Signed at",
      shownFields: "Fields shown",
      hiddenFields: "Fields not public",
      cosignatures: "Cosigned by",
      noCosignatures: "nobody: only the log vouches for its tree",
    },
    contradiction: { promise: "What the log promised", checkpoint: "What the log signed" },
    limits: {
      heading: "What this shows, and what not",
      lines: [
        "That nothing was altered since it was signed, and that it stands in the log. Not that everything was recorded, or that it was true.",
        "Without cosignatures of witnesses you trust, a log could show you another tree than others.",
        "This page is as good as the copy you opened. Compare its SHA-256 with the one its publisher names.",
      ],
    },
  },
  "zh-CN": {
    title: "溯源验证器",
    heading: "自己核验证据",
    lead: "全部核验都在本机完成。本页只是一个文件：不访问任何服务器，也不发送任何内容。",
    language: "语言",
    noScript: "本页用 JavaScript 进行核验，而它已被关闭。同样的核验：npm run verify -- 文件",
    evidence: {
      heading: "要核验什么",
      drop: "把文件拖到这里",
      choose: "选择文件",
      kinds: "产品页下载的证明、tlog-proof 或回执及其条目、承诺、一致性证明及其检查点。",
      paste: "改为粘贴",
      pasteLabel: "证明的文本；二进制内容用 base64 或十六进制",
      add: "加入",
      pasted: "粘贴 {n}",
      remove: "移除 {name}",
      clear: "重新开始",
    },
    trust: {
      heading: "您信任谁",
      lead: "日志的密钥或策略文件，来自您信任的一方：主管部门、见证方、合同。不要来自提供证据的人。",
      label: "日志密钥或策略",
      choose: "选择策略文件",
      none: "尚无。自带密钥的证明只能说明前后一致，不能说明出自谁。",
      key: "{name} 的密钥。",
      policy: "针对 {names} 的策略。",
      quorum: "要求达到法定见证“{quorum}”。",
      noQuorum: "不要求见证。",
    },
    result: { heading: "结果", of: "{kind} · {subject}", technical: "数据" },
    verdicts: {
      nothing: { title: "还没有可核验的内容", line: "拖入、选择或粘贴一份证明。" },
      missing: { title: "缺少材料", line: "无法核验：" },
      holds: { title: "全部成立", line: "已用您提供的密钥核验 {count} 项。" },
      consistent: {
        title: "前后一致，但出自谁？",
        line: "已用同一文件自带的密钥核验 {count} 项。请从别处取得日志的密钥。",
      },
      fails: { title: "不成立", line: "{count} 项中有 {failed} 项失败。首先失败于：{step}。" },
      misconduct: {
        title: "日志自相矛盾",
        line: "它签署了两件不可能同时为真的事。请保留这些文件：它们可向任何人证明此事。",
      },
    },
    kinds: {
      bundles: "证明",
      "tlog-proof": "日志证明（C2SP tlog-proof）",
      receipt: "回执（COSE）",
      "transparent statement": "附回执的声明",
      promise: "承诺",
      "broken promise": "被违背的承诺",
      consistency: "一致性证明",
      entry: "日志条目",
      checkpoint: "已签名的检查点",
      policy: "策略",
      vkey: "密钥",
    },
    steps: {
      disclosures: "公开的内容格式完好",
      manifest: "每个字段都有交代，且不重复",
      "event root": "字段合成该事件",
      "capture root": "事件合成所签内容",
      "issuer signature": "由签发方签名",
      "leaf hash": "条目的指纹",
      path: "条目在日志中的位置",
      "checkpoint root": "检查点正是这棵树",
      "log signature": "由日志签名",
      "witness quorum": "有足够的见证方见过",
      "key validity": "当时密钥属于签发方",
      "receipt kind": "回执种类正确",
      "batch path": "条目在其批次中的位置",
      "promise signature": "由日志承诺",
      contradiction: "那里却是另一条目",
      "older checkpoint": "较早的检查点，由日志签名",
      "newer checkpoint": "较新的检查点，由日志签名",
      consistency: "较早的日志是较新日志的开头",
    },
    state: { passed: "成立", failed: "不成立", "not configured": "未要求" },
    facts: {
      origin: "日志",
      index: "条目",
      treeSize: "日志条目数",
      olderSize: "此前条目数",
      rootHash: "根哈希",
      leafHash: "叶哈希",
      iss: "签发方",
      signedAt: "签署时间",
      shownFields: "公开的字段",
      hiddenFields: "未公开的字段",
      cosignatures: "共同签名",
      noCosignatures: "无：只有日志为自己的树作证",
    },
    contradiction: { promise: "日志所承诺的", checkpoint: "日志所签署的" },
    limits: {
      heading: "这能说明什么，不能说明什么",
      lines: [
        "说明自签署以来没有任何改动，且内容在日志之中。不说明一切都已记录，也不说明内容属实。",
        "若没有您信任的见证方共同签名，日志可能给您看的是与他人不同的树。",
        "本页是否可信取决于您打开的副本。请将其 SHA-256 与发布者公布的值比对。",
      ],
    },
  },
};
