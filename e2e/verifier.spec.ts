/** The verifier page on a disk: somebody who trusts neither our server nor our page checks what was downloaded from us. */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { type APIRequestContext, expect, type Page, test } from "@playwright/test";
import type { AxeResults } from "axe-core";
import { scanTexts } from "@/app/texts/scan";
import { verifierTexts } from "@/app/texts/verifier";
import { demoCodes } from "./demo";

const texts = verifierTexts.en;
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** A connection kept alive may be closed by the server at the very moment it is used again. */
const patient = { maxRetries: 2 };

/** Saves what a server answers. */
async function save(request: APIRequestContext, address: string, file: string): Promise<string> {
  const response = await request.get(address, patient);
  expect(response.ok(), address).toBe(true);
  writeFileSync(file, await response.body());
  return file;
}

/** Drops a file on the page, as a person does with the mouse. */
async function drop(page: Page, name: string, bytes: Buffer): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([title, text]) => {
      const data = new DataTransfer();
      const content = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
      data.items.add(new File([content], title));
      return data;
    },
    [name, bytes.toString("base64")] as const,
  );
  await page.dispatchEvent("#drop", "drop", { dataTransfer: transfer });
}

async function expectVerdict(page: Page, name: keyof typeof texts.verdicts): Promise<void> {
  await expect(page.locator(".verdict")).toHaveAttribute("data-verdict", name);
  await expect(page.locator(".verdict h3")).toHaveText(texts.verdicts[name].title);
}

async function expectAccessible(page: Page, state: string): Promise<void> {
  await page.evaluate(axeSource);
  const findings = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<AxeResults> } };
    return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`);
  });
  expect.soft(findings, state).toEqual([]);
}

test("a proof downloaded from a product page holds in the verifier opened from a disk, and no longer with a byte changed", async ({
  browser,
  page: shopper,
  request,
}, testInfo) => {
  const about = await (await request.get("/.well-known/suyuan", patient)).json();
  const verifier = await save(request, "/verifier.html", testInfo.outputPath("verifier.html"));
  await shopper.goto(demoCodes().berries);
  const download = shopper.waitForEvent("download");
  await shopper.getByRole("link", { name: scanTexts.en.check.download }).click();
  const file = testInfo.outputPath("proof.json");
  await (await download).saveAs(file);

  const context = await browser.newContext({ offline: true, locale: "en" });
  const page = await context.newPage();
  const asked: string[] = [];
  page.on("request", (one) => asked.push(one.url()));
  page.on("console", (message) => asked.push(message.text()));
  await page.goto(pathToFileURL(verifier).href);
  await expectVerdict(page, "nothing");

  await test.step("with the key that came in the file it is consistent, and no more", async () => {
    await drop(page, "proof.json", readFileSync(file));
    await expectVerdict(page, "consistent");
    await expectAccessible(page, "consistent");
  });

  await test.step("with the key from elsewhere it holds, by keyboard too", async () => {
    await page.getByLabel(texts.trust.label).focus();
    await page.keyboard.insertText(about.vkey);
    await expectVerdict(page, "holds");
    await expectAccessible(page, "holds");
  });

  await test.step("one changed byte fails, and the step is named", async () => {
    await page.getByRole("button", { name: texts.evidence.clear }).click();
    const bytes = readFileSync(file);
    const at = bytes.indexOf('"quantity":') + '"quantity":'.length;
    bytes[at] = bytes[at] === 0x37 ? 0x38 : 0x37;
    await drop(page, "changed.json", bytes);
    await expectVerdict(page, "fails");
    const failed = page.locator('[data-step][data-state="failed"]');
    await expect(failed).toHaveCount(1);
    await expect(failed).toContainText(texts.steps["capture root"]);
    await expectAccessible(page, "fails");
  });

  expect(asked.filter((one) => !one.startsWith("file:"))).toEqual([]);
  await context.close();
});

test("receipt, tlog-proof, statement and promise of any entry hold in it; its bytes are the ones the log names", async ({
  browser,
  request,
}, testInfo) => {
  const about = await (await request.get("/.well-known/suyuan", patient)).json();
  const verifier = await save(request, "/verifier.html", testInfo.outputPath("verifier.html"));
  const { createHash } = await import("node:crypto");
  expect(createHash("sha256").update(readFileSync(verifier)).digest("hex")).toBe(about.verifier.sha256);
  const size = Number((await (await request.get("/log/checkpoint", patient)).text()).split("\n")[1]);
  const context = await browser.newContext({ offline: true, locale: "en", colorScheme: "dark" });
  const page = await context.newPage();
  await page.goto(pathToFileURL(verifier).href);
  await page.getByLabel(texts.trust.label).fill(about.vkey);
  for (const index of [0, Math.floor(size / 2)]) {
    const names = ["statement", "tlog-proof", "receipt", "scitt", "promise"].map(
      (kind) => `${index}.${kind}`,
    );
    const files = await Promise.all(
      names.map((name) => save(request, `/proof/${name}`, testInfo.outputPath(name))),
    );
    await page.getByLabel(texts.evidence.choose).setInputFiles(files);
    await expectVerdict(page, "holds");
    await expect(page.locator(".judgement")).toHaveCount(4);
    await page.getByRole("button", { name: texts.evidence.clear }).click();
  }
  await context.close();
});
