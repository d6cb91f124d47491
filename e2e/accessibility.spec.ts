/** Every page, light and dark, in both languages, without a finding of axe. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, expect, type Page, test } from "@playwright/test";
import type { AxeResults } from "axe-core";
import { batchText } from "@/app/texts/batch";
import type { Language } from "@/app/texts/language";
import { regulatorText } from "@/app/texts/regulator";
import { demoCodes } from "./demo";
import { signIn } from "./sign-in";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Expects axe to find nothing on the page as it stands; a finding names the rule and the elements. */
async function expectAccessible(page: Page, name: string): Promise<void> {
  // By the debugger's way in: the provenance pages' own policy lets no foreign script run.
  await page.evaluate(axeSource);
  const findings = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<AxeResults> } };
    const { violations, passes } = await axe.run();
    if (passes.length < 10) throw new Error("axe looked at next to nothing");
    return violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ target, any }) => `${target} ${any[0]?.message ?? ""}`).join(" | ")}`,
    );
  });
  expect.soft(findings, name).toEqual([]);
}

async function openPage(
  browser: Browser,
  { theme, language, isPhone = false }: { theme: "light" | "dark"; language: Language; isPhone?: boolean },
): Promise<Page> {
  const context = await browser.newContext({
    colorScheme: theme,
    locale: language,
    reducedMotion: "reduce",
    viewport: isPhone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
  });
  return context.newPage();
}

const members = {
  packhouse: { en: "Yalu Fresh Packhouse", "zh-CN": "鸭绿江鲜果包装厂" },
  office: { en: "Market Supervision Office", "zh-CN": "市场监督管理办公室" },
};

for (const theme of ["light", "dark"] as const) {
  for (const language of ["en", "zh-CN"] as const) {
    const look = `${theme}, ${language}`;

    test(`pages for everybody (${look})`, async ({ browser }) => {
      const page = await openPage(browser, { theme, language });
      await page.goto("/");
      await expect(page.locator("section[aria-labelledby=slip] dl")).toBeVisible();
      await expectAccessible(page, "home");
      for (const path of ["/signin", "/no/such/page", "/verifier.html"]) {
        await page.goto(path);
        await expectAccessible(page, path);
      }
    });

    test(`provenance pages (${look})`, async ({ browser }) => {
      test.setTimeout(120_000);
      const page = await openPage(browser, { theme, language, isPhone: true });
      const { berries, vial, tea } = demoCodes();
      const product = "/01/09521012000013";
      for (const path of [berries, vial, tea, product, "/414/9521000001022"]) {
        await page.goto(path);
        await expect(page.locator("#live")).toHaveAttribute("data-state", "ok", { timeout: 30_000 });
        await page.locator("details").evaluateAll((folds) => {
          for (const fold of folds) fold.setAttribute("open", "");
        });
        await expectAccessible(page, path);
      }
      for (const path of ["/01/09521012000013/10/NOSUCHLOT", "/01/09521012000014", "/00/123"]) {
        await page.goto(path);
        await expectAccessible(page, path);
      }
    });

    test(`a manufacturer's pages (${look})`, async ({ browser }) => {
      test.setTimeout(120_000);
      const page = await openPage(browser, { theme, language });
      const text = batchText[language];
      const [gtin = "", lot = ""] = demoCodes()
        .berries.split("/")
        .filter((_, i) => i === 2 || i === 4);
      await signIn(page, members.packhouse[language]);
      await expectAccessible(page, "lots");
      await page.goto("/lots/new");
      await expectAccessible(page, "new batch, empty");
      await page.getByRole("button", { name: text.readings.add }).click();
      await page.getByRole("combobox", { name: text.inputs.find }).fill("F26");
      await expect(page.getByRole("listbox").getByRole("option").first()).toBeVisible();
      await expectAccessible(page, "new batch, finding an input lot");
      await page.getByRole("button", { name: text.submit }).click();
      await expect(page.locator("[aria-invalid=true]").first()).toBeVisible();
      await expectAccessible(page, "new batch, with what is missing");
      for (const below of ["", "/receipt", "/label"]) {
        await page.goto(`/lots/${gtin}/${lot}${below}`);
        await expectAccessible(page, `lot${below}`);
      }
      await page.goto("/capture");
      await expectAccessible(page, "capture");
    });

    test(`a regulator's pages (${look})`, async ({ browser }) => {
      test.setTimeout(120_000);
      const page = await openPage(browser, { theme, language });
      const text = regulatorText[language];
      const id = `https://id.gs1.org${demoCodes().berries}`;
      await signIn(page, members.office[language]);
      await expectAccessible(page, "search, nothing asked");
      for (const query of ["q=S26", "q=NOSUCHTHING", "kind=event", "from=1"]) {
        await page.goto(`/search?${query}`);
        await expectAccessible(page, `search for ${query}`);
      }
      for (const view of ["self", "journey", "upstream", "downstream"]) {
        await page.goto(`/history?${new URLSearchParams({ id, view })}`);
        await expectAccessible(page, `history, ${view}`);
      }
      await page.goto(`/history?${new URLSearchParams({ id })}`);
      await page.getByRole("table").getByRole("link").first().click();
      await page.getByRole("button", { name: text.proof.run }).click();
      await expect(page.getByRole("button", { name: text.proof.again })).toBeVisible();
      await expectAccessible(page, "event, proof checked");
    });
  }
}
