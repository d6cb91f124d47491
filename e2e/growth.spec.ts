/** A log that shows a returning browser another past: whoever holds the log's key can do it, and is found out. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { scanTexts } from "@/app/texts/scan";
import { toHex, utf8 } from "@/lib/bytes";
import { formatCheckpoint, parseCheckpoint } from "@/lib/note/checkpoint";
import { formatNote, parseNote } from "@/lib/note/note";
import { parseVkey } from "@/lib/note/vkey";
import { openFileKeystore } from "@/server/keystore/file-keystore";
import { npmRun } from "./command";
import { demoCodes } from "./demo";

const { check, live } = scanTexts.en;

/** Signs, with the log's own key, a tree that it never had, and puts it where a browser keeps what it saw. */
async function rememberAnotherPast(page: Page, vkey: string, size: number): Promise<string> {
  const keystore = await openFileKeystore(join(process.env.E2E_DATA ?? "", "keys"));
  const key = (await keystore.list()).find(({ label }) => label === "log");
  if (key === undefined) throw new Error("no key of the log");
  const signer = await keystore.signer(toHex(key.kid));
  const { name: origin, keyId } = parseVkey(vkey);
  const rootHash = new Uint8Array(32).fill(7);
  const text = formatCheckpoint({ origin, size, rootHash });
  const signature = await signer.sign(utf8(text));
  const note = formatNote({ text, signatures: [{ name: origin, keyId, signature }] });
  const pin = { origin, vkey, size, root: toHex(rootHash), note, sinceMs: Date.now() };
  await page.evaluate((remembered) => localStorage.setItem("suyuan.log", JSON.stringify(remembered)), pin);
  return note;
}

async function downloadEvidence(page: Page, file: string): Promise<void> {
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: check.evidence }).click();
  await (await download).saveAs(file);
}

test("a returning browser is shown a log with another past: it says so loudly, with evidence that convicts", async ({
  page,
  request,
}, testInfo) => {
  test.setTimeout(120_000);
  const { vkey } = await (await request.get("/.well-known/suyuan", { maxRetries: 2 })).json();
  await page.goto(demoCodes().berries);
  await expect(page.locator("#live")).toHaveAttribute("data-state", "ok", { timeout: 30_000 });
  const pin = await page.evaluate(() => JSON.parse(localStorage.getItem("suyuan.log") ?? "null"));
  expect(parseCheckpoint(parseNote(pin.note).text).size).toBe(pin.size);

  await test.step("when the tree it saw was smaller", async () => {
    const note = await rememberAnotherPast(page, vkey, pin.size - 3);
    await page.reload();
    const step = page.locator('[data-step="log"]');
    await expect(step).toHaveAttribute("data-state", "failed", { timeout: 30_000 });
    const title = check.treeRewritten.replace("{now}", pin.size).replace("{before}", String(pin.size - 3));
    await expect(step).toContainText(title);
    await expect(page.getByRole("heading", { level: 1 })).toContainText(title);
    await expect(page.locator("#live-text")).toHaveText(live.failed);
    const file = testInfo.outputPath("evidence.json");
    await downloadEvidence(page, file);
    const { older, newer } = JSON.parse(readFileSync(file, "utf8"));
    expect([older, parseCheckpoint(parseNote(newer).text).size]).toEqual([note, pin.size]);
    const judged = await npmRun(["verify", "--", file, "--log", vkey]);
    expect(judged, judged.output).toMatchObject({ code: 1 });
    expect(judged.output).toMatch(/✓ older checkpoint.*\n.*✓ newer checkpoint.*\n.*✗ consistency/);
    // What did not hold is not remembered.
    expect(await page.evaluate(() => localStorage.getItem("suyuan.log"))).toContain('"root":"0707');
  });

  await test.step("when it was of the same size, which convicts the log by itself", async () => {
    await rememberAnotherPast(page, vkey, pin.size);
    await page.reload();
    await expect(page.getByRole("heading", { level: 1 })).toContainText(check.treeForked, {
      timeout: 30_000,
    });
    const file = testInfo.outputPath("forked.json");
    await downloadEvidence(page, file);
    const judged = await npmRun(["verify", "--", file, "--log", vkey]);
    expect(judged, judged.output).toMatchObject({ code: 3 });
    expect(judged.output).toContain("signed two different trees");
  });
});
