import type { Language } from "@/app/texts/language";
import { type ScanTexts, scanTexts } from "@/app/texts/scan";

/** What every part of a page needs to speak. */
export interface Speech {
  language: Language;
  texts: ScanTexts;
}

/** Makes the speech of a language. */
export function speechOf(language: Language): Speech {
  return { language, texts: scanTexts[language] };
}
