import type { BatchProblem, ProblemKind } from "@/lib/batch/read-batch";
import type { InEachLanguage } from "./language";

/** The form that logs a batch. */
export interface BatchText {
  title: string;
  intro: string;
  sections: {
    product: string;
    made: string;
    inputs: { title: string; intro: string };
    readings: { title: string; intro: string };
    certificates: { title: string; intro: string };
  };
  fields: {
    product: string;
    chooseProduct: string;
    newProduct: string;
    lot: string;
    lotHint: string;
    quantity: string;
    unit: string;
    place: string;
    choosePlace: string;
    newPlace: string;
    time: string;
    timeHint: (zone: string) => string;
    dateKind: string;
    bestBefore: string;
    expiration: string;
    dateHint: (days: number) => string;
    device: string;
    deviceHint: string;
  };
  inputs: {
    find: string;
    placeholder: string;
    none: string;
    asTyped: (lot: string) => string;
    quantityOf: (lot: string) => string;
    unitOf: (lot: string) => string;
    found: (count: number) => string;
  };
  readings: {
    drop: string;
    choose: string;
    format: string;
    columns: { time: string; temperature: string; humidity: string };
    add: string;
    clear: string;
    wrongLines: (count: number) => string;
    line: (line: number) => string;
    notText: string;
  };
  summary: {
    title: string;
    sentence: (parts: SummaryParts) => string;
    missing: string;
    event: Record<"ObjectEvent" | "TransformationEvent", string>;
    json: string;
    incomplete: string;
  };
  submit: string;
  submitting: string;
  keys: string;
  kept: (time: string) => string;
  restored: string;
  discard: string;
  problems: (count: number) => string;
  refused: string;
  unreachable: string;
  problem: (problem: BatchProblem) => string;
  product: ProductText;
  place: PlaceText;
}

/** What the summary says a batch is. */
export interface SummaryParts {
  product: string | undefined;
  lot: string | undefined;
  amount: string | undefined;
  place: string | undefined;
  time: string | undefined;
  inputs: number;
  readings: number;
}

interface ProductText {
  title: string;
  intro: string;
  gtin: string;
  gtinHint: string;
  checkDigit: (digit: string) => string;
  nameEn: string;
  nameZh: string;
  brandEn: string;
  brandZh: string;
  shelfLife: string;
  lowest: string;
  highest: string;
  save: string;
}

interface PlaceText {
  title: string;
  intro: string;
  nameEn: string;
  nameZh: string;
  cityEn: string;
  cityZh: string;
  country: string;
  latitude: string;
  longitude: string;
  timeZone: string;
  gln: string;
  glnHint: string;
  save: string;
}

const englishProblems: Record<ProblemKind, (got: string) => string> = {
  missing: () => "This is needed.",
  gtin: (got) => `A GTIN has 14 digits here; this has ${got.length}.`,
  checkDigit: (got) => `The last digit of ${got} does not fit the others: one of them is mistyped.`,
  lot: (got) => `A lot number has 1 to 20 letters, digits or signs and no spaces; got “${got}”.`,
  number: (got) => `Expected a number, got “${got}”.`,
  positive: (got) => `Expected more than nothing, got ${got}.`,
  wholeNumber: (got) => `Pieces are counted whole, got ${got}.`,
  time: (got) => `Expected a date and time, got “${got}”.`,
  future: () => "This lies in the future. A batch is logged once it is made.",
  offset: (got) => `Expected a clock such as +08:00, got “${got}”.`,
  date: (got) => `Expected a day of the calendar, got “${got}”.`,
  dateBeforeTime: () => "This is before the batch was made.",
  lotId: (got) => `Expected a lot, got “${got}”.`,
  twice: () => "This lot is already in the list.",
  self: () => "This is the lot being made.",
  device: (got) => `Expected an asset number or a web address, got “${got}”.`,
  temperature: (got) => `Expected −200 to 1000 °C, got ${got}.`,
  humidity: (got) => `Expected 0 to 100 %, got ${got}.`,
  noValue: () => "Neither temperature nor humidity.",
  tooMany: (got) => `More than one batch can carry: ${got}.`,
  uri: (got) => `Expected a web address, got “${got}”.`,
};

const chineseProblems: Record<ProblemKind, (got: string) => string> = {
  missing: () => "此项必填。",
  gtin: (got) => `这里的 GTIN 是 14 位数字，现在有 ${got.length} 位。`,
  checkDigit: (got) => `${got} 的末位校验码不符，其中有数字写错了。`,
  lot: (got) => `批号为 1 到 20 个字母、数字或符号，不含空格；现在是“${got}”。`,
  number: (got) => `应为数字，现在是“${got}”。`,
  positive: (got) => `应大于零，现在是 ${got}。`,
  wholeNumber: (got) => `件数应为整数，现在是 ${got}。`,
  time: (got) => `应为日期和时间，现在是“${got}”。`,
  future: () => "这是将来的时间。批次做好之后才能登记。",
  offset: (got) => `应为 +08:00 这样的时区，现在是“${got}”。`,
  date: (got) => `应为日历上的一天，现在是“${got}”。`,
  dateBeforeTime: () => "早于这批货的生产时间。",
  lotId: (got) => `应为一个批次，现在是“${got}”。`,
  twice: () => "这个批次已在清单里。",
  self: () => "这就是正在登记的批次。",
  device: (got) => `应为资产编号或网址，现在是“${got}”。`,
  temperature: (got) => `应为 −200 到 1000 °C，现在是 ${got}。`,
  humidity: (got) => `应为 0 到 100%，现在是 ${got}。`,
  noValue: () => "温度和湿度都没有。",
  tooMany: (got) => `超过一批能带的数量：${got}。`,
  uri: (got) => `应为网址，现在是“${got}”。`,
};

