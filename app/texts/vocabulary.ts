import type { InEachLanguage, Language } from "./language";
import { scanTexts } from "./scan";

/** Dispositions that tell a shopper nothing but belong to a console's day (CBV 2.0 §7.2). */
const everydayDispositions: InEachLanguage<Record<string, string>> = {
  en: {
    active: "in circulation",
    container_closed: "container closed",
    container_open: "container open",
    encoded: "encoded",
    in_progress: "in progress",
    in_transit: "in transit",
    no_pedigree_match: "no pedigree match",
    unknown: "unknown",
  },
  "zh-CN": {
    active: "流通中",
    container_closed: "容器已封",
    container_open: "容器已开",
    encoded: "已编码",
    in_progress: "处理中",
    in_transit: "在途",
    no_pedigree_match: "谱系不符",
    unknown: "不明",
  },
};

/** Says a disposition in words; one that CBV does not know as it is written. */
export function dispositionWords(language: Language, disposition: string): string {
  return (
    scanTexts[language].dispositions[disposition] ??
    everydayDispositions[language][disposition] ??
    disposition
  );
}

/** Says what an event was: by its business step, else by its type; what CBV does not know as it is written. */
export function stepWords(
  language: Language,
  { type, bizStep }: { type: string | null; bizStep: string | null },
): string {
  const { steps } = scanTexts[language];
  if (type === "TransformationEvent") return steps.TransformationEvent ?? type;
  return steps[bizStep ?? ""] ?? bizStep ?? steps[type ?? ""] ?? type ?? "";
}
