import type { LocalizedText } from "@/server/auth/principal";
import { products } from "./products";
import { seededRandom } from "./random";
import { chinaMidnight, storySeed } from "./seed";
import type { Moment } from "./story";
import { latestBerryLot } from "./strawberries";
import { latestTeaLot } from "./tea";
import { vaccineLots } from "./vaccine";

/** A code of the demo world that is worth scanning. */
export interface Sample {
  label: LocalizedText;
  /** Path of the Digital Link, beginning with a slash. */
  path: string;
}

/** Names the codes to try first, for a world seeded at `seededAt`. */
export function demoSamples(seededAt: Moment): Sample[] {
  const today = chinaMidnight(seededAt);
  const vial = vaccineLots(today, seededRandom(storySeed)).at(-1)?.cartons[1]?.vials[0] ?? "";
  return [
    {
      label: { en: "Strawberries with a warm hour", "zh-CN": "草莓（曾短时超温）" },
      path: `/01/${products.berries.gtin}/10/${latestBerryLot(today)}`,
    },
    {
      label: { en: "Vaccine, one vial", "zh-CN": "疫苗（单支）" },
      path: vial.replace("https://id.gs1.org", ""),
    },
    {
      label: { en: "Tea from three gardens", "zh-CN": "三园拼配茶" },
      path: `/01/${products.tea.gtin}/10/${latestTeaLot(today)}`,
    },
  ];
}