export const batchText: InEachLanguage<BatchText> = {
  en: {
    title: "Log a batch",
    intro: "One form, one event, signed with your organisation's key when you send it.",
    sections: {
      product: "What it is",
      made: "Where and when",
      inputs: {
        title: "Made from",
        intro: "The lots that went in. Leave it empty for goods that begin here, such as a harvest.",
      },
      readings: {
        title: "Sensor readings",
        intro: "What a logger measured while the batch was made or cooled.",
      },
      certificates: { title: "Certificates", intro: "Those that hold for this batch." },
    },
    fields: {
      product: "Product",
      chooseProduct: "Choose a product",
      newProduct: "New product…",
      lot: "Lot number",
      lotHint: "Capitals and digits keep the printed code small.",
      quantity: "Quantity",
      unit: "Unit",
      place: "Place",
      choosePlace: "Choose a place",
      newPlace: "New place…",
      time: "Made on",
      timeHint: (zone) => `On the clock of the place: ${zone}`,
      dateKind: "The date on the pack",
      bestBefore: "Best before",
      expiration: "Expires",
      dateHint: (days) => `Usually ${days} days after it is made.`,
      device: "Logger",
      deviceHint: "Its asset number (GIAI) or web address.",
    },
    inputs: {
      find: "Find a lot to add",
      placeholder: "Lot number, product or Digital Link",
      none: "No lot that passed through your hands fits.",
      asTyped: (lot) => `Use ${lot} as typed`,
      quantityOf: (lot) => `Quantity of ${lot}`,
      unitOf: (lot) => `Unit of ${lot}`,
      found: (count) => (count === 1 ? "1 lot found" : `${count} lots found`),
    },
    readings: {
      drop: "Drop a CSV file here, or paste lines into the first cell.",
      choose: "Choose a file…",
      format: "time, °C, % humidity (the last may be missing)",
      columns: { time: "Time", temperature: "°C", humidity: "% RH" },
      add: "Add a reading",
      clear: "Remove all",
      wrongLines: (count) => (count === 1 ? "1 line needs mending" : `${count} lines need mending`),
      line: (line) => `Line ${line}`,
      notText: "This file is not text. Expected a CSV file.",
    },
    summary: {
      title: "What will be signed",
      sentence: ({ product, lot, amount, place, time, inputs, readings }) =>
        [
          `${amount ?? "…"} of ${product ?? "…"}, lot ${lot ?? "…"}, made at ${place ?? "…"} on ${time ?? "…"}`,
          inputs === 0 ? "" : inputs === 1 ? ", from 1 lot" : `, from ${inputs} lots`,
          readings === 0
            ? ""
            : readings === 1
              ? ", with 1 sensor reading"
              : `, with ${readings} sensor readings`,
          ".",
        ].join(""),
      missing: "Still missing",
      event: {
        ObjectEvent: "An EPCIS ObjectEvent: these goods come into being.",
        TransformationEvent: "An EPCIS TransformationEvent: input lots become this lot.",
      },
      json: "The event as it will be captured",
      incomplete: "The event appears here once the form is complete.",
    },
    submit: "Sign and log the batch",
    submitting: "Signing…",
    keys: "Ctrl + Enter",
    kept: (time) => `Draft kept in this browser at ${time}`,
    restored: "Your draft was brought back.",
    discard: "Discard the draft",
    problems: (count) => (count === 1 ? "One thing to put right" : `${count} things to put right`),
    refused: "The batch was not logged",
    unreachable: "The server did not answer. The draft is safe; sending it again will not log it twice.",
    problem: ({ kind, got }) => englishProblems[kind](got),
    product: {
      title: "New product",
      intro: "The description is signed into the log, and shoppers read it.",
      gtin: "GTIN",
      gtinHint: "8, 12, 13 or 14 digits, as under the bar code",
      checkDigit: (digit) => `The check digit should be ${digit}.`,
      nameEn: "Name in English",
      nameZh: "Name in Chinese",
      brandEn: "Brand in English",
      brandZh: "Brand in Chinese",
      shelfLife: "Shelf life, days",
      lowest: "Lowest, °C",
      highest: "Highest, °C",
      save: "Sign the description",
    },
    place: {
      title: "New place",
      intro: "The description is signed into the log. Shoppers see the name and the city.",
      nameEn: "Name in English",
      nameZh: "Name in Chinese",
      cityEn: "City in English",
      cityZh: "City in Chinese",
      country: "Country, two letters",
      latitude: "Degrees north",
      longitude: "Degrees east",
      timeZone: "Clock",
      gln: "GLN",
      glnHint: "13 digits. Without one, a number under your organisation's own GLN is used.",
      save: "Sign the description",
    },
  },
  "zh-CN": {
    title: "登记一批",
    intro: "一张表单就是一个事件，提交时用贵机构的密钥签名。",
    sections: {
      product: "是什么",
      made: "何时何地",
      inputs: { title: "原料批次", intro: "用到的批次。货物由此开始时（比如采摘）可以不填。" },
      readings: { title: "传感器读数", intro: "生产或预冷期间记录仪测得的数据。" },
      certificates: { title: "证书", intro: "适用于这一批的证书。" },
    },
    fields: {
      product: "产品",
      chooseProduct: "请选择产品",
      newProduct: "新产品……",
      lot: "批号",
      lotHint: "只用大写字母和数字，打印的码更小。",
      quantity: "数量",
      unit: "单位",
      place: "地点",
      choosePlace: "请选择地点",
      newPlace: "新地点……",
      time: "生产时间",
      timeHint: (zone) => `以当地时钟为准：${zone}`,
      dateKind: "包装上的日期",
      bestBefore: "保质期至",
      expiration: "有效期至",
      dateHint: (days) => `通常为生产后 ${days} 天。`,
      device: "记录仪",
      deviceHint: "它的资产编号（GIAI）或网址。",
    },
    inputs: {
      find: "查找并添加批次",
      placeholder: "批号、产品或 Digital Link",
      none: "经手过的批次里没有符合的。",
      asTyped: (lot) => `按所填使用 ${lot}`,
      quantityOf: (lot) => `${lot} 的数量`,
      unitOf: (lot) => `${lot} 的单位`,
      found: (count) => `找到 ${count} 个批次`,
    },
    readings: {
      drop: "把 CSV 文件拖到这里，或在第一格粘贴多行。",
      choose: "选择文件……",
      format: "时间, °C, 湿度%（湿度可省略）",
      columns: { time: "时间", temperature: "°C", humidity: "湿度%" },
      add: "添加读数",
      clear: "全部移除",
      wrongLines: (count) => `${count} 行需要修正`,
      line: (line) => `第 ${line} 行`,
      notText: "这个文件不是文本，应为 CSV 文件。",
    },
    summary: {
      title: "将要签名的内容",
      sentence: ({ product, lot, amount, place, time, inputs, readings }) =>
        [
          `${product ?? "…"}，批号 ${lot ?? "…"}，${amount ?? "…"}，${time ?? "…"}生产于${place ?? "…"}`,
          inputs === 0 ? "" : `，用到 ${inputs} 个批次`,
          readings === 0 ? "" : `，附 ${readings} 个传感器读数`,
          "。",
        ].join(""),
      missing: "还缺",
      event: {
        ObjectEvent: "EPCIS ObjectEvent：货物由此产生。",
        TransformationEvent: "EPCIS TransformationEvent：原料批次变为这一批。",
      },
      json: "将要采集的事件",
      incomplete: "表单填完整后，事件会显示在这里。",
    },
    submit: "签名并登记",
    submitting: "正在签名……",
    keys: "Ctrl + Enter",
    kept: (time) => `草稿已于 ${time} 存在此浏览器`,
    restored: "已恢复上次的草稿。",
    discard: "丢弃草稿",
    problems: (count) => `有 ${count} 处需要修正`,
    refused: "这一批没有登记",
    unreachable: "服务器没有应答。草稿安全；再次提交不会重复登记。",
    problem: ({ kind, got }) => chineseProblems[kind](got),
    product: {
      title: "新产品",
      intro: "产品说明会签名写入账本，消费者也会看到。",
      gtin: "GTIN",
      gtinHint: "8、12、13 或 14 位数字，即条码下方的数字",
      checkDigit: (digit) => `校验码应为 ${digit}。`,
      nameEn: "英文名称",
      nameZh: "中文名称",
      brandEn: "英文品牌",
      brandZh: "中文品牌",
      shelfLife: "保质期（天）",
      lowest: "最低 °C",
      highest: "最高 °C",
      save: "签名并保存",
    },
    place: {
      title: "新地点",
      intro: "地点说明会签名写入账本，消费者会看到名称和城市。",
      nameEn: "英文名称",
      nameZh: "中文名称",
      cityEn: "英文城市名",
      cityZh: "中文城市名",
      country: "国家（两位字母）",
      latitude: "北纬（度）",
      longitude: "东经（度）",
      timeZone: "时区",
      gln: "GLN",
      glnHint: "13 位数字。没有的话，将使用贵机构 GLN 之下的编号。",
      save: "签名并保存",
    },
  },
};
