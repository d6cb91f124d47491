import type { Language } from "./language";

interface UnitText {
  /** After a number. */
  symbol: string;
  /** In a list to choose from. */
  name: string;
}

/** Units a person meets here, by their code in UN/CEFACT Recommendation 20 (and 21 for packages). */
const units: Record<string, Record<Language, UnitText>> = {
  KGM: { en: { symbol: "kg", name: "kilograms" }, "zh-CN": { symbol: "千克", name: "千克" } },
  GRM: { en: { symbol: "g", name: "grams" }, "zh-CN": { symbol: "克", name: "克" } },
  TNE: { en: { symbol: "t", name: "tonnes" }, "zh-CN": { symbol: "吨", name: "吨" } },
  LBR: { en: { symbol: "lb", name: "pounds" }, "zh-CN": { symbol: "磅", name: "磅" } },
  LTR: { en: { symbol: "l", name: "litres" }, "zh-CN": { symbol: "升", name: "升" } },
  MLT: { en: { symbol: "ml", name: "millilitres" }, "zh-CN": { symbol: "毫升", name: "毫升" } },
  EA: { en: { symbol: "pcs", name: "pieces" }, "zh-CN": { symbol: "件", name: "件" } },
  XBX: { en: { symbol: "boxes", name: "boxes" }, "zh-CN": { symbol: "箱", name: "箱" } },
  XCT: { en: { symbol: "cartons", name: "cartons" }, "zh-CN": { symbol: "纸箱", name: "纸箱" } },
  XPX: { en: { symbol: "pallets", name: "pallets" }, "zh-CN": { symbol: "托盘", name: "托盘" } },
  XVI: { en: { symbol: "vials", name: "vials" }, "zh-CN": { symbol: "瓶", name: "小瓶" } },
  CEL: { en: { symbol: "°C", name: "degrees Celsius" }, "zh-CN": { symbol: "°C", name: "摄氏度" } },
  FAH: { en: { symbol: "°F", name: "degrees Fahrenheit" }, "zh-CN": { symbol: "°F", name: "华氏度" } },
  KEL: { en: { symbol: "K", name: "kelvin" }, "zh-CN": { symbol: "K", name: "开尔文" } },
  P1: { en: { symbol: "%", name: "per cent" }, "zh-CN": { symbol: "%", name: "百分比" } },
  A93: {
    en: { symbol: "g/m³", name: "grams per cubic metre" },
    "zh-CN": { symbol: "g/m³", name: "克每立方米" },
  },
  LUX: { en: { symbol: "lx", name: "lux" }, "zh-CN": { symbol: "lx", name: "勒克斯" } },
  KPA: { en: { symbol: "kPa", name: "kilopascals" }, "zh-CN": { symbol: "kPa", name: "千帕" } },
};

/** The units a quantity of goods is given in, most used first. `EA` stands for a plain count. */
export const goodsUnits = [
  "KGM",
  "GRM",
  "TNE",
  "LBR",
  "LTR",
  "MLT",
  "EA",
  "XBX",
  "XCT",
  "XPX",
  "XVI",
] as const;

/** Writes a unit after a number: its usual sign, or the code itself when we have no word for it. */
export function unitSymbol(language: Language, code: string | undefined): string {
  return units[code ?? "EA"]?.[language].symbol ?? code ?? "";
}

/** Names a unit in a list: `kilograms`; the code itself when we have no word for it. */
export function unitName(language: Language, code: string): string {
  return units[code]?.[language].name ?? code;
}
