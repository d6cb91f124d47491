/**
 * Somebody with the machine in his hands changes what is stored: in the database, in the ledger's log, in its archive.
 * Each change is found, named, and shown to whom it concerns.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { dateWords } from "@/app/(scan)/words";
import { batchText } from "@/app/texts/batch";
import { labelText } from "@/app/texts/label";
import { lotsText } from "@/app/texts/lots";
import { regulatorText } from "@/app/texts/regulator";
import { scanTexts } from "@/app/texts/scan";
import { openPool } from "@/server/db/client";
import { startEmbedded } from "@/server/db/embedded";
import { chinaClock, fillBatchForm, readingLines } from "./batch";
import { npmRun, type Outcome } from "./command";
import { expectProofToHold } from "./proof-check";
import { readQrCode } from "./qr-code";
import { type OwnServer, ownServer } from "./server";
import { signIn } from "./sign-in";

test.describe.configure({ mode: "serial", timeout: 300_000 });

const lot = "TAMPER1";
const bestBefore = chinaClock(-6 * 24).slice(0, 10);
const wished = chinaClock(-90 * 24).slice(0, 10);

let server: OwnServer;
let maker: BrowserContext;
let shopper: Page;
/** `index.ordinal` of the batch's event. */
let eventId = "";
/** The batch's statement, as it lies in the log. */
let statement: Buffer;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(300_000);
  server = await ownServer();
  expect(await server.start(), server.output()).toBe("serving");
  maker = await browser.newContext({ baseURL: server.address });
  const phone = await browser.newContext({
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
  });
  shopper = await phone.newPage();
});

test.afterAll(async () => {
  await server.stop();
  rmSync(server.dataDir, { recursive: true, force: true });
});

test("before anything is changed, the shopper's proof and the audit hold", async () => {
  const page = await maker.newPage();
  await signIn(page, "Yalu Fresh Packhouse");
  await fillBatchForm(page, {
    product: "Hongyan strawberries 500 g",
    lot,
    quantity: "240",
    unit: "pieces",
    place: "Yalu packhouse",
    time: chinaClock(4),
    bestBefore,
    file: readingLines(chinaClock(3.5), [3.6, 3.1, 2.8, 2.4, 2.2, 2.1]),
  });
  await page.getByRole("button", { name: batchText.en.submit }).click();
  await expect(page.locator('[data-state="published"][data-reached="true"]')).toBeVisible();
  eventId =
    (await page
      .locator("dd")
      .filter({ hasText: /^\d+\.0$/ })
      .textContent()) ?? "";
  await page.getByRole("link", { name: lotsText.en.receipt.print }).click();
  const code = await readQrCode(page.getByRole("img", { name: labelText.en.code }).first());

  await shopper.goto(code.data);
  await expectProofToHold(shopper);
  await expect(shopper.locator(`[data-value="${bestBefore}"]`)).toBeVisible();
  statement = await statementOf(shopper, eventId);

  const audit = await runAudit();
  expect(audit, audit.output).toMatchObject({ code: 0 });
  expect(audit.output).not.toContain("WRONG");
});

test("a value changed in the database: the audit names table and row, the page says it does not match", async () => {
  await changeInMirror(eventId, bestBefore, wished);

  const audit = await runAudit();
  expect(audit, audit.output).toMatchObject({ code: 1 });
  const row = `mirror.events (leaf_index=${eventId.split(".")[0]}, ordinal=0).body`;
  const lines = audit.output.split("\n").filter((line) => line.startsWith("WRONG"));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(row);

  await shopper.reload();
  const { check, live } = scanTexts.en;
  await expect(shopper.getByRole("heading", { level: 1 })).toHaveText(check.mismatch, { timeout: 30_000 });
  const [shown, signed] = [wished, bestBefore].map((day) => dateWords(day, "en"));
  await expect(shopper.getByRole("alert")).toContainText(`shows “${shown}”; signed is “${signed}”`);
  await expect(shopper.locator(".mismatch")).toHaveAttribute("data-value", wished);
  await expect(shopper.locator("#live")).toContainText(live.failed);
  await expect(shopper.locator("#outcome")).toBeEmpty();
  // The records themselves are untouched: only the page is wrong.
  await expect(shopper.locator('[data-step="signed"]')).toHaveAttribute("data-state", "ok");
  await expect(shopper.locator('[data-step="page"]')).toHaveAttribute("data-state", "failed");

  const regulator = await maker.newPage();
  await signIn(regulator, "Market Supervision Office");
  await regulator.goto(`/events/${eventId}`);
  await expect(regulator.getByText(regulatorText.en.event.mirror.different.title)).toBeVisible();
  await expect(regulator.getByRole("row", { name: /bestBeforeDate/ })).toContainText(bestBefore);

  await changeInMirror(eventId, wished, bestBefore);
  await shopper.reload();
  await expectProofToHold(shopper);
});

test("a byte changed in the write-ahead log or a head: the server refuses to start and names file and offset", async () => {
  await captureUntilTiled();
  await server.stop();
  const wal = walSegmentOf(statement);
  const inStatement = readFileSync(wal).indexOf(statement) + 40;
  const frame = readFileSync(wal).lastIndexOf("suyuanW1", inStatement);
  await expectRefusal({ path: wal, at: inStatement }, `${wal}:${frame}: `);
  const heads = ["head.a", "head.b"].map((name) => join(server.dataDir, "ledger", name));
  for (const path of heads) await expectRefusal({ path, at: 1024 + 77 }, `${path}:1024: `);

  // Whole again, it runs: it was that byte and nothing else.
  expect(await server.start(), server.output()).toBe("serving");
  await shopper.reload();
  await expectProofToHold(shopper);
  await server.stop();
});

