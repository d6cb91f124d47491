import type { InEachLanguage } from "./language";

/** The list of lots, the page of one, its receipt. */
export interface LotsText {
  list: {
    title: string;
    intro: (count: number) => string;
    log: string;
    filter: {
      text: string;
      placeholder: string;
      product: string;
      allProducts: string;
      apply: string;
      clear: string;
    };
    columns: { product: string; lot: string; quantity: string; made: string; state: string };
    table: string;
    older: string;
    newest: string;
    empty: { title: string; body: string };
    emptyPartner: { title: string; body: string; action: string };
    noneFound: { title: string; body: string };
    used: string;
  };
  states: Record<"accepted" | "published" | "final", string>;
  items: (count: number) => string;
  noQuantity: string;
  page: {
    over: string;
    label: string;
    consumerPage: string;
    facts: {
      title: string;
      product: string;
      gtin: string;
      lot: string;
      quantity: string;
      made: string;
      bestBefore: string;
      expiration: string;
      band: string;
      link: string;
    };
    events: {
      title: string;
      intro: string;
      source: string;
      own: string;
      by: (name: string) => string;
      wrong: string;
    };
    inputs: { title: string; none: string };
    outputs: { title: string; none: string };
    readings: { title: string; none: string };
    certificates: { title: string; until: (date: string) => string };
    receipt: { title: string };
  };
  receipt: {
    title: string;
    intro: string;
    duplicate: string;
    entry: string;
    recordTime: string;
    leafHash: string;
    event: string;
    steps: {
      accepted: { name: string; body: string };
      published: { name: string; body: string; waiting: string };
      final: {
        name: string;
        body: (seen: number, configured: number) => string;
        awaiting: (seen: number, needed: number) => string;
        noQuorum: string;
        none: string;
      };
    };
    /** What can be taken away, by the state from which on it is there. */
    downloads: Record<"promise" | "statement" | "tlogProof", string>;
    live: string;
    stuck: string;
    print: string;
    open: string;
    another: string;
  };
}

