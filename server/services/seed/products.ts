/** The products of the demo world. */

import type { JsonObject } from "@/lib/json";
import type { LocalizedText } from "@/server/auth/principal";
import { withCheckDigit } from "./gs1-keys";
import { type OrganisationName, organisations } from "./organisations";

/** A trade item, as its maker describes it. */
export interface Product {
  gtin: string;
  owner: OrganisationName;
  name: LocalizedText;
  brand: LocalizedText;
  description: LocalizedText;
  shelfLifeDays: number;
  band?: { minimum: number; maximum: number };
  image?: string;
}

function gtin(indicator: number, company: number, item: number): string {
  return withCheckDigit(
    `${indicator}9521${String(company).padStart(3, "0")}${String(item).padStart(5, "0")}`,
  );
}

/** Every product, by the short name the stories use. */
export const products = {
  fieldBerries: {
    gtin: gtin(0, 11, 1),
    owner: "berryFarm",
    name: { en: "Strawberries, field crates", "zh-CN": "草莓（田间筐）" },
    brand: { en: "Two Hills", "zh-CN": "双山" },
    description: { en: "Hongyan strawberries as picked, 8 kg crates", "zh-CN": "红颜草莓，采摘原筐，8千克" },
    shelfLifeDays: 3,
    band: { minimum: 0, maximum: 20 },
    image: "/demo/strawberry.svg",
  },
  berries: {
    gtin: gtin(0, 12, 1),
    owner: "packhouse",
    name: { en: "Hongyan strawberries 500 g", "zh-CN": "红颜草莓 500克" },
    brand: { en: "Two Hills", "zh-CN": "双山" },
    description: {
      en: "Sweet Hongyan strawberries from greenhouse rows by the Yellow Sea",
      "zh-CN": "黄海边大棚里的红颜草莓，香甜多汁",
    },
    shelfLifeDays: 7,
    band: { minimum: 0, maximum: 4 },
    image: "/demo/strawberry.svg",
  },
  vaccine: {
    gtin: gtin(0, 21, 1),
    owner: "vaccineMaker",
    name: { en: "Quadrivalent influenza vaccine 0.5 ml", "zh-CN": "四价流感病毒裂解疫苗 0.5毫升" },
    brand: { en: "Huaiyuan", "zh-CN": "淮源" },
    description: {
      en: "One dose in a prefilled vial, kept at 2–8 °C",
      "zh-CN": "预充西林瓶，单剂，2–8 °C保存",
    },
    shelfLifeDays: 365,
    band: { minimum: 2, maximum: 8 },
    image: "/demo/vaccine.svg",
  },
  vaccineCarton: {
    gtin: gtin(1, 21, 1),
    owner: "vaccineMaker",
    name: { en: "Influenza vaccine, carton of 10", "zh-CN": "流感疫苗，10支装" },
    brand: { en: "Huaiyuan", "zh-CN": "淮源" },
    description: { en: "Ten single-dose vials", "zh-CN": "十支单剂装" },
    shelfLifeDays: 365,
    band: { minimum: 2, maximum: 8 },
    image: "/demo/vaccine.svg",
  },
  leafNorth: leaf("teaFarmNorth", 32, "Rock tea leaf, Xingcun", "岩茶毛茶（星村）"),
  leafEast: leaf("teaFarmEast", 33, "Rock tea leaf, Caodun", "岩茶毛茶（曹墩）"),
  leafSouth: leaf("teaFarmSouth", 34, "Rock tea leaf, Nine Bends", "岩茶毛茶（九曲）"),
  tea: {
    gtin: gtin(0, 31, 1),
    owner: "teaBlender",
    name: { en: "Three Gardens rock oolong 100 g", "zh-CN": "三园岩茶 100克" },
    brand: { en: "Cloudpeak", "zh-CN": "云峰" },
    description: {
      en: "A roasted oolong blended from three Wuyi gardens",
      "zh-CN": "武夷三园拼配，炭焙乌龙",
    },
    shelfLifeDays: 720,
    image: "/demo/tea.svg",
  },
} satisfies Record<string, Product>;

function leaf(owner: OrganisationName, company: number, en: string, zh: string): Product {
  return {
    gtin: gtin(0, company, 1),
    owner,
    name: { en, "zh-CN": zh },
    brand: { ...organisations[owner].name },
    description: {
      en: "Withered, bruised and once-roasted leaf in 20 kg bags",
      "zh-CN": "萎凋、做青、初焙毛茶，20千克袋",
    },
    shelfLifeDays: 365,
    image: "/demo/tea.svg",
  };
}

/** The short name of a product. */
export type ProductName = keyof typeof products;

/** The record that puts a product's description into the log. */
export function productRecord(product: Product): JsonObject {
  return {
    type: "product.described",
    id: `https://id.gs1.org/01/${product.gtin}`,
    name: { ...product.name },
    brand: { ...product.brand },
    description: { ...product.description },
    party: organisations[product.owner].iss,
    shelfLifeDays: product.shelfLifeDays,
    ...(product.band === undefined ? {} : { temperatureBand: { ...product.band, uom: "CEL" } }),
    ...(product.image === undefined ? {} : { image: product.image }),
  };
}

/** The Digital Link of a lot of a product. */
export function lotId(product: Product, lot: string): string {
  return `https://id.gs1.org/01/${product.gtin}/10/${lot}`;
}

/** The Digital Link of one item of a product. */
export function itemId(product: Product, serial: string): string {
  return `https://id.gs1.org/01/${product.gtin}/21/${serial}`;
}
