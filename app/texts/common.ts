import type { InEachLanguage } from "./language";

/** Words that stand on every page. */
export interface CommonText {
  productName: string;
  tagline: string;
  skip: string;
  language: { label: string; other: string; otherName: string };
  theme: { label: string; system: string; light: string; dark: string };
  close: string;
  optional: string;
  remove: string;
  retry: string;
  more: string;
  loading: string;
  notFound: { title: string; body: string; home: string };
  failed: { title: string; body: string };
}

export const commonText: InEachLanguage<CommonText> = {
  en: {
    productName: "Suyuan",
    tagline: "trace to the source",
    skip: "Skip to the content",
    language: { label: "Language", other: "中文", otherName: "切换到中文" },
    theme: { label: "Light or dark", system: "As the device", light: "Light", dark: "Dark" },
    close: "Close",
    optional: "optional",
    remove: "Remove",
    retry: "Try again",
    more: "Show more",
    loading: "Loading…",
    notFound: {
      title: "There is nothing at this address",
      body: "The link may be cut short, or what it led to belongs to another organisation.",
      home: "Go to the start page",
    },
    failed: { title: "This page could not be made", body: "Nothing was changed. You can try again." },
  },
  "zh-CN": {
    productName: "溯源",
    tagline: "追到源头",
    skip: "跳到正文",
    language: { label: "语言", other: "English", otherName: "Switch to English" },
    theme: { label: "浅色或深色", system: "跟随设备", light: "浅色", dark: "深色" },
    close: "关闭",
    optional: "可不填",
    remove: "移除",
    retry: "重试",
    more: "显示更多",
    loading: "正在读取…",
    notFound: {
      title: "这个地址没有内容",
      body: "链接可能不完整，或者它指向的内容属于另一家机构。",
      home: "回到首页",
    },
    failed: { title: "这一页没能生成", body: "没有任何改动，可以重试。" },
  },
};
