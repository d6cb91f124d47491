/** A packhouse logs a batch and prints its label; a shopper scans it and checks the proof, on the phone and without us. */
import { readFileSync, writeFileSync } from "node:fs";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { batchText } from "@/app/texts/batch";
import { labelText } from "@/app/texts/label";
import { lotsText } from "@/app/texts/lots";
import { scanTexts } from "@/app/texts/scan";
import { type BatchToLog, chinaClock, fillBatchForm, readingLines } from "./batch";
import { npmRun } from "./command";
import { expectProofToHold } from "./proof-check";
import { readQrCode } from "./qr-code";
import { signIn } from "./sign-in";

const lot = `E${Date.now().toString(36).toUpperCase()}`;
const made = chinaClock(3);
/** Two hours of cooling; for 25 minutes somebody left the door open. */
const cooled = [
  3.9, 3.4, 3, 2.6, 2.3, 2, 1.9, 1.8, 1.8, 5.6, 7.1, 7.4, 6.8, 5.2, 3.1, 2.4, 2, 1.9, 1.8, 1.8, 1.7,
];
const batch: BatchToLog = {
  product: "Hongyan strawberries 500 g",
  lot,
  quantity: "640",
  unit: "pieces",
  place: "Yalu packhouse",
  time: made,
  bestBefore: chinaClock(-4 * 24).slice(0, 10),
  input: { find: "F26", kilograms: "333.5" },
  pasted: readingLines(chinaClock(2.5), [3.8, 3.9, 3.9]),
  file: `time,temperature,humidity\n${readingLines(chinaClock(2.25), cooled)}\n`,
};

