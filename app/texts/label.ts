import type { InEachLanguage } from "./language";

/** Printing labels. */
export interface LabelText {
  title: string;
  sheet: string;
  sheets: Record<"single" | "a4-8" | "a4-21" | "a4-24", string>;
  apply: string;
  print: string;
  back: string;
  module: (mm: string) => string;
  tooSmall: (mm: string) => string;
  holds: string;
  version: (version: number, modules: number) => string;
  mode: Record<"capitals" | "mixed", string>;
  preview: string;
  code: string;
  bestBefore: string;
  expiration: string;
  by: string;
  notPublic: string;
}

export const labelText: InEachLanguage<LabelText> = {
  en: {
    title: "Label",
    sheet: "Paper",
    sheets: {
      single: "One label, 70 × 37 mm (roll printer)",
      "a4-8": "A4 sheet, 8 of 105 × 74 mm",
      "a4-21": "A4 sheet, 21 of 70 × 42.3 mm",
      "a4-24": "A4 sheet, 24 of 70 × 37 mm",
    },
    apply: "Show",
    print: "Print",
    back: "Back to the lot",
    module: (mm) => `Each module of the code is ${mm} mm wide; GS1 asks for at least 0.396 mm.`,
    tooSmall: (mm) =>
      `On this paper a module would be ${mm} mm wide, less than the 0.396 mm that GS1 asks for. Choose larger labels.`,
    holds: "The code holds",
    version: (version, modules) =>
      `QR version ${version}, ${modules} × ${modules} modules, error correction M`,
    mode: {
      capitals: "In capitals, which takes the smallest symbol.",
      mixed: "Lowercase letters in the lot number or address keep it from the smaller all-capitals form.",
    },
    preview: "The label as it prints",
    code: "QR code of this lot's page",
    bestBefore: "Best before",
    expiration: "Expires",
    by: "by",
    notPublic:
      "The address in the code works only on this machine. Set PUBLIC_URL before printing labels for others.",
  },
  "zh-CN": {
    title: "标签",
    sheet: "纸张",
    sheets: {
      single: "单张标签，70 × 37 毫米（卷纸打印机）",
      "a4-8": "A4，每张 8 枚，105 × 74 毫米",
      "a4-21": "A4，每张 21 枚，70 × 42.3 毫米",
      "a4-24": "A4，每张 24 枚，70 × 37 毫米",
    },
    apply: "显示",
    print: "打印",
    back: "返回批次",
    module: (mm) => `码的每个模块宽 ${mm} 毫米；GS1 要求不小于 0.396 毫米。`,
    tooSmall: (mm) => `用这种纸，模块只有 ${mm} 毫米宽，小于 GS1 要求的 0.396 毫米。请选择更大的标签。`,
    holds: "码中内容",
    version: (version, modules) => `QR 版本 ${version}，${modules} × ${modules} 模块，纠错等级 M`,
    mode: {
      capitals: "全部大写，符号最小。",
      mixed: "批号或网址中有小写字母，无法使用更小的全大写形式。",
    },
    preview: "打印效果",
    code: "通往本批次页面的二维码",
    bestBefore: "保质期至",
    expiration: "有效期至",
    by: "",
    notPublic: "码中的网址只能在本机打开。为他人打印标签之前，请先设置 PUBLIC_URL。",
  },
};