export const lotsText: InEachLanguage<LotsText> = {
  en: {
    list: {
      title: "Lots",
      intro: (count) => (count === 0 ? "" : "What your organisation has brought into being, newest first."),
      log: "Log a batch",
      filter: {
        text: "Find",
        placeholder: "Lot, GTIN or product",
        product: "Product",
        allProducts: "All products",
        apply: "Show",
        clear: "Show all",
      },
      columns: { product: "Product", lot: "Lot", quantity: "Quantity", made: "Made", state: "Now" },
      table: "Lots of your organisation",
      older: "Older lots",
      newest: "Back to the newest",
      empty: {
        title: "No lots yet",
        body: "The first batch takes a minute: product, lot number, quantity, place. Its code can be printed at once.",
      },
      emptyPartner: {
        title: "Your organisation makes no lots of its own",
        body: "Shipments you receive and send are captured as EPCIS events, from a file or by your systems.",
        action: "Capture a file",
      },
      noneFound: { title: "Nothing matches", body: "No lot of yours fits what you asked for." },
      used: "Used in another lot",
    },
    states: { accepted: "Accepted", published: "Published", final: "Final" },
    items: (count) => (count === 1 ? "1 serial" : `${count.toLocaleString("en-GB")} serials`),
    noQuantity: "not told",
    page: {
      over: "Lot",
      label: "Print label",
      consumerPage: "What shoppers see",
      facts: {
        title: "Facts",
        product: "Product",
        gtin: "GTIN",
        lot: "Lot",
        quantity: "Quantity",
        made: "Made",
        bestBefore: "Best before",
        expiration: "Expires",
        band: "To be kept at",
        link: "The code holds",
      },
      events: {
        title: "Events",
        intro: "Of events by others you see here what everybody may see.",
        source: "source",
        own: "you",
        by: (name) => `by ${name}`,
        wrong: "declared erroneous",
      },
      inputs: { title: "Made from", none: "No input lots were recorded: the goods begin here." },
      outputs: { title: "Went into", none: "Not used in another lot of yours so far." },
      readings: { title: "Sensor readings", none: "No readings have been captured for this lot." },
      certificates: { title: "Certificates", until: (date) => `valid until ${date}` },
      receipt: { title: "Receipt" },
    },
    receipt: {
      title: "Signed and accepted",
      intro:
        "The batch is in the log, signed with your organisation's key. Nobody can take it out or change it without it showing.",
      duplicate: "This very batch had been logged before; here is its receipt. Nothing was written twice.",
      entry: "Entry",
      recordTime: "Recorded",
      leafHash: "Leaf hash",
      event: "Event",
      steps: {
        accepted: { name: "Accepted", body: "On disk, its place in the log promised." },
        published: {
          name: "Published",
          body: "Under a signed checkpoint of the log. Shoppers can check it now.",
          waiting: "The log signs its next checkpoint within a second or two.",
        },
        final: {
          name: "Final",
          body: (seen, configured) =>
            `Cosigned by ${seen} of ${configured} witnesses, who would notice a second history.`,
          awaiting: (seen, needed) =>
            `Awaiting witnesses: ${seen} of ${needed} have cosigned so far. Nothing else waits for them.`,
          noQuorum: "Witnesses are configured, but no number of them that would make an entry final.",
          none: "No witnesses are configured, so nobody but the log has signed the checkpoint.",
        },
      },
      downloads: {
        promise: "The log's promise",
        statement: "Statement with receipt",
        tlogProof: "Log proof",
      },
      live: "State of the entry",
      stuck: "The state could not be asked for. It is asked again.",
      print: "Print label",
      open: "Open the lot",
      another: "Log another batch",
    },
  },
  "zh-CN": {
    list: {
      title: "批次",
      intro: (count) => (count === 0 ? "" : "贵机构登记的全部批次，新的在前。"),
      log: "登记一批",
      filter: {
        text: "查找",
        placeholder: "批号、GTIN 或产品",
        product: "产品",
        allProducts: "全部产品",
        apply: "显示",
        clear: "显示全部",
      },
      columns: { product: "产品", lot: "批号", quantity: "数量", made: "生产", state: "现状" },
      table: "贵机构的批次",
      older: "更早的批次",
      newest: "回到最新",
      empty: {
        title: "还没有批次",
        body: "登记第一批只需一分钟：产品、批号、数量、地点。登记后即可打印它的码。",
      },
      emptyPartner: {
        title: "贵机构没有自产的批次",
        body: "收货与发货以 EPCIS 事件的形式采集，可以导入文件，也可以由贵方系统上传。",
        action: "导入文件",
      },
      noneFound: { title: "没有符合的批次", body: "没有批次符合所填条件。" },
      used: "已用于其他批次",
    },
    states: { accepted: "已受理", published: "已公布", final: "已定局" },
    items: (count) => `${count.toLocaleString("zh-CN")} 个序列号`,
    noQuantity: "未填",
    page: {
      over: "批次",
      label: "打印标签",
      consumerPage: "消费者看到的页面",
      facts: {
        title: "概要",
        product: "产品",
        gtin: "GTIN",
        lot: "批号",
        quantity: "数量",
        made: "生产",
        bestBefore: "保质期至",
        expiration: "有效期至",
        band: "保存温度",
        link: "码中内容",
      },
      events: {
        title: "事件",
        intro: "他方的事件，这里只显示对所有人公开的内容。",
        source: "源头",
        own: "本机构",
        by: (name) => `${name}`,
        wrong: "已声明有误",
      },
      inputs: { title: "原料批次", none: "没有登记原料批次：货物由此开始。" },
      outputs: { title: "用于批次", none: "尚未用于贵机构的其他批次。" },
      readings: { title: "传感器读数", none: "这一批没有采集读数。" },
      certificates: { title: "证书", until: (date) => `有效期至${date}` },
      receipt: { title: "回执" },
    },
    receipt: {
      title: "已签名并受理",
      intro: "这一批已用贵机构的密钥签名并写入账本，任何人取出或改动它，都会露出痕迹。",
      duplicate: "同一批此前已登记过，这是当时的回执，没有重复写入。",
      entry: "账目",
      recordTime: "记录时间",
      leafHash: "叶哈希",
      event: "事件",
      steps: {
        accepted: { name: "已受理", body: "已落盘，账本中的位置已承诺。" },
        published: {
          name: "已公布",
          body: "已归于签名的检查点之下，消费者现在就能核验。",
          waiting: "账本会在一两秒内签署下一个检查点。",
        },
        final: {
          name: "已定局",
          body: (seen, configured) =>
            `${configured} 个见证方中已有 ${seen} 个会签，若有第二套历史，它们会发现。`,
          awaiting: (seen, needed) => `等待见证方会签，目前 ${seen}/${needed}，其余一切照常。`,
          noQuorum: "设置了见证方，但没有规定多少个会签才算定局。",
          none: "没有设置见证方，所以除账本自身外，无人为检查点签名。",
        },
      },
      downloads: { promise: "账本的承诺", statement: "附回执的声明", tlogProof: "账本证明" },
      live: "账目状态",
      stuck: "暂时问不到状态，稍后再问。",
      print: "打印标签",
      open: "打开批次",
      another: "再登记一批",
    },
  },
};
