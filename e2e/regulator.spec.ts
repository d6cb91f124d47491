/** A regulator with a number, a name or a date in hand finds the history, reads it event by event, and follows the goods. */
import { expect, type Locator, type Page, test } from "@playwright/test";
import type { Language } from "@/app/texts/language";
import { regulatorText } from "@/app/texts/regulator";
import { proofSteps } from "@/lib/proof/steps";
import { withCheckDigit } from "@/server/services/seed/gs1-keys";
import { type DemoCodes, demoCodes } from "./demo";
import { signIn } from "./sign-in";

const english = regulatorText.en;
const office = "Market Supervision Office";

/** What the demo world calls the things of its last harvest. */
function lastHarvest({ berries, vial, today }: DemoCodes) {
  const lot = berries.split("/").at(-1) ?? "";
  const day = lot.slice(1);
  return {
    lot,
    id: `https://id.gs1.org${berries}`,
    fieldLots: [`F${day}A`, `F${day}B`],
    pallets: [19, 20].map((n) => withCheckDigit(`09521012${String(n).padStart(9, "0")}`)),
    serial: vial.split("/").at(-1) ?? "",
    /** 08:00 in China is 00:00 UTC: the days on which it was picked and sold, as UTC counts them. */
    picked: new Date(today - 3 * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10),
    sold: new Date(today - 2 * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10),
  };
}

/** Searches for a text, and gives the rows that are found. */
async function search(page: Page, text: string, language: Language = "en"): Promise<Locator> {
  const words = regulatorText[language].search;
  await page.goto("/search");
  await page.getByLabel(words.field).fill(text);
  await page.getByRole("button", { name: words.submit, exact: true }).click();
  await page.waitForURL(/[?&]q=/);
  return page.getByRole("table", { name: words.results }).locator("tbody tr");
}

test("finds a lot, a serial, a pallet, a place, an organisation and a document by what stands on paper", async ({
  page,
}) => {
  const { lot, serial, pallets, fieldLots } = lastHarvest(demoCodes());
  await signIn(page, office);
  const { kinds } = english.search;
  const expected: [string, string[][]][] = [
    [lot, [[kinds.lot, `(10) ${lot}`, "Hongyan strawberries 500 g", "Lantian Fresh Markets"]]],
    [lot.toLowerCase(), [[kinds.lot, `(10) ${lot}`]]],
    [serial, [[kinds.serial, `(21) ${serial}`, "Quadrivalent influenza vaccine 0.5 ml"]]],
    [pallets[0] ?? "", [[kinds.sscc, `(00) ${pallets[0]}`]]],
    [lot.replace("S", "F"), fieldLots.map((one) => [kinds.lot, `(10) ${one}`, "Strawberries, field crates"])],
    [
      "Dandong",
      [
        [kinds.place, "Yalu packhouse"],
        [kinds.place, "Yalu forced-air cooler"],
      ],
    ],
    ["Cloudpeak Tea", [[kinds.party, "Cloudpeak Tea House"]]],
    [`DA-${lot}-2`, [[kinds.document, `DA-${lot}-2`]]],
  ];
  for (const [text, hits] of expected) {
    const rows = await search(page, text);
    await expect(rows, text).toHaveCount(hits.length);
    for (const [i, words] of hits.entries()) {
      for (const word of words) await expect(rows.nth(i), text).toContainText(word);
    }
  }
  await search(page, "NOSUCHTHING");
  await expect(page.getByText(english.search.none.title)).toBeVisible();
});

test("finds places and organisations by their Chinese names, on Chinese pages", async ({
  page,
  context,
  baseURL,
}) => {
  await context.addCookies([{ name: "lang", value: "zh-CN", url: baseURL ?? "" }]);
  await signIn(page, "市场监督管理办公室");
  const { kinds } = regulatorText["zh-CN"].search;
  const places = await search(page, "丹东", "zh-CN");
  await expect(places).toHaveCount(2);
  await expect(places.nth(0)).toContainText(kinds.place);
  await expect(places.nth(0)).toContainText("鸭绿江包装车间");
  await expect(places.nth(1)).toContainText("鸭绿江预冷库");
  const firms = await search(page, "云峰茶业", "zh-CN");
  await expect(firms).toHaveCount(1);
  await expect(firms).toContainText(kinds.party);
});

test("finds events by organisation and date, and only those", async ({ page }) => {
  const { picked, sold } = lastHarvest(demoCodes());
  await signIn(page, office);
  await page.getByLabel(english.search.organisation).selectOption({ label: "Yalu Fresh Packhouse" });
  await page.getByLabel(english.search.from, { exact: true }).fill(picked);
  await page.getByLabel(english.search.until, { exact: true }).fill(sold);
  await page.getByRole("button", { name: english.search.submit, exact: true }).click();
  await page.waitForURL(/from=/);
  const rows = page.getByRole("table", { name: english.search.results }).locator("tbody tr");
  // Received, packed, cooled, two pallets, shipped.
  await expect(rows).toHaveCount(6);
  for (const row of await rows.all()) {
    await expect(row).toContainText("Yalu Fresh Packhouse");
    const at = (await row.locator("time").first().getAttribute("datetime")) ?? "";
    expect(at >= picked && at < sold, at).toBe(true);
  }
  await expect(rows.last()).toContainText("Received");
  await rows.first().getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Event \d+\.0$/);
});

