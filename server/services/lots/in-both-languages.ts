import type { LocalizedText } from "@/server/auth/principal";

/** Fills the language that was left empty with the other. */
export function inBothLanguages(text: LocalizedText): { en: string; "zh-CN": string } {
  return { en: text.en || text["zh-CN"], "zh-CN": text["zh-CN"] || text.en };
}
