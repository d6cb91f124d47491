import { cookies, headers } from "next/headers";
import { type Language, languageCookie, languageOf } from "./texts/language";

/** Light or dark by the visitor's choice; `system` follows the device. */
export type Theme = "light" | "dark" | "system";

/** Reads the language of the present request. */
export async function requestLanguage(): Promise<Language> {
  const [jar, head] = await Promise.all([cookies(), headers()]);
  return languageOf(jar.get(languageCookie)?.value, head.get("accept-language"));
}

/** Reads the theme the visitor chose, from the `theme` cookie. */
export async function requestTheme(): Promise<Theme> {
  const value = (await cookies()).get("theme")?.value;
  return value === "light" || value === "dark" ? value : "system";
}
