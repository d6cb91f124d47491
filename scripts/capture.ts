/**
 * npm run capture -- [--url URL] [--as PERSON] [--promises FOLDER] [--json] FILE…: sends EPCIS files to a running server, and keeps what the
 * log promised of each.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Receipt } from "@/server/services/capture/receipt";

const usage = "usage: npm run capture -- [--url URL] [--as PERSON] [--promises FOLDER] [--json] FILE…";

/** The server's refusal, as tRPC tells it. */
interface Refusal {
  message: string;
  data?: { refusal?: { details?: { path: string; expected: string; got: string }[] } | null };
}

type Outcome = { file: string; receipt: Receipt } | { file: string; refusal: Refusal };

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      url: {
        type: "string",
        default: process.env.SUYUAN_URL ?? `http://localhost:${process.env.PORT ?? 3000}`,
      },
      as: { type: "string" },
      promises: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  if (positionals.length === 0) throw new Error(usage);
  if (!/^https?:$/.test(URL.canParse(values.url) ? new URL(values.url).protocol : "")) {
    throw new Error(`--url: expected an http:// or https:// address, got ${JSON.stringify(values.url)}`);
  }
  const base = values.url.replace(/\/$/, "");
  const cookie = await signIn(base, values.as);
  let failed = 0;
  for (const [i, file] of positionals.entries()) {
    if (!values.json && process.stdout.isTTY)
      process.stdout.write(`\r[${i + 1}/${positionals.length}] ${file} …`);
    const outcome = await captureFile(base, cookie, file);
    if ("refusal" in outcome) failed += 1;
    else await keepPromise(values.promises, outcome.receipt);
    print(outcome, values.json);
  }
  if (!values.json) {
    console.log(`${positionals.length - failed} of ${positionals.length} files captured, ${failed} refused`);
  }
  return failed === 0 ? 0 : 1;
}

/** Signs in as a demo person (the first who may capture, unless named) and returns the session cookie. */
async function signIn(base: string, person: string | undefined): Promise<string> {
  const personId = person ?? (await firstManufacturer(base));
  const response = await post(base, "auth.signIn", personId, "");
  const cookie = response.headers.getSetCookie()[0]?.split(";")[0];
  if (!response.ok || cookie === undefined) throw new Error(await refusalText(response));
  return cookie;
}

async function firstManufacturer(base: string): Promise<string> {
  const response = await reach(`${base}/api/trpc/auth.personas`, {});
  if (!response.ok) throw new Error(await refusalText(response));
  const body = (await response.json()) as { result: { data: { personas: { id: string; role: string }[] } } };
  const person = body.result.data.personas.find((p) => p.role === "manufacturer");
  if (person === undefined) throw new Error(`${base}: nobody may capture here yet`);
  return person.id;
}

async function captureFile(base: string, cookie: string, file: string): Promise<Outcome> {
  let document: string;
  try {
    document = new TextDecoder("utf-8", { fatal: true }).decode(await readFile(file));
  } catch (error) {
    return { file, refusal: { message: `cannot read the file: ${(error as Error).message}` } };
  }
  const response = await post(base, "capture.submit", { document }, cookie);
  const body = (await response.json()) as { result?: { data: Receipt }; error?: Refusal };
  if (body.result !== undefined) return { file, receipt: body.result.data };
  return { file, refusal: body.error ?? { message: `HTTP ${response.status}` } };
}

/** Keeps the log's promise as `<index>.promise`, which `npm run verify` takes; without a folder it is let go. */
async function keepPromise(folder: string | undefined, { leafIndex, promise }: Receipt): Promise<void> {
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${leafIndex}.promise`), JSON.stringify(promise));
}

function post(base: string, procedure: string, input: unknown, cookie: string): Promise<Response> {
  const headers = { "content-type": "application/json", cookie };
  return reach(`${base}/api/trpc/${procedure}`, { method: "POST", headers, body: JSON.stringify(input) });
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch {
    throw new Error(`${url}: no answer; is the server running? (npm start, or --url)`);
  }
}

async function refusalText(response: Response): Promise<string> {
  const text = await response.text();
  try {
    return (JSON.parse(text) as { error: Refusal }).error.message;
  } catch {
    return `HTTP ${response.status}`;
  }
}

function print(outcome: Outcome, asJson: boolean): void {
  if (asJson) {
    console.log(JSON.stringify(outcome));
    return;
  }
  if (process.stdout.isTTY) process.stdout.write("\r\x1b[K");
  if ("refusal" in outcome) {
    console.log(`✗ ${outcome.file}: ${outcome.refusal.message}`);
    for (const { path, expected, got } of outcome.refusal.data?.refusal?.details?.slice(1, 20) ?? []) {
      console.log(`    ${path}: expected ${expected}, got ${got}`);
    }
    return;
  }
  const { receipt, file } = outcome;
  const fresh = receipt.events.filter((event) => !event.isDuplicate).length;
  console.log(
    `✓ ${file}: entry ${receipt.leafIndex}, ${fresh} new, ${receipt.events.length - fresh} known, ${receipt.state}`,
  );
  for (const event of receipt.events) {
    console.log(`    ${event.id}  ${event.eventID}${event.isDuplicate ? "  (captured before)" : ""}`);
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    console.error(error.message);
    process.exitCode = 2;
  },
);
