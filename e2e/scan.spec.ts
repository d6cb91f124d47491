/** A shopper with a phone: whatever the browser, the address or the language, the page answers, and shouts when it must. */
import { readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { scanTexts } from "@/app/texts/scan";
import { demoSamples } from "@/server/services/seed/samples";
import { expectProofToHold } from "./proof-check";

const samples = demoSamples(Date.now()).map(({ path }) => path);
const [berries = "", vial = ""] = samples;
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

test.use(phone);

test.describe("the code of a pack", () => {
  for (const path of samples) {
    test(`${path} opens, and its proof holds`, async ({ page }) => {
      const answer = await page.goto(path);
      expect(answer?.status()).toBe(200);
      await expectProofToHold(page);
    });
  }

  test("is checked without WebCrypto too, on a plain-http address of the network", async ({
    page,
    baseURL,
  }) => {
    const address = Object.values(networkInterfaces())
      .flatMap((list) => list ?? [])
      .find(({ family, internal }) => family === "IPv4" && !internal)?.address;
    test.skip(address === undefined, "this machine has no network address");
    await page.goto(`http://${address}:${new URL(baseURL ?? "").port}${berries}`);
    expect(await page.evaluate(() => globalThis.crypto.subtle === undefined)).toBe(true);
    await expectProofToHold(page);
    await page.getByText(scanTexts.en.check.technical).click();
    await expect(page.locator("#technical-body")).toContainText("no WebCrypto");
  });

  test("says everything with JavaScript off", async ({ browser, baseURL }) => {
    const page = await openWith(browser, baseURL, { javaScriptEnabled: false });
    await page.goto(berries);
    for (const text of [
      "Hongyan strawberries 500 g",
      "Donggang",
      "Two Hills Strawberry Co-op",
      "Too warm for",
    ]) {
      await expect(page.getByText(text).first()).toBeVisible();
    }
    // Nothing promises a check that cannot come.
    await expect(page.locator("#live")).toBeHidden();
    expect(await page.content()).toContain(scanTexts.en.verdict.noScript);
    await expect(page.getByRole("link", { name: scanTexts.en.check.download })).toBeVisible();
  });

  test("speaks the reader's language, and remembers the one chosen", async ({ browser, baseURL }) => {
    const page = await openWith(browser, baseURL, { locale: "zh-CN" });
    await page.goto(vial);
    await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
    await expectProofToHold(page, "zh-CN");
    await page.getByRole("link", { name: "English" }).click();
    await page.goto(berries);
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
  });
});

test.describe("the page shouts", () => {
  test("when a signature in the proof does not hold, and says at which step", async ({ page }) => {
    await page.route("**/proof/**", async (route) => {
      const answer = await route.fetch();
      const file = await answer.json();
      file.bundles[0].statement = `${file.bundles[0].statement.slice(0, -2)}AA`;
      await route.fulfill({ response: answer, json: file });
    });
    await page.goto(berries);
    await expect(page.locator('[data-step="signed"]')).toHaveAttribute("data-state", "failed", {
      timeout: 30_000,
    });
    await expect(page.locator("#live")).toContainText(scanTexts.en.live.failed);
    await expect(page.locator("#outcome")).toBeEmpty();
  });

  const { check } = scanTexts.en;
  for (const [name, change, words] of [
    [
      "the log's key is another than the first time",
      { vkey: "elsewhere.example/log+5b6c3b8f+AQ" },
      check.keyChanged,
    ],
    ["the log is shorter than the last time", { size: 1_000_000 }, check.treeShrank.split("{")[0] ?? ""],
    ["the log shows another tree of the same size", { root: "00" }, check.treeForked],
  ] as const) {
    test(`when ${name}`, async ({ page }) => {
      await page.goto(berries);
      await expectProofToHold(page);
      await page.evaluate((over) => {
        const pin = JSON.parse(localStorage.getItem("suyuan.log") ?? "{}");
        localStorage.setItem("suyuan.log", JSON.stringify({ ...pin, ...over }));
      }, change);
      await page.getByRole("button", { name: check.again }).click();
      await expect(page.getByRole("heading", { level: 1 })).toContainText(words, { timeout: 30_000 });
      await expect(page.locator('[data-step="log"]')).toHaveAttribute("data-state", "failed");
    });
  }

  test("not when there is no network: it says that it could not check", async ({ page, context }) => {
    await page.goto(berries);
    await expectProofToHold(page);
    await context.setOffline(true);
    await page.getByRole("button", { name: check.again }).click();
    await expect(page.locator("#live")).toContainText(scanTexts.en.live.unable, { timeout: 30_000 });
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(scanTexts.en.verdict.traced.many);
  });
});

test.describe("codes that lead nowhere", () => {
  const { problems } = scanTexts.en;
  for (const [path, status, title, words] of [
    ["/01/09521012000014/10/X", 400, problems.malformed, "would have to be 3"],
    ["/01/0952101200001", 400, problems.malformed, "0952101200001"],
    ["/01/09521012000013/10/NOBODY", 404, problems.unknown, "(10)NOBODY"],
    ["/414/9521000000001", 404, problems.unknown, "(414)"],
  ] as const) {
    test(`${path} says kindly why, with status ${status}`, async ({ page }) => {
      const answer = await page.goto(path);
      expect(answer?.status()).toBe(status);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
      await expect(page.getByText(words).first()).toBeVisible();
    });
  }
});

test("no accessibility rule is broken, in either language, light or dark, on a phone or a desk", async ({
  browser,
  baseURL,
}) => {
  test.setTimeout(120_000);
  const axe = readFileSync("node_modules/axe-core/axe.min.js", "utf8");
  const pages = [...samples, "/01/09521012000014", "/01/09521012000013/10/NOBODY"];
  for (const [i, path] of pages.entries()) {
    const page = await openWith(browser, baseURL, {
      colorScheme: i % 2 === 0 ? "light" : "dark",
      locale: i % 3 === 0 ? "zh-CN" : "en-GB",
      ...(i === 2 ? { viewport: { width: 1440, height: 900 }, isMobile: false } : {}),
      bypassCSP: true,
    });
    await page.goto(path);
    if (i < samples.length)
      await expect(page.locator("#live")).toHaveAttribute("data-state", "ok", { timeout: 30_000 });
    for (const summary of await page.locator("summary").all()) await summary.click();
    await page.evaluate(axe);
    const broken = await page.evaluate(async () => {
      const { axe: engine } = globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      const { violations } = await engine.run();
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    });
    expect(broken, path).toEqual([]);
    await page.context().close();
  }
});

type ContextOptions = Parameters<Browser["newContext"]>[0];

async function openWith(
  browser: Browser,
  baseURL: string | undefined,
  options: ContextOptions,
): Promise<Page> {
  const context = await browser.newContext({ ...phone, ...(baseURL ? { baseURL } : {}), ...options });
  return context.newPage();
}
