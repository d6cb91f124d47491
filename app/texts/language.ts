/** The languages of the product. */
export type Language = "en" | "zh-CN";

/** What exists once in each language. */
export type InEachLanguage<T> = Record<Language, T>;

/** The cookie in which a visitor's choice of language is kept. */
export const languageCookie = "lang";

/**
 * Chooses the language to answer in: the visitor's own choice first, then the browser's first preference of ours.
 *
 * @param choice the value of the `lang` cookie, if any
 * @param acceptLanguage the `Accept-Language` header (RFC 9110 §12.5.4), if any
 */
export function languageOf(choice: string | undefined, acceptLanguage: string | null | undefined): Language {
  if (choice === "en" || choice === "zh-CN") return choice;
  const ranked = (acceptLanguage ?? "")
    .split(",")
    .map((range) => {
      const [tag = "", ...parameters] = range.trim().toLowerCase().split(";");
      const q = parameters.map((p) => /^\s*q=([\d.]+)\s*$/.exec(p)?.[1]).find((v) => v !== undefined);
      return { tag, weight: q === undefined ? 1 : Number(q) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const { tag } of ranked) {
    if (tag === "zh" || tag.startsWith("zh-")) return "zh-CN";
    if (tag === "en" || tag.startsWith("en-")) return "en";
  }
  return "en";
}

/** Chooses the text of `language` from a text that exists in both; the other one when it is empty. */
export function textIn(language: Language, text: InEachLanguage<string>): string {
  return text[language] || text[language === "en" ? "zh-CN" : "en"];
}
