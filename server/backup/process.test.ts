import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { parseJson } from "@/lib/json";
import { parseProofFile } from "@/lib/proof/proof-file";
import { verifyBundle } from "@/lib/proof/verify";
import { nodeSuite } from "@/server/crypto/node-suite";

const folder = mkdtempSync(join(tmpdir(), "suyuan-backup-process-"));
const dataDir = join(folder, "data");
const env = {
  PATH: "/usr/local/bin:/usr/bin:/bin",
  NODE_ENV: "production" as const,
  SUYUAN_DATA: dataDir,
  SUYUAN_SEED: "demo",
  SUYUAN_PAGES: "none",
  PUBLIC_URL: "http://suyuan.example",
  PORT: "0",
};

let server: ChildProcess | null = null;

/** Runs the process as `npm start` does; returns its address. */
async function start(): Promise<string> {
  const child = spawn(process.execPath, ["--import", "tsx", "server/main.ts"], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env,
  });
  server = child;
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (said += chunk));
  for (;;) {
    const address = /http:\/\/localhost:\d+/.exec(said)?.[0];
    if (address !== undefined && said.includes("Ctrl-C")) return address.replace("localhost", "127.0.0.1");
    if (child.exitCode !== null) throw new Error(`ended: ${said}`);
    await sleep(50);
  }
}

async function end(signal: NodeJS.Signals): Promise<void> {
  const child = server;
  if (child === null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  await ended;
  server = null;
}

/** Runs a script of ours; returns its exit code and what it said. */
async function script(name: string, ...args: string[]): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ["--import", "tsx", `scripts/${name}.ts`, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env,
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (said += chunk));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, said };
}

async function post(url: string, body: unknown, cookie = ""): Promise<Response> {
  const headers = { "content-type": "application/json", cookie };
  return fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
}

async function signIn(base: string): Promise<string> {
  const answer = await fetch(`${base}/api/trpc/auth.personas`);
  const { result } = (await answer.json()) as {
    result: { data: { personas: { id: string; role: string }[] } };
  };
  const person = result.data.personas.find(({ role }) => role === "manufacturer");
  const response = await post(`${base}/api/trpc/auth.signIn`, person?.id);
  return response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}

async function capture(
  base: string,
  cookie: string,
  n: number,
): Promise<{ leafIndex: number; leafHash: string }> {
  const document = JSON.stringify({
    "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
    type: "EPCISDocument",
    schemaVersion: "2.0",
    creationDate: "2026-11-01T00:00:00Z",
    epcisBody: {
      eventList: [
        {
          type: "ObjectEvent",
          action: "OBSERVE",
          eventTime: new Date(Date.UTC(2026, 9, 1) + n * 1000).toISOString(),
          eventTimeZoneOffset: "+00:00",
          epcList: [`https://id.gs1.org/00/${sscc(n)}`],
        },
      ],
    },
  });
  const response = await post(`${base}/api/trpc/capture.submit`, { document }, cookie);
  const body = (await response.json()) as { result?: { data: { leafIndex: number; leafHash: string } } };
  if (body.result === undefined) throw new Error(JSON.stringify(body));
  return body.result.data;
}

/** A serial shipping container code with its check digit (GS1 General Specifications §7.9). */
function sscc(n: number): string {
  const digits = `0614141${String(n).padStart(10, "0")}`;
  const sum = [...digits].reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 3 : 1), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

afterAll(async () => {
  await end("SIGTERM");
  rmSync(folder, { recursive: true, force: true });
});

test("backed up while it captures, killed, lost and restored, the server has what was acknowledged, an audit is clean, and its proofs verify", async () => {
  const base = await start();
  const cookie = await signIn(base);
  const acknowledged: { leafIndex: number; leafHash: string }[] = [];
  let isBackedUp = false;
  const before = await capture(base, cookie, 0);
  const capturing = (async () => {
    for (let n = 1; !isBackedUp; n++) acknowledged.push(await capture(base, cookie, n));
  })();
  const to = join(folder, "backup");
  const backup = await script("backup", to);
  isBackedUp = true;
  expect(backup).toMatchObject({
    code: 0,
    said: expect.stringMatching(/covers \d+ entries .*private keys/s),
  });
  await capturing;
  expect(acknowledged.length).toBeGreaterThan(0);
  await end("SIGKILL");
  expect((await script("restore", to)).said).toContain("--replace");
  // A killed server leaves its Postgres running on the folder that is lost.
  spawnSync("sh", ["-c", `kill -9 $(head -1 ${join(dataDir, "postgres/cluster/postmaster.pid")})`]);
  rmSync(dataDir, { recursive: true });
  expect(await script("restore", to)).toMatchObject({ code: 0 });

  const again = await start();
  const known = await capture(again, await signIn(again), 0);
  expect(known.leafIndex).toBe(before.leafIndex);
  const response = await fetch(`${again}/proof/${before.leafIndex}.0`);
  const { set } = parseProofFile(parseJson(await response.text()));
  const about = (await (await fetch(`${again}/.well-known/suyuan`)).json()) as {
    origin: string;
    vkey: string;
  };
  const trust = { origin: about.origin, logVkey: about.vkey };
  expect(set.bundles.length).toBeGreaterThan(0);
  for (const bundle of set.bundles) {
    expect((await verifyBundle(nodeSuite, bundle, trust)).index).toBe(before.leafIndex);
  }
  await end("SIGTERM");
  expect(await script("audit")).toMatchObject({ code: 0 });
}, 400_000);
