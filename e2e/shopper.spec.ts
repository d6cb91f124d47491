/** A shopper scans a pack: what the page says, that it says so without script, in Chinese, and for codes that lead nowhere. */
import { chromium, expect, type Page, test } from "@playwright/test";
import { dayWords } from "@/app/(scan)/words";
import { scanTexts } from "@/app/texts/scan";
import { type DemoCodes, demoCodes } from "./demo";
import { expectProofToHold } from "./proof-check";

// A phone far from where the goods went: times are those of each place, not the phone's.
test.use({
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
  timezoneId: "America/New_York",
});

const day = 86_400_000;

interface Story {
  code: "berries" | "vial" | "tea";
  product: string;
  maker: string;
  /** Days before today that it began. */
  age: number;
  stops: Stop[];
  band: string | null;
  /** What is said about how it was kept. */
  kept: string[];
  certificates: string[];
}

/** A place of the journey: its name, town, who signed there, and what happened by the clock on its wall. */
interface Stop {
  name: string;
  town: string;
  signer: string;
  steps: [time: string, words: string][];
}

const stories: Story[] = [
  {
    code: "berries",
    product: "Hongyan strawberries 500 g",
    maker: "Yalu Fresh Packhouse",
    age: 3,
    stops: [
      {
        name: "Two Hills, greenhouse rows 4–9",
        town: "Donggang",
        signer: "Two Hills Strawberry Co-op",
        steps: [
          ["08:30", "Picked"],
          ["10:00", "Shipped"],
        ],
      },
      {
        name: "Yalu packhouse",
        town: "Dandong",
        signer: "Yalu Fresh Packhouse",
        steps: [
          ["11:00", "Received"],
          ["13:00", "Made from 2 earlier lots"],
        ],
      },
      {
        name: "Yalu forced-air cooler",
        town: "Dandong",
        signer: "Yalu Fresh Packhouse",
        steps: [
          ["17:00", "Stored"],
          ["17:30", "Packed"],
          ["18:30", "Shipped"],
        ],
      },
      {
        name: "On the road, G11 and G1",
        town: "Jinzhou",
        signer: "Bohai Cold Chain Logistics",
        steps: [["01:00", "On the road"]],
      },
      {
        name: "Bohai distribution centre",
        town: "Beijing",
        signer: "Bohai Cold Chain Logistics",
        steps: [
          ["06:00", "Received"],
          ["11:30", "Stored"],
          ["12:00", "Shipped"],
        ],
      },
      {
        name: "Lantian Fresh, Wangjing",
        town: "Beijing",
        signer: "Lantian Fresh Markets",
        steps: [
          ["14:00", "Received"],
          ["14:40", "Unpacked"],
          ["18:00", "Put on the shelf"],
        ],
      },
    ],
    band: "allowed 0–4 °C",
    kept: ["Too warm for", "Only one of the loggers travelling with it showed this."],
    certificates: ["Grown to organic standard GB/T 19630", "Packed under HACCP"],
  },
  {
    code: "vial",
    product: "Quadrivalent influenza vaccine 0.5 ml",
    maker: "Huaiyuan Biologics",
    age: 20,
    stops: [
      {
        name: "Filling hall 2",
        town: "Huai'an",
        signer: "Huaiyuan Biologics",
        steps: [["09:00", "Given its code"]],
      },
      { name: "Cold store B", town: "Huai'an", signer: "Huaiyuan Biologics", steps: [["14:00", "Stored"]] },
      { name: "Bohai pharma hub", town: "Nanjing", signer: "Bohai Cold Chain Logistics", steps: [] },
      { name: "Vaccination room fridge", town: "Shanghai", signer: "Riverside Community Clinic", steps: [] },
    ],
    band: "allowed 2–8 °C",
    kept: ["No reading outside 2–8 °C."],
    certificates: [],
  },
  {
    code: "tea",
    product: "Three Gardens rock oolong 100 g",
    maker: "Cloudpeak Tea House",
    age: 34,
    stops: [
      {
        name: "Xingcun cliff terraces",
        town: "Wuyishan",
        signer: "Xingcun Rock Garden",
        steps: [["10:00", "Picked"]],
      },
      {
        name: "Caodun upper valley",
        town: "Wuyishan",
        signer: "Caodun Valley Farm",
        steps: [["12:00", "Picked"]],
      },
      {
        name: "Nine Bends south bank",
        town: "Wuyishan",
        signer: "Nine Bends Smallholders",
        steps: [["14:00", "Picked"]],
      },
      { name: "Cloudpeak blending hall", town: "Wuyishan", signer: "Cloudpeak Tea House", steps: [] },
      { name: "Lantian Fresh, Xuhui", town: "Shanghai", signer: "Lantian Fresh Markets", steps: [] },
    ],
    band: null,
    kept: ["No allowed range is on record"],
    certificates: ["Origin: Wuyi rock tea gardens"],
  },
];

const english = scanTexts.en;

/** Expects the page to tell a story whole; nothing here needs a script. */
async function expectStory(page: Page, story: Story, { today }: DemoCodes): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(english.verdict.traced.many);
  const product = page.getByRole("region", { name: english.product.heading });
  await expect(product.getByRole("heading", { name: story.product })).toBeVisible();
  await expect(product).toContainText(`by ${story.maker}`);

  const journey = page.getByRole("region", { name: english.journey.heading });
  await expect(journey.locator("h3")).toHaveText(story.stops.map(({ name }) => name));
  const began = dayWords(today - story.age * day, "+08:00", "en", true);
  await expect(journey.locator(".stops > li").first()).toContainText(began);
  await expect(journey.locator(".stops > li").first()).toContainText("China UTC+8");
  for (const [i, { town, signer, steps }] of story.stops.entries()) {
    const stop = journey.locator(".stops > li").nth(i);
    await expect(stop.locator(".where")).toContainText(`${town}, China`);
    await expect(stop.locator(".signer")).toHaveText(`Signed by ${signer}`);
    for (const [k, [time, words]] of steps.entries()) {
      await expect(stop.locator("time").nth(k)).toHaveText(time);
      await expect(stop.locator(".act").nth(k)).toContainText(words);
    }
  }

  const map = page.getByRole("img", { name: /^Map of the journey: / });
  await expect(map).toBeVisible();
  await expectTemperature(page, story);
  const vouched = page.getByRole("region", { name: english.certificates.heading });
  await expect(vouched.getByRole("heading", { level: 3 })).toHaveText(story.certificates);
}

