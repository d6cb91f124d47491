/** Certificates of the demo world, signed by the certifier. */
import type { JsonObject } from "@/lib/json";
import { places } from "./places";
import { products } from "./products";
import { chinaDate, day, type Moment } from "./story";

/** Builds the certifier's records; valid around `today`. */
export function certificateRecords(today: Moment): JsonObject[] {
  const validity = { validFrom: chinaDate(today - 200 * day), validUntil: chinaDate(today + 165 * day) };
  return [
    {
      type: "certificate.issued",
      id: "https://example.org/certificates/NOC-2026-0117",
      claim: { en: "Grown to organic standard GB/T 19630", "zh-CN": "按有机产品国家标准 GB/T 19630 种植" },
      subject: places.berryField.id,
      standard: "GB/T 19630-2019",
      ...validity,
    },
    {
      type: "certificate.issued",
      id: "https://example.org/certificates/NOC-2026-0203",
      claim: { en: "Packed under HACCP", "zh-CN": "包装过程通过 HACCP 认证" },
      subject: `https://id.gs1.org/01/${products.berries.gtin}`,
      standard: "GB/T 27341-2009",
      ...validity,
    },
    {
      type: "certificate.issued",
      id: "https://example.org/certificates/NOC-2026-0240",
      claim: { en: "Origin: Wuyi rock tea gardens", "zh-CN": "原产地：武夷岩茶产区" },
      subject: `https://id.gs1.org/01/${products.tea.gtin}`,
      standard: "GB/T 18745-2006",
      ...validity,
    },
  ];
}
