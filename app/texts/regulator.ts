import type { InEachLanguage } from "./language";

/** The regulator's pages: search, history, one event. */
export interface RegulatorText {
  search: {
    title: string;
    intro: string;
    field: string;
    placeholder: string;
    submit: string;
    kind: string;
    anyKind: string;
    organisation: string;
    anyOrganisation: string;
    from: string;
    until: string;
    zone: string;
    columns: { kind: string; what: string; name: string; when: string; who: string };
    kinds: Record<"sscc" | "lot" | "serial" | "product" | "place" | "party" | "document" | "event", string>;
    results: string;
    none: { title: string; body: string };
    start: { title: string; body: string };
  };
  history: {
    title: (what: string) => string;
    views: { self: string; journey: string; upstream: string; downstream: string };
    columns: { when: string; what: string; where: string; who: string; entry: string };
    via: Record<"self" | "lot" | "container" | "ancestor", string>;
    none: { title: string; body: string };
    publicPage: string;
    readings: string;
    erroneous: string;
    erased: string;
    record: string;
    treeRoot: string;
    treeNone: { upstream: string; downstream: string };
    truncated: string;
    relations: Record<"transformation" | "aggregation" | "association", string>;
  };
  event: {
    title: (id: string) => string;
    mirror: Record<"different" | "behind", { title: string; body: string }>;
    signature: string;
    signatureIntro: string;
    log: string;
    logIntro: string;
    fields: string;
    fieldsIntro: (n: number) => string;
    fieldColumns: { pointer: string; value: string };
    facts: Record<
      | "signedBy"
      | "key"
      | "seq"
      | "signedAt"
      | "eventTime"
      | "recordTime"
      | "entry"
      | "state"
      | "leafHash"
      | "eventRoot"
      | "treeSize"
      | "origin"
      | "bytes",
      string
    >;
    states: Record<"accepted" | "published" | "final" | "noWitnesses", string>;
    cosigned: (seen: number, needed: number) => string;
  };
  proof: {
    title: string;
    intro: string;
    run: string;
    again: string;
    running: string;
    passed: (steps: number) => string;
    failed: (step: string) => string;
    notPublished: string;
    unreachable: string;
    download: string;
    step: Record<string, string>;
    notConfigured: string;
    awaiting: (seen: number, needed: number) => string;
  };
}