test("a byte changed in a tile, bundle, payload or secrets file: the audit names file and offset", async () => {
  const ledger = join(server.dataDir, "ledger");
  const whole = await runAudit("--ledger");
  expect(whole, whole.output).toMatchObject({ code: 0 });

  const tile = join(ledger, "tile", "0", "000");
  // The hash of entry 100, 32 bytes long.
  await expectFound({ path: tile, at: 100 * 32 + 5 }, `${tile}:${100 * 32}: `);

  const bundle = join(ledger, "tile", "entries", "000");
  const entries = readFileSync(bundle);
  let entry = 0;
  for (let i = 0; i < 100; i++) entry += 2 + entries.readUInt16BE(entry);
  await expectFound({ path: bundle, at: entry + 60 }, `${bundle}:${entry}: `);

  const secrets = join(ledger, "secrets", "00000000.seg");
  await expectFound({ path: secrets, at: 50 * 32 + 3 }, `${secrets}:${50 * 32}: `);

  const payload = join(ledger, "payload", "00000000.seg");
  const { offset } = await expectFound(
    { path: payload, at: readFileSync(payload).length >> 1 },
    `${payload}:`,
  );
  expect(offset).toBeLessThanOrEqual(readFileSync(payload).length >> 1);
});

/** Where a byte is changed. */
interface Flip {
  path: string;
  at: number;
}

/** Changes one bit, does something, and puts the file back as it was. */
async function whileFlipped<T>({ path, at }: Flip, action: () => Promise<T>): Promise<T> {
  const whole = readFileSync(path);
  const changed = Buffer.from(whole);
  changed[at] = (whole[at] ?? 0) ^ 0x10;
  writeFileSync(path, changed);
  try {
    return await action();
  } finally {
    writeFileSync(path, whole);
  }
}

async function expectRefusal(flip: Flip, where: string): Promise<void> {
  await whileFlipped(flip, async () => {
    expect(await server.start(), server.output()).toBe("ended");
    expect(server.output()).toContain(`suyuan: ${where}`);
    expect(server.output()).toContain("will not run on damaged files");
  });
}

/** Expects the audit to name the place, and nothing else first. */
async function expectFound(flip: Flip, where: string): Promise<{ offset: number }> {
  const audit = await whileFlipped(flip, () => runAudit("--ledger"));
  expect(audit, audit.output).toMatchObject({ code: 1 });
  const first = audit.output.split("\n").find((line) => line.startsWith("WRONG")) ?? "";
  expect(first).toContain(where);
  return { offset: Number(/:(\d+): /.exec(first)?.[1]) };
}

function runAudit(...words: string[]): Promise<Outcome> {
  return npmRun(["audit", "--", ...words], { SUYUAN_DATA: server.dataDir, DATABASE_URL: "" });
}

/** Changes the best-before date in the mirror's copy of an event, as somebody with the database's password can. */
async function changeInMirror(id: string, from: string, to: string): Promise<void> {
  const { url } = await startEmbedded(join(server.dataDir, "postgres"));
  const sql = openPool(url, 1);
  const changed = await sql`
    update mirror.events set body = replace(body::text, ${`"${from}"`}, ${`"${to}"`})::jsonb
    where leaf_index = ${Number(id.split(".")[0])} and ordinal = 0 and body::text like ${`%"${from}"%`}`;
  await sql.end();
  expect(changed.count).toBe(1);
}

/** The bytes of the statement that holds an event, out of the proof of the page. */
async function statementOf(page: Page, id: string): Promise<Buffer> {
  const answer = await page.request.get(`${server.address}/proof/${id}`);
  const { bundles } = (await answer.json()) as { bundles: { statement: string }[] };
  return Buffer.from(bundles[0]?.statement ?? "", "base64url");
}

function walSegmentOf(bytes: Buffer): string {
  const folder = join(server.dataDir, "ledger", "wal");
  const names = readdirSync(folder).filter((name) => name.endsWith(".seg"));
  const found = names.map((name) => join(folder, name)).find((path) => readFileSync(path).includes(bytes));
  return found ?? "no segment holds it";
}

/** Captures through the API until the first 256 entries have gone into a tile. */
async function captureUntilTiled(): Promise<void> {
  const size = async () => Number((await (await maker.request.get("/log/checkpoint")).text()).split("\n")[1]);
  const page = await maker.newPage();
  await signIn(page, "Yalu Fresh Packhouse");
  for (let n = await size(); n < 256; n++) {
    const answer = await maker.request.post("/api/trpc/capture.submit", {
      data: { document: inspection(n) },
    });
    expect(answer.status(), await answer.text()).toBe(200);
  }
  const tile = join(server.dataDir, "ledger", "tile", "0", "000");
  await expect.poll(() => existsSync(tile), { timeout: 30_000 }).toBe(true);
}

function inspection(n: number) {
  return {
    "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
    type: "ObjectEvent",
    action: "OBSERVE",
    eventTime: new Date(Date.now() - n * 1000).toISOString(),
    eventTimeZoneOffset: "+08:00",
    bizStep: "inspecting",
    disposition: "conformant",
    quantityList: [{ epcClass: `https://id.gs1.org/01/09521012000013/10/${lot}`, quantity: 240 }],
  };
}
