/** A packhouse erases what it logged; regulators and anybody else see that it did, and that the event existed. */
import { rmSync } from "node:fs";
import { type Browser, type BrowserContext, expect, type Page, test } from "@playwright/test";
import { batchText } from "@/app/texts/batch";
import { erasureText } from "@/app/texts/erasure";
import { regulatorText } from "@/app/texts/regulator";
import { proofSteps } from "@/lib/proof/steps";
import { chinaClock, fillBatchForm } from "./batch";
import { npmRun } from "./command";
import { type OwnServer, ownServer } from "./server";
import { signIn } from "./sign-in";

test.describe.configure({ mode: "serial", timeout: 300_000 });

const lot = "ERASE1";
const english = erasureText.en;
const firm = "Yalu Fresh Packhouse";
let server: OwnServer;
let maker: BrowserContext;
/** `index.ordinal` of the batch's event. */
let event = "";

test.beforeAll(async ({ browser }) => {
  test.setTimeout(300_000);
  server = await ownServer();
  expect(await server.start(), server.output()).toBe("serving");
  maker = await browser.newContext({ baseURL: server.address });
});

test.afterAll(async () => {
  await maker.close();
  await server.stop();
  rmSync(server.dataDir, { recursive: true, force: true });
});

test("its own firm erases an event: a reason, its number typed, and the database forgets while one watches", async () => {
  const page = await maker.newPage();
  await signIn(page, firm);
  await fillBatchForm(page, {
    product: "Hongyan strawberries 500 g",
    lot,
    quantity: "640",
    unit: "pieces",
    place: "Yalu packhouse",
    time: chinaClock(3),
    bestBefore: chinaClock(-4 * 24).slice(0, 10),
  });
  await page.getByRole("button", { name: batchText.en.submit }).click();
  await page.waitForURL(/receipt/);
  await page.goto(`/lots/09521012000013/${lot}`);
  await page
    .getByRole("main")
    .getByRole("link", { name: /^\d+\.0$/ })
    .first()
    .click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Event \d+\.0$/);
  event = (await page.getByRole("heading", { level: 1 }).textContent())?.replace("Event ", "") ?? "";
  await expect(page.getByRole("main")).toContainText(lot);

  await page.getByRole("button", { name: english.open }).click();
  const dialog = page.getByRole("dialog");
  const erase = dialog.getByRole("button", { name: english.dialog.erase });
  await expect(erase).toBeDisabled();
  await dialog.getByLabel(english.dialog.reason, { exact: true }).selectOption("captured-in-error");
  await dialog.getByLabel(english.dialog.confirm(event)).fill("1.0");
  await expect(erase).toBeDisabled();
  await dialog.getByLabel(english.dialog.confirm(event)).fill(event);
  await erase.click();
  await expect(dialog.getByText(english.progress.ledger)).toBeVisible();
  await expect(dialog.getByText(english.progress.done)).toBeVisible({ timeout: 60_000 });
  await dialog.getByRole("button", { name: english.progress.toEvent }).click();

  await expectErased(page);
  await expect(page.getByRole("main")).not.toContainText(lot);
  await expect(page.getByRole("button", { name: english.open })).toBeHidden();
});

test("a regulator reads who erased it and why, on its page and among what the firm erased", async ({
  browser,
}) => {
  const page = await pageOf(browser);
  await signIn(page, "Market Supervision Office");
  await page.goto(`/events/${event}`);
  await expectErased(page);
  const iss = await page.locator("dl > div").filter({ hasText: /^iss/ }).locator("dd").textContent();
  await page.goto(`/history?${new URLSearchParams({ id: iss ?? "" })}`);
  await page.locator("summary", { hasText: english.history.title }).click();
  const row = page.getByRole("table", { name: english.history.title }).getByRole("row", { name: event });
  await expect(row).toContainText(english.reasons["captured-in-error"]);
});

test("anybody may check that it existed; of the lot itself nothing is left to see", async ({ browser }) => {
  const page = await pageOf(browser);
  await page.goto(`/erased/${event}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(english.existence.pageTitle(event));
  await expectErased(page);
  const answer = await page.request.get(`${server.address}/proof/${event}`);
  expect(await answer.text()).not.toContain("epcisBody");
  await page.goto(`/01/09521012000013/10/${lot}`);
  await expect(page.locator("body")).not.toContainText("640");
  // Of an event that is there it says nothing.
  await page.goto("/erased/2.0");
  await expect(page.getByText(english.existence.notErased.title)).toBeVisible();
});

test("the audit is clean, and agrees that one event was erased", async () => {
  await server.stop();
  const { code, output } = await npmRun(["audit"], { SUYUAN_DATA: server.dataDir, DATABASE_URL: "" });
  expect(output).toContain("1 events erased: all is well");
  expect(code).toBe(0);
});

async function pageOf(browser: Browser): Promise<Page> {
  return (await browser.newContext({ baseURL: server.address })).newPage();
}

/** Expects the page to say who erased the event and why, and its proof of existence to hold in this browser. */
async function expectErased(page: Page): Promise<void> {
  await expect(page.getByText(english.notice.title)).toBeVisible();
  await expect(page.getByText(english.notice.by(firm))).toBeVisible();
  await expect(page.getByText(english.notice.reason(english.reasons["captured-in-error"]))).toBeVisible();
  await page.getByRole("button", { name: regulatorText.en.proof.run }).click();
  // Without the three about fields, of which none is shown.
  await expect(page.getByText(english.existence.passed(proofSteps.length - 3))).toBeVisible();
}
