import type { InEachLanguage } from "./language";

/** A console role, as a person reads it. */
type RoleNames = Record<"manufacturer" | "partner" | "regulator" | "operator", string>;

/** Sign-in and what surrounds every console page. */
export interface ConsoleText {
  signIn: {
    title: string;
    intro: string;
    enter: string;
    failed: string;
    none: string;
    elsewhere: { title: string; body: string; address: string };
    roles: Record<keyof RoleNames, { name: string; body: string }>;
  };
  shell: {
    navigation: string;
    signOut: string;
    account: string;
    search: { label: string; lots: string; regulator: string; key: string };
    roles: RoleNames;
    places: { lots: string; newLot: string; capture: string; search: string; ledger: string };
    home: string;
  };
}

export const consoleText: InEachLanguage<ConsoleText> = {
  en: {
    signIn: {
      title: "Who are you today?",
      intro:
        "This installation runs the demonstration world. Choose a person, and you act for their organisation, with its real key.",
      enter: "Sign in for",
      failed: "The sign-in was refused.",
      none: "Nobody has been enrolled yet. The demonstration persons appear when the seed has run.",
      elsewhere: {
        title: "Signing in works only on the machine this server runs on",
        body: "The demonstration persons have no passwords, so they are offered to nobody else on the network. Product pages and the log are open from here.",
        address: "On that machine, open",
      },
      roles: {
        manufacturer: { name: "Manufacturers", body: "log batches and print their labels" },
        partner: { name: "Supply partners", body: "carry, store, sell, certify" },
        regulator: { name: "Regulators", body: "see every history" },
        operator: { name: "The log's operator", body: "keeps the log and its members" },
      },
    },
    shell: {
      navigation: "Console",
      signOut: "Sign out",
      account: "Account",
      search: {
        label: "Search",
        lots: "Lot or product",
        regulator: "Lot, serial, SSCC, place, organisation",
        key: "/",
      },
      roles: {
        manufacturer: "Manufacturer",
        partner: "Supply partner",
        regulator: "Regulator",
        operator: "Operator",
      },
      places: {
        lots: "Lots",
        newLot: "Log a batch",
        capture: "Capture a file",
        search: "Search",
        ledger: "Ledger",
      },
      home: "Console",
    },
  },
  "zh-CN": {
    signIn: {
      title: "今天以谁的身份？",
      intro: "这里运行的是演示世界。选择一个人，您就代表其机构行事，使用该机构真实的密钥。",
      enter: "登录",
      failed: "登录被拒绝。",
      none: "还没有登记任何人员。演示人员会在示例数据写入后出现。",
      elsewhere: {
        title: "只能在运行本服务的机器上登录",
        body: "演示人员没有密码，所以不向网络上的其他人开放。商品页面和账本在这里仍可查看。",
        address: "请在那台机器上打开",
      },
      roles: {
        manufacturer: { name: "生产企业", body: "登记批次，打印标签" },
        partner: { name: "供应链伙伴", body: "运输、仓储、零售、认证" },
        regulator: { name: "监管部门", body: "查看全部历史" },
        operator: { name: "账本运营方", body: "维护账本及其成员" },
      },
    },
    shell: {
      navigation: "工作台",
      signOut: "退出登录",
      account: "账户",
      search: { label: "搜索", lots: "批号或产品", regulator: "批号、序列号、SSCC、地点、机构", key: "/" },
      roles: { manufacturer: "生产企业", partner: "供应链伙伴", regulator: "监管部门", operator: "运营方" },
      places: { lots: "批次", newLot: "登记一批", capture: "导入文件", search: "搜索", ledger: "账本" },
      home: "工作台",
    },
  },
};