const english: RegulatorText = {
  search: {
    title: "Search",
    intro:
      "Type what you hold in your hand: a lot, a serial number, a pallet's SSCC, a place, a firm, a document.",
    field: "What are you looking for?",
    placeholder: "S261119, 00095210120000000196, Dandong, 鸭绿江…",
    submit: "Search",
    kind: "Kind",
    anyKind: "Anything",
    organisation: "Organisation",
    anyOrganisation: "Any",
    from: "Events from",
    until: "Events before",
    zone: "Days are counted in UTC.",
    columns: { kind: "Kind", what: "Identifier", name: "Name", when: "Latest event", who: "Signed by" },
    kinds: {
      sscc: "Shipping unit",
      lot: "Lot",
      serial: "Item",
      product: "Product",
      place: "Place",
      party: "Organisation",
      document: "Document",
      event: "Event",
    },
    results: "What was found",
    none: {
      title: "Nothing found",
      body: "Check the beginning of the number, or search by place, firm or date. What a firm has not captured cannot be found here.",
    },
    start: {
      title: "One field for everything",
      body: "Or leave it empty and choose a firm or dates, to see events as they happened.",
    },
  },
  history: {
    title: (what) => `History of ${what}`,
    views: {
      self: "Its own events",
      journey: "Whole journey",
      upstream: "Made from",
      downstream: "Went into",
    },
    columns: { when: "When", what: "What happened", where: "Where", who: "Signed by", entry: "Entry" },
    via: { self: "itself", lot: "its lot", container: "its container", ancestor: "an ingredient" },
    none: { title: "No event names this", body: "Nothing in the log speaks of this identifier." },
    publicPage: "As shoppers see it",
    readings: "Sensor readings",
    erroneous: "declared erroneous",
    erased: "erased",
    record: "master data",
    treeRoot: "this",
    treeNone: {
      upstream: "Nothing in the log says what it was made from.",
      downstream: "Nothing in the log says what was made from it, or what it was packed into.",
    },
    truncated: "There is more than is shown here.",
    relations: { transformation: "made into", aggregation: "packed into", association: "attached to" },
  },
  event: {
    title: (id) => `Event ${id}`,
    mirror: {
      different: {
        title: "The database does not match the ledger",
        body: "What stands below was read from the ledger. The copy that searches use holds something else: someone changed it. Run npm run audit to see the row.",
      },
      behind: {
        title: "Not yet in the search index",
        body: "The entry is durable; searches will find it in a moment.",
      },
    },
    signature: "Who signed it",
    signatureIntro: "One signature covers the whole capture.",
    log: "Where it stands in the log",
    logIntro: "Anybody may fetch these bytes and check them.",
    fields: "Every field",
    fieldsIntro: (n) => `${n} fields as they were signed, read from the ledger, not from the database.`,
    fieldColumns: { pointer: "Field", value: "Value" },
    facts: {
      signedBy: "Signed by",
      key: "Key",
      seq: "Statement no. of this key",
      signedAt: "Signed at",
      eventTime: "It happened at",
      recordTime: "The log took it at",
      entry: "Entry",
      state: "State",
      leafHash: "Leaf hash",
      eventRoot: "Event root",
      treeSize: "Entries published",
      origin: "Log",
      bytes: "Bytes of the statement",
    },
    states: {
      accepted: "Accepted: durable, being published",
      published: "Published, awaiting witnesses",
      final: "Final",
      noWitnesses: "Published, no witnesses configured",
    },
    cosigned: (seen, needed) => `${seen} cosigned, ${needed} needed`,
  },
  proof: {
    title: "Check the proof",
    intro:
      "Your browser recomputes every hash and signature itself, from this event's fields up to the signed checkpoint.",
    run: "Check it in this browser",
    again: "Check again",
    running: "Checking…",
    passed: (steps) => `The proof holds: ${steps} steps.`,
    failed: (step) => `The proof does not hold. It broke at: ${step}`,
    notPublished: "The entry is not in a signed checkpoint yet. Try again in a second.",
    unreachable: "The proof could not be fetched.",
    download: "Download the proof",
    step: {
      disclosures: "Every shown field hashes to its leaf",
      manifest: "The fields are all there, in order, none twice",
      "event root": "The fields make up the event",
      "capture root": "The event is in the signed capture",
      "issuer signature": "The firm's signature holds",
      "leaf hash": "The statement hashes to its leaf",
      path: "The leaf leads up to the log's root",
      "checkpoint root": "The root is the one in the checkpoint",
      "log signature": "The log signed the checkpoint",
      "witness quorum": "Witnesses saw the same checkpoint",
      "key validity": "The key was valid at that entry",
    },
    notConfigured: "no witnesses configured",
    awaiting: (seen, needed) => `${seen} of the ${needed} needed have so far`,
  },
};

