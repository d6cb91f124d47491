/** What the page gives the script to speak with; see render/check.ts. */
import type { Language } from "@/app/texts/language";
import type { CheckTexts, ScanTexts } from "@/app/texts/scan";

export interface PageWords {
  language: Language;
  /** Address of the proof file. */
  proof: string;
  live: ScanTexts["live"];
  check: Omit<CheckTexts, "steps" | "lead" | "heading" | "trust" | "verifier">;
  list: string;
  durations: ScanTexts["durations"];
}

/** Reads a JSON element of the page. */
export function readJson<T>(id: string): T | undefined {
  const text = document.getElementById(id)?.textContent;
  return text ? (JSON.parse(text) as T) : undefined;
}

/** Fills `{name}` places of a text. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