/** Expects the chart, with the allowed range where there is one and what left it marked, and the same in words. */
async function expectTemperature(page: Page, { code, band, kept }: Story): Promise<void> {
  const section = page.getByRole("region", { name: english.temperature.heading });
  const chart = section.getByRole("img", { name: /^Temperature from .+: lowest .+, highest / });
  await expect(chart.locator("#curve")).toHaveAttribute("d", /^M[\d.]+ [\d.]+l/);
  await expect(chart.locator(".band")).toHaveCount(band === null ? 0 : 1);
  if (band !== null) await expect(chart.locator(".allowed")).toHaveText(band);
  for (const words of kept) await expect(section).toContainText(words);
  const isExcursion = code === "berries";
  await expect(chart.locator(".peak")).toHaveCount(isExcursion ? 1 : 0);
  await expect(chart.locator(".breach")).toHaveCount(isExcursion ? 1 : 0);
  if (isExcursion) await expect(chart).toHaveAccessibleName(/Too warm for .+ up to /);
}

for (const story of stories) {
  test(`${story.product}: verdict, journey, temperature and certificates stand there, and the proof holds`, async ({
    page,
  }) => {
    const codes = demoCodes();
    expect((await page.goto(codes[story.code]))?.status()).toBe(200);
    await expectStory(page, story, codes);
    await expectProofToHold(page);
    await expect(page.locator("#technical-body")).toContainText("WebCrypto");
  });

  test(`${story.product}: the page is whole without JavaScript`, async ({ browser }) => {
    const codes = demoCodes();
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(codes[story.code]);
    await expectStory(page, story, codes);
    // Playwright looks for text everywhere but in noscript.
    const told = page.locator("noscript .live");
    await expect(told).toHaveText(english.verdict.noScript);
    await expect(told).toBeVisible();
    await expect(page.locator("#live")).toBeHidden();
    await expect(page.getByRole("button")).toHaveCount(0);
    // How else to check is said, and leads there.
    const proof = page.getByRole("link", { name: english.check.download });
    const answer = await context.request.get((await proof.getAttribute("href")) ?? "");
    expect(answer.headers()["content-type"]).toBe("application/vnd.suyuan.proof+json");
    expect(Object.keys((await answer.json()) as object)).toContain("bundles");
  });
}

test("on a plain-http address of the network, where browsers have no WebCrypto, the proof holds too", async ({
  baseURL,
}) => {
  const url = new URL(demoCodes().berries, baseURL);
  url.hostname = "shop.example";
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--host-resolver-rules=MAP shop.example 127.0.0.1"],
  });
  const page = await browser.newPage();
  await page.goto(url.href);
  expect(await page.evaluate(() => [location.host, typeof crypto.subtle])).toEqual([url.host, "undefined"]);
  await expectProofToHold(page);
  await expect(page.locator("#host")).toHaveText(url.host);
  await expect(page.locator("#technical-body")).toContainText("noble (no WebCrypto on this address)");
  await browser.close();
});

test("a browser that prefers Chinese gets the page, and the words of the check, in Chinese", async ({
  browser,
}) => {
  const context = await browser.newContext({ locale: "zh-CN" });
  const page = await context.newPage();
  const chinese = scanTexts["zh-CN"];
  await page.goto(demoCodes().berries);
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(chinese.verdict.traced.many);
  const journey = page.getByRole("region", { name: chinese.journey.heading });
  await expect(journey.locator("h3")).toHaveText([
    "双山大棚4–9排",
    "鸭绿江包装车间",
    "鸭绿江预冷库",
    "途中，鹤大与京哈高速",
    "渤海配送中心",
    "蓝田生鲜望京店",
  ]);
  await expect(journey).toContainText("东港");
  await expectProofToHold(page, "zh-CN");
  // The switch in the head is remembered on the next page.
  await page.getByRole("link", { name: "English" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(english.verdict.traced.many);
  await page.goto(demoCodes().tea);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(english.verdict.traced.many);
});

test("an unknown code gets a kind page with status 404", async ({ page }) => {
  const answer = await page.goto("/01/09521012000013/10/NOSUCHLOT");
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(english.problems.unknown);
  await expect(page.getByText("(01)09521012000013 (10)NOSUCHLOT")).toBeVisible();
  for (const hint of english.problems.unknownHints) await expect(page.getByText(hint)).toBeVisible();
});

test("a malformed code gets a page with status 400 that says which digit is wrong", async ({ page }) => {
  const answer = await page.goto("/01/09521012000014/10/S1");
  expect(answer?.status()).toBe(400);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(english.problems.malformed);
  const main = page.getByRole("main");
  await expect(main).toContainText("The last digit of 09521012000014 does not fit the others");
  await expect(main).toContainText("With these digits the last one would have to be 3.");
  const tooShort = await page.goto("/01/123");
  expect(tooShort?.status()).toBe(400);
  await expect(main).toContainText("123 has the wrong number of digits.");
});
