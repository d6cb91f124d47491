/** Logging a batch in the browser, as the packhouse of the demo world does. */
import { expect, type Locator, type Page } from "@playwright/test";
import { batchText } from "@/app/texts/batch";

/** What is typed into the form, and what is dropped onto it. */
export interface BatchToLog {
  product: string;
  lot: string;
  quantity: string;
  unit: string;
  place: string;
  /** On the clock of the place: `2026-11-21T14:05`. */
  time: string;
  /** `YYYY-MM-DD` */
  bestBefore: string;
  /** The beginning of an input lot's number, and how many kilograms of it. */
  input?: { find: string; kilograms: string };
  /** Lines for the first cell of the table, as a spreadsheet gives them. */
  pasted?: string;
  /** A logger's CSV file. */
  file?: string;
}

const text = batchText.en;

/** The time at which something was so many hours ago, by the clock in China, as the form takes it. */
export function chinaClock(hoursAgo: number): string {
  return new Date(Date.now() + (8 - hoursAgo) * 3_600_000).toISOString().slice(0, 16);
}

/** Lines of `time,temperature,humidity` every five minutes. */
export function readingLines(from: string, temperatures: readonly number[]): string {
  const startMs = Date.parse(`${from}Z`);
  return temperatures
    .map((celsius, i) => `${new Date(startMs + i * 300_000).toISOString().slice(0, 16)},${celsius},91`)
    .join("\n");
}

/** Fills the form in; `page` is at /lots/new afterwards, nothing is sent yet. */
export async function fillBatchForm(page: Page, batch: BatchToLog): Promise<void> {
  await page.goto("/lots/new");
  const { fields } = text;
  await page
    .getByLabel(fields.product, { exact: true })
    .selectOption(await optionOf(page, "gtin", batch.product));
  await page
    .getByLabel(fields.place, { exact: true })
    .selectOption(await optionOf(page, "place", batch.place));
  await page.getByLabel(fields.time, { exact: true }).fill(batch.time);
  await page.getByLabel(fields.quantity, { exact: true }).fill(batch.quantity);
  await page.getByLabel(fields.unit, { exact: true }).selectOption({ label: batch.unit });
  // A number is suggested; one's own takes its place.
  const lot = page.getByLabel(fields.lot, { exact: true });
  await expect(lot).not.toHaveValue("");
  await lot.fill(batch.lot);
  await page.locator("input[name=bestBefore]").fill(batch.bestBefore);
  if (batch.input !== undefined) await addInput(page, batch.input);
  if (batch.pasted !== undefined) await pasteReadings(page, batch.pasted);
  if (batch.file !== undefined) await dropReadings(page, batch.file);
}

/** The value of the option whose words begin so. */
async function optionOf(page: Page, name: string, words: string): Promise<string> {
  const option = page.locator(`select[name=${name}] option`).filter({ hasText: words }).first();
  return (await option.getAttribute("value")) ?? "";
}

async function addInput(page: Page, { find, kilograms }: { find: string; kilograms: string }): Promise<void> {
  const finder = page.getByRole("combobox", { name: text.inputs.find });
  await finder.fill(find);
  const found = page.getByRole("option").filter({ hasText: find }).first();
  await expect(found).toBeVisible();
  await finder.press("Enter");
  await page.getByLabel(text.inputs.quantityOf("").trim()).fill(kilograms);
}

async function pasteReadings(page: Page, lines: string): Promise<void> {
  await page.getByRole("button", { name: text.readings.add }).click();
  const cell = page.getByLabel(`${text.readings.line(1)}: ${text.readings.columns.time}`);
  await handOver(cell, "paste", lines);
  await expect(cell).toHaveValue(lines.slice(0, lines.indexOf(",")));
}

async function dropReadings(page: Page, csv: string): Promise<void> {
  await handOver(page.getByText(text.readings.drop), "drop", csv);
}

/** Gives text as the clipboard or a dragged file does. */
async function handOver(target: Locator, how: "paste" | "drop", content: string): Promise<void> {
  await target.evaluate(
    (element, given) => {
      const transfer = new DataTransfer();
      const options = { bubbles: true, cancelable: true };
      if (given.how === "paste") {
        transfer.setData("text", given.content);
        element.dispatchEvent(new ClipboardEvent("paste", { ...options, clipboardData: transfer }));
      } else {
        transfer.items.add(new File([given.content], "logger.csv", { type: "text/csv" }));
        element.dispatchEvent(new DragEvent("drop", { ...options, dataTransfer: transfer }));
      }
    },
    { how, content },
  );
}
