import type { InEachLanguage } from "./language";

/** The start page, as anybody sees it. */
export interface HomeText {
  title: [string, string];
  sentences: [string, string, string];
  signIn: string;
  river: {
    title: string;
    stages: [Stage, Stage, Stage, Stage];
  };
  slip: {
    title: string;
    entries: (count: number) => string;
    origin: string;
    rootHash: string;
    signature: string;
    waiting: string;
    unreachable: string;
    raw: string;
  };
  doors: {
    title: string;
    shopper: { title: string; body: string; action: string; none: string; scan: string };
    maker: { title: string; body: string; action: string };
    regulator: { title: string; body: string; action: string };
  };
  footer: { keys: string; checkpoint: string };
}

interface Stage {
  name: string;
  body: string;
}

export const homeText: InEachLanguage<HomeText> = {
  en: {
    title: ["Where it has been,", "and the proof of it."],
    sentences: [
      "Growers, makers and carriers record what happens to a batch, and sign what they record.",
      "Every record goes into a log that can only grow: nobody can change an old line, ourselves included, without it showing.",
      "Whoever scans the pack sees the journey, and the check runs on their own phone, not on our word.",
    ],
    signIn: "Sign in",
    river: {
      title: "How one reading is tied to the one signature of the log",
      stages: [
        { name: "Field", body: "One reading, one place, one date. Shown or hidden on its own." },
        { name: "Event", body: "Its fields, hashed together: change one and the event is another." },
        { name: "Capture", body: "Events signed once by the organisation that saw them happen." },
        { name: "Log", body: "All captures, under one signed number that anybody can keep." },
      ],
    },
    slip: {
      title: "The log, at this moment",
      entries: (count) => (count === 1 ? "signed entry" : "signed entries"),
      origin: "Log",
      rootHash: "Root hash",
      signature: "Signed",
      waiting: "Asking the log…",
      unreachable: "The log does not answer at the moment.",
      raw: "Read it as it is",
    },
    doors: {
      title: "Three ways in",
      shopper: {
        title: "You hold a product",
        body: "Scan the code on the pack with the camera of your phone. No app, no account.",
        action: "Open this pack's page",
        none: "No batch has been logged yet. The first one will appear here with its code.",
        scan: "A real code from this log. Try it with your phone.",
      },
      maker: {
        title: "You make or move things",
        body: "Log a batch in one short form, attach the readings of its sensors, and print the label that leads to its proof.",
        action: "Sign in as a manufacturer",
      },
      regulator: {
        title: "You have to know",
        body: "Find a lot, a pallet or a place, walk its sources and its customers, and see who signed every field.",
        action: "Sign in as a regulator",
      },
    },
    footer: { keys: "Keys and addresses of this log", checkpoint: "Latest checkpoint" },
  },
  "zh-CN": {
    title: ["它从哪里来，", "凭据在这里。"],
    sentences: [
      "种植、生产和运输的人记录一批货物经历的每一步，并为自己的记录签名。",
      "每条记录都写进一本只增不改的账：包括我们在内，谁改动旧账，都会立刻露出痕迹。",
      "扫一扫包装上的码，就能看到它走过的路；核验由您自己的手机完成，不必听信我们的一面之词。",
    ],
    signIn: "登录",
    river: {
      title: "一个读数怎样与整本账的签名连在一起",
      stages: [
        { name: "字段", body: "一个读数、一个地点、一个日期，可以单独公开或隐藏。" },
        { name: "事件", body: "各字段的哈希合在一起，改动其一，就不再是同一个事件。" },
        { name: "采集", body: "由亲历其事的机构一次签名的若干事件。" },
        { name: "账本", body: "全部采集归于一个签了名的数，人人都可以留存。" },
      ],
    },
    slip: {
      title: "此刻的账本",
      entries: () => "条已签名的记录",
      origin: "账本",
      rootHash: "根哈希",
      signature: "签名",
      waiting: "正在读取账本…",
      unreachable: "账本暂时没有应答。",
      raw: "查看原文",
    },
    doors: {
      title: "三个入口",
      shopper: {
        title: "您手里有一件商品",
        body: "用手机相机扫一扫包装上的码。不用装应用，也不用注册。",
        action: "打开这件商品的页面",
        none: "还没有登记任何批次。第一批登记后，它的码会出现在这里。",
        scan: "这是账本里一个真实的码，可以用手机试试。",
      },
      maker: {
        title: "您生产或运输货物",
        body: "一张简短的表单登记一批货，附上传感器读数，打印通向凭据的标签。",
        action: "以生产企业身份登录",
      },
      regulator: {
        title: "您负责监管",
        body: "查找批次、托盘或地点，向上追来源，向下追去向，看清每个字段由谁签名。",
        action: "以监管人员身份登录",
      },
    },
    footer: { keys: "本账本的密钥与地址", checkpoint: "最新检查点" },
  },
};