test("reads a history, opens an event of it with every field and its signer, and checks its proof in the page", async ({
  page,
}) => {
  const { lot, fieldLots } = lastHarvest(demoCodes());
  const { history } = english;
  await signIn(page, office);
  await (await search(page, lot)).getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(history.title(`(10) ${lot}`));
  const rows = page.getByRole("table").locator("tbody tr");
  // What happened to the pallets and to the fruit before it was packed is told first, with why it is told.
  await expect(rows).toHaveCount(21);
  await expect(page.getByRole("row", { name: /08:30.*Two Hills/ })).toContainText(history.via.ancestor);
  await expect(page.getByRole("row", { name: /06:00.*Bohai/ }).first()).toContainText(history.via.container);
  await page.getByRole("link", { name: history.views.self }).click();
  await expect(rows).toHaveText([
    /13:00.*Made from.*Yalu packhouse.*Yalu Fresh Packhouse/,
    /17:00.*Stored.*Yalu forced-air cooler/,
    /17:30.*Packed/,
    /17:40.*Packed/,
    /14:40.*Unpacked.*Lantian Fresh, Wangjing.*Lantian Fresh Markets/,
    /14:40.*Unpacked/,
    /18:00.*Put on the shelf/,
  ]);

  await page
    .getByRole("row", { name: /13:00.*Made from/ })
    .getByRole("link")
    .click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Event \d+\.0$/);
  await expectFact(page, english.event.facts.signedBy, "Yalu Fresh Packhouse");
  await expectFact(page, `${english.event.facts.key} (Ed25519)`, /^[\w-]{43}$/);
  await expectFact(page, english.event.facts.leafHash, /^[0-9a-f]{64}$/);
  await expectFact(page, english.event.facts.eventTime, /13:00/);
  const fields = page.getByRole("table", { name: english.event.fieldsIntro(14) }).locator("tbody tr");
  await expect(fields.locator("td:first-child")).toHaveText([
    "/bizLocation",
    "/bizStep",
    "/disposition",
    "/eventID",
    "/eventTime",
    "/eventTimeZoneOffset",
    "/ilmd/cbvmda:bestBeforeDate",
    "/ilmd/cbvmda:countryOfOrigin",
    "/ilmd/cbvmda:lotNumber",
    "/inputQuantityList/0",
    "/inputQuantityList/1",
    "/outputQuantityList/0",
    "/readPoint",
    "/type",
  ]);
  await expect(page.getByRole("row", { name: "/inputQuantityList/1" })).toContainText(
    `/10/${fieldLots[1]}","quantity":`,
  );
  await expect(page.getByRole("row", { name: "/eventID" })).toContainText("ni:///sha-256;");

  await page.getByRole("button", { name: english.proof.run }).click();
  await expect(page.getByText(english.proof.passed(proofSteps.length))).toBeVisible();
  const steps = page.getByRole("main").locator("ol > li");
  await expect(steps).toHaveText(proofSteps.map((step) => new RegExp(`^${english.proof.step[step]}`)));
  await expect(steps.filter({ hasText: english.proof.step["witness quorum"] ?? "" })).toContainText(
    english.proof.notConfigured,
  );
});

test("walks from a lot up to what it was made of, and down again to the pallets it went into", async ({
  page,
}) => {
  const { id, lot, fieldLots, pallets } = lastHarvest(demoCodes());
  const { history } = english;
  await signIn(page, office);
  await page.goto(`/history?${new URLSearchParams({ id })}`);
  await page.getByRole("link", { name: history.views.upstream, exact: true }).click();
  const main = page.getByRole("main");
  const branches = main.locator("ul ul, div > ul").locator("li");
  await expect(branches).toHaveText(
    fieldLots.map(
      (one) =>
        new RegExp(`\\(10\\) ${one}.*Strawberries, field crates.*kg.*${history.relations.transformation}`),
    ),
  );

  await main.getByRole("link", { name: `(10) ${fieldLots[0]}` }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(history.title(`(10) ${fieldLots[0]}`));
  await expect(page.getByText(history.treeNone.upstream)).toBeVisible();

  await page.getByRole("link", { name: history.views.downstream, exact: true }).click();
  const made = main.getByRole("listitem").filter({ hasText: `(10) ${lot}` });
  await expect(made).toContainText(history.relations.transformation);
  for (const pallet of pallets) {
    await expect(made.getByRole("listitem").filter({ hasText: `(00) ${pallet}` })).toContainText(
      history.relations.aggregation,
    );
  }
  await main.getByRole("link", { name: `(00) ${pallets[0]}` }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(history.title(`(00) ${pallets[0]}`));
});

/** Expects a term of the page to have a value. */
async function expectFact(page: Page, term: string, value: string | RegExp): Promise<void> {
  const pair = page.locator("dl > div").filter({ has: page.getByText(term, { exact: true }) });
  await expect(pair.locator("dd")).toHaveText(value);
}
