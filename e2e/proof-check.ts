import { expect, type Page } from "@playwright/test";
import type { Language } from "@/app/texts/language";
import { scanTexts } from "@/app/texts/scan";

/** Steps that hold without witnesses, in the order of the page. */
const stepsThatHold = ["fetch", "whole", "signed", "logged", "log", "page"];

/** Waits until the check of a provenance page has ended, and expects all of it to hold. */
export async function expectProofToHold(page: Page, language: Language = "en"): Promise<void> {
  const { check, live } = scanTexts[language];
  const line = page.locator("#live");
  await expect(line).toHaveAttribute("data-state", /ok|failed/, { timeout: 30_000 });
  for (const step of stepsThatHold) {
    await expect.soft(page.locator(`[data-step="${step}"]`)).toHaveAttribute("data-state", "ok");
  }
  await expect.soft(page.locator('[data-step="witnesses"]')).toContainText(check.results.noWitnesses);
  await expect(page.locator("#alarm")).toBeHidden();
  // Every marked value of the page was compared: the words say how many.
  const values = await page.locator("[data-claim], [data-derived]").count();
  expect(values).toBeGreaterThan(10);
  await expect(line).toContainText(patternOf(live.passed, { signatures: String.raw`\d+`, values }));
  await expect(page.locator("#outcome")).toContainText(patternOf(check.passed, {}));
}

/** Makes a pattern of a text of the page: places without a value may hold anything. */
function patternOf(text: string, values: Record<string, string | number>): RegExp {
  const parts = text.split(/(\{\w+\})/).map((part) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    return name === undefined ? part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&") : String(values[name] ?? ".+");
  });
  return new RegExp(parts.join(""));
}