test("a batch is logged, its label leads a shopper to its proof, and the proof holds anywhere but changed", async ({
  page,
  browser,
  baseURL,
}, testInfo) => {
  test.setTimeout(240_000);
  await signIn(page, "Yalu Fresh Packhouse");

  await test.step("the form shows what will be signed", async () => {
    await fillBatchForm(page, batch);
    const summary = page.getByText(batchText.en.summary.title).locator("..");
    await expect(summary).toContainText(
      `640 pcs of Hongyan strawberries 500 g, lot ${lot}, made at Yalu packhouse`,
    );
    await expect(summary).toContainText("from 1 lot, with 24 sensor readings.");
    await expect(page.getByText(batchText.en.summary.event.TransformationEvent)).toBeVisible();
  });

  await test.step("the receipt goes from accepted to published before one's eyes", () => receiptOf(page));

  const link =
    await test.step("the label carries an uppercase Digital Link and lines for people", async () => {
      await page.getByRole("link", { name: lotsText.en.receipt.print }).click();
      const label = page.getByRole("region", { name: labelText.en.preview });
      const code = await readQrCode(label.getByRole("img", { name: labelText.en.code }).first());
      expect(code.data).toMatch(/^HTTPS?:\/\/[A-Z0-9.:-]+\/01\/\d{14}\/10\/[A-Z0-9]+$/);
      expect(code.data).toBe(`${baseURL ?? ""}/01/09521012000013/10/${lot}`.toUpperCase());
      // Alphanumeric mode: 5.5 bits a character, the smallest symbol.
      expect(code.chunks.map(({ type }) => type)).not.toContain("byte");
      const day = batch.bestBefore.slice(2).replaceAll("-", "");
      for (const line of ["(01) 09521012000013", `(15) ${day}`, `(10) ${lot}`]) {
        await expect(label.getByText(line, { exact: true }).first()).toBeVisible();
      }
      await expect(label.getByText("Hongyan strawberries 500 g").first()).toBeVisible();
      await expect(label.getByText(`Best before ${batch.bestBefore}`).first()).toBeVisible();
      await expect(label.getByText("Yalu Fresh Packhouse").first()).toBeVisible();
      return code.data;
    });

  const shopper = await openOnPhone(browser, link);
  await test.step("the shopper's phone checks the proof by itself", async () => {
    await expect(shopper.getByRole("heading", { level: 1 })).toHaveText(scanTexts.en.verdict.traced.many);
    await expect(shopper.getByText(lot, { exact: true })).toBeVisible();
    const journey = shopper.getByRole("region", { name: scanTexts.en.journey.heading });
    await expect(journey).toContainText("Two Hills, greenhouse rows 4–9");
    await expect(journey).toContainText("Yalu packhouse");
    const making = journey.locator("li li").filter({ hasText: "Made from one earlier lot" });
    await expect(making).toContainText(made.slice(11));
    await expect(making).toContainText("1.7–7.4 °C");
    const kept = shopper.getByRole("region", { name: scanTexts.en.temperature.heading });
    await expect(kept).toContainText("Too warm for 25 min from");
    await expect(kept).toContainText(", up to 7.4 °C.");
    await expect(kept).toContainText("24 readings");
    await expectProofToHold(shopper);
  });

  await test.step("the shopper checks again by hand", async () => {
    const asked = shopper.waitForRequest(/\/proof\/01\//);
    await shopper.getByRole("button", { name: scanTexts.en.check.again }).click();
    await asked;
    await expectProofToHold(shopper);
  });

  await test.step("the downloaded proof holds without a server, and no longer when a character is changed", async () => {
    const download = shopper.waitForEvent("download");
    await shopper.getByRole("link", { name: scanTexts.en.check.download }).click();
    const file = testInfo.outputPath("proof.json");
    await (await download).saveAs(file);
    const whole = await npmRun(["verify", "--", file]);
    expect(whole, whole.output).toMatchObject({ code: 0 });
    expect(whole.output).toMatch(/\n(\d+) of \1 hold\n/);

    const text = readFileSync(file, "utf8");
    for (const [from, to, step] of [
      [
        `:bestBeforeDate","${batch.bestBefore}"`,
        `:bestBeforeDate","2${batch.bestBefore.slice(1, -1)}9"`,
        "capture root",
      ],
      [`/10/${lot}","quantity":640`, `/10/${lot}","quantity":641`, "capture root"],
      ['"proof":"c2sp.org/tlog-proof@v1', '"proof":"c2sp.org/tlog-proof@v2', "path"],
    ] as const) {
      expect(text).toContain(from);
      writeFileSync(file, text.replace(from, to));
      const changed = await npmRun(["verify", "--", file]);
      expect(changed, changed.output).toMatchObject({ code: 1 });
      expect(changed.output).toContain(`✗ ${step}`);
      expect(changed.output).toContain("DO NOT HOLD");
    }
  });
});

/**
 * Sends the form and watches its receipt. A checkpoint may be signed sooner than a page is drawn: here the page is
 * given as of the moment before, and its first question waits until it has been looked at.
 */
async function receiptOf(page: Page): Promise<void> {
  let release = (): void => undefined;
  const looked = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(/\/receipt\?_rsc/, async (route) => {
    const response = await route.fetch();
    const body = await response.text();
    await route.fulfill({ response, body: body.replaceAll('"state":"published"', '"state":"accepted"') });
  });
  await page.route(/capture\.status/, async (route) => {
    await looked;
    await route.continue();
  });
  await page.getByRole("button", { name: batchText.en.submit }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(lotsText.en.receipt.title);
  const { steps } = lotsText.en.receipt;
  const state = (name: string) => page.locator(`[data-state="${name}"][data-reached]`);
  await expect(state("accepted")).toHaveAttribute("data-reached", "true");
  await expect(state("published")).toHaveAttribute("data-reached", "false");
  await expect(state("published")).toContainText(steps.published.waiting);
  release();
  await expect(state("published")).toHaveAttribute("data-reached", "true");
  await expect(state("published")).toContainText(steps.published.body);
  await expect(state("final")).toHaveAttribute("data-reached", "false");
  await expect(state("final")).toContainText(steps.final.none);
}

async function openOnPhone(browser: Browser, link: string): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 3,
    isMobile: true,
    hasTouch: true,
  });
  const page = await context.newPage();
  const answer = await page.goto(link);
  expect(answer?.status()).toBe(200);
  return page;
}
