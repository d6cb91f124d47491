import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { toHex } from "@/lib/bytes";
import { auditLedger } from "./audit";
import { openWorld, smallSettings, temporaryFolder } from "./testing/world";

const worker = fileURLToPath(new URL("testing/crash-worker.ts", import.meta.url));
const rounds = 10;
const settings = { ...smallSettings, walSegmentBytes: 256 << 10 };

/** Runs the worker, kills it some time after it is ready, and returns the lines it wrote. */
function killAfter(dir: string, ms: number, whileRunning: () => Promise<void>): Promise<string[]> {
  const child = spawn(process.execPath, ["--import", "tsx", worker, dir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  let isReady = false;
  child.stdout.on("data", (chunk) => {
    text += chunk;
    if (isReady || !text.startsWith("ready\n")) return;
    isReady = true;
    void whileRunning().then(() => setTimeout(() => child.kill("SIGKILL"), ms));
  });
  return new Promise((resolve, reject) => {
    child.on("close", (_code, signal) => {
      if (signal === "SIGKILL") resolve(text.trimEnd().split("\n").slice(1));
      else reject(new Error(`expected the worker to be killed, got ${text}`));
    });
  });
}

async function auditErrors(dir: string): Promise<string[]> {
  const errors: string[] = [];
  for await (const { severity, where, message } of auditLedger({ dir })) {
    if (severity === "error") errors.push(`${where}: ${message}`);
  }
  return errors;
}

test("of a process killed at any moment under load every acknowledged entry is there, and the audit is clean", async () => {
  const { dir, remove } = await temporaryFolder();
  const acknowledged = new Map<number, string>();
  for (let round = 0; round < rounds; round++) {
    const lines = await killAfter(dir, 20 + Math.random() * 300, async () => {
      if (round === 0) await expect(openWorld(dir)).rejects.toMatchObject({ code: "unavailable" });
    });
    for (const line of lines) {
      const [index = "", hash = ""] = line.split(" ");
      expect(acknowledged.get(Number(index)) ?? hash).toBe(hash);
      acknowledged.set(Number(index), hash);
    }
    expect(await auditErrors(dir), `as the crash of round ${round} left it`).toEqual([]);
    const notices: string[] = [];
    const ledger = await openWorld(dir, { settings, onNotice: (line) => notices.push(line) });
    expect(notices[0]).toMatch(/^recovered: /);
    for (const [index, hash] of acknowledged) expect(toHex((await ledger.entry(index)).leafHash)).toBe(hash);
    await ledger.close();
  }
  expect(acknowledged.size).toBeGreaterThan(rounds);
  expect(await auditErrors(dir)).toEqual([]);
  await remove();
}, 180_000);