const chinese: RegulatorText = {
  search: {
    title: "搜索",
    intro: "输入手上已有的信息：批号、序列号、托盘 SSCC、地点、企业或单据号。",
    field: "要查什么？",
    placeholder: "S261119、00095210120000000196、丹东、鸭绿江…",
    submit: "搜索",
    kind: "类别",
    anyKind: "不限",
    organisation: "机构",
    anyOrganisation: "不限",
    from: "事件起始日",
    until: "事件截止日（不含）",
    zone: "日期按 UTC 计算。",
    columns: { kind: "类别", what: "标识", name: "名称", when: "最近事件", who: "签名方" },
    kinds: {
      sscc: "物流单元",
      lot: "批次",
      serial: "单品",
      product: "产品",
      place: "地点",
      party: "机构",
      document: "单据",
      event: "事件",
    },
    results: "搜索结果",
    none: {
      title: "没有找到",
      body: "请核对号码开头，或按地点、企业、日期搜索。企业没有登记的内容无法在这里查到。",
    },
    start: { title: "一个输入框查一切", body: "也可以留空，选择企业或日期，按时间浏览事件。" },
  },
  history: {
    title: (what) => `${what} 的历史`,
    views: { self: "自身事件", journey: "完整旅程", upstream: "由何而来", downstream: "去向何处" },
    columns: { when: "时间", what: "发生了什么", where: "地点", who: "签名方", entry: "条目" },
    via: { self: "自身", lot: "所属批次", container: "所在容器", ancestor: "原料" },
    none: { title: "没有事件提到它", body: "账本中没有关于该标识的内容。" },
    publicPage: "消费者看到的页面",
    readings: "传感器读数",
    erroneous: "已声明有误",
    erased: "已擦除",
    record: "主数据",
    treeRoot: "本批",
    treeNone: { upstream: "账本没有记录它由什么制成。", downstream: "账本没有记录它被制成什么或装入何处。" },
    truncated: "还有更多内容未显示。",
    relations: { transformation: "制成", aggregation: "装入", association: "附着于" },
  },
  event: {
    title: (id) => `事件 ${id}`,
    mirror: {
      different: {
        title: "数据库与账本不一致",
        body: "下面的内容读自账本。搜索所用的副本内容不同：有人改动过它。运行 npm run audit 可查看是哪一行。",
      },
      behind: { title: "尚未进入搜索索引", body: "条目已持久保存，稍后即可搜索到。" },
    },
    signature: "由谁签名",
    signatureIntro: "一个签名覆盖整份登记。",
    log: "在账本中的位置",
    logIntro: "任何人都可以取走这些字节自行核验。",
    fields: "全部字段",
    fieldsIntro: (n) => `共 ${n} 个字段，按签名时的内容读自账本，而非数据库。`,
    fieldColumns: { pointer: "字段", value: "内容" },
    facts: {
      signedBy: "签名方",
      key: "密钥",
      seq: "该密钥的第几份声明",
      signedAt: "签名时间",
      eventTime: "发生时间",
      recordTime: "账本接收时间",
      entry: "条目",
      state: "状态",
      leafHash: "叶哈希",
      eventRoot: "事件根",
      treeSize: "已发布条目数",
      origin: "账本",
      bytes: "声明字节数",
    },
    states: {
      accepted: "已接收：已持久保存，正在发布",
      published: "已发布，等待见证方",
      final: "最终",
      noWitnesses: "已发布，未配置见证方",
    },
    cosigned: (seen, needed) => `已会签 ${seen}，需要 ${needed}`,
  },
  proof: {
    title: "核验证明",
    intro: "您的浏览器会从该事件的字段一直算到签名的检查点，自行重算每个哈希和签名。",
    run: "在本浏览器中核验",
    again: "再次核验",
    running: "正在核验…",
    passed: (steps) => `证明成立：共 ${steps} 步。`,
    failed: (step) => `证明不成立，断在：${step}`,
    notPublished: "该条目尚未进入签名的检查点，请稍后再试。",
    unreachable: "无法取得证明。",
    download: "下载证明",
    step: {
      disclosures: "每个字段都与其叶哈希一致",
      manifest: "字段齐全、有序、无重复",
      "event root": "字段构成该事件",
      "capture root": "事件在已签名的登记中",
      "issuer signature": "企业签名有效",
      "leaf hash": "声明与其叶哈希一致",
      path: "叶通向账本的根",
      "checkpoint root": "根与检查点一致",
      "log signature": "账本签署了检查点",
      "witness quorum": "见证方看到同一检查点",
      "key validity": "该密钥在该条目处有效",
    },
    notConfigured: "未配置见证方",
    awaiting: (seen, needed) => `目前 ${seen}/${needed}`,
  },
};

export const regulatorText: InEachLanguage<RegulatorText> = { en: english, "zh-CN": chinese };
