/**
 * The one thing a witness must never do: cosign two trees of one log that contradict each other. The real process,
 * conflicting requests together, kill -9 in the middle, a new start, again and again.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, inject, test } from "vitest";
import { parseNote, parseSignatureLines, verifyNote } from "@/lib/note/note";
import { formatVkey, parseVkey, type Vkey } from "@/lib/note/vkey";
import { nodeSuite } from "@/server/crypto/node-suite";
import { ForkedLog } from "./testing/forked-log";

const shared = 6;
const log = new ForkedLog("log.example/forked", shared);
const children: ChildProcess[] = [];
let dir = "";

afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await rm(dir, { recursive: true, force: true });
});

interface Running {
  url: string;
  vkeys: Vkey[];
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

async function startProcess(): Promise<Running> {
  const options = ["--data", dir, "--log", formatVkey(log.vkey), "--port", "0", "--host", "127.0.0.1"];
  const args = ["--import", "tsx", "scripts/witness.ts", ...options, "--name", "w.example", "--ml-dsa"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  let output = "";
  for await (const chunk of child.stdout) {
    output += chunk;
    if (output.includes("listening on")) break;
  }
  const url = /listening on (\S+)/.exec(output)?.[1] ?? "";
  const vkeys = [...output.matchAll(/^witness \S+ (\S+\+[0-9a-f]{8}\+\S+)/gm)].map(([, vkey = ""]) =>
    parseVkey(vkey),
  );
  const kill = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  return { url, vkeys, kill };
}

interface Cosigned {
  branch: number;
  size: number;
}

/** Asks for one branch as a client would, from whatever size the witness says it is at, until it dies. */
async function climb(
  running: Running,
  branch: number,
  cosigned: Cosigned[],
  signal: AbortSignal,
): Promise<void> {
  let known = 0;
  for (let step = 1; !signal.aborted; step++) {
    const size = known + (step % 3);
    const body = await log.request(branch, Math.min(known, size), size);
    const response = await fetch(`${running.url}/add-checkpoint`, { method: "POST", body, signal }).catch(
      () => null,
    );
    const answer = (await response?.text().catch(() => null)) ?? null;
    if (response === null || answer === null) return;
    if (response.status === 409) known = Number(answer);
    else if (response.status === 200) {
      const { text } = parseNote(await log.note(branch, size));
      const note = { text, signatures: parseSignatureLines(answer) };
      expect(await verifyNote(nodeSuite, note, running.vkeys)).toHaveLength(2);
      cosigned.push({ branch, size });
      known = size;
    } else expect(response.status).toBe(422);
    // Who was beaten to the fork keeps asking, from below it too.
    if (response.status === 422) known = step % 2 === 0 ? 0 : known;
  }
}

test("a witness never cosigns two trees that contradict each other, through concurrency and kill -9", async () => {
  dir = await mkdtemp(join(tmpdir(), "suyuan-witness-kill-"));
  const cosigned: Cosigned[] = [];
  const sizes: number[] = [];
  const { rounds } = inject("durability");
  for (let round = 0; round < rounds; round++) {
    const running = await startProcess();
    const stop = new AbortController();
    const climbers = [0, 1, 0, 1, 2, 2].map((branch) => climb(running, branch, cosigned, stop.signal));
    const enough = cosigned.length + 4 + (round % 5);
    await expect.poll(() => cosigned.length, { timeout: 30_000, interval: 2 }).toBeGreaterThan(enough);
    // However slow the machine: before the last kill one of the branches is beyond the fork.
    const isBeyond = () => round < rounds - 1 || cosigned.some(({ size }) => size > shared);
    await expect.poll(isBeyond, { timeout: 30_000, interval: 2 }).toBe(true);
    await sleep((round * 7) % 23);
    await running.kill();
    stop.abort();
    await Promise.all(climbers);
    sizes.push(Math.max(0, ...cosigned.map(({ size }) => size)));
  }
  const forks = new Set(cosigned.filter(({ size }) => size > shared).map(({ branch }) => branch));
  expect(forks.size).toBe(1);
  expect(cosigned.length).toBeGreaterThan(rounds);
  // It went on after each start from what it had cosigned, and never below.
  const after = await startProcess();
  const response = await fetch(`${after.url}/add-checkpoint`, {
    method: "POST",
    body: await log.request(0, 1, 1),
  });
  expect(response.status).toBe(409);
  expect(Number(await response.text())).toBeGreaterThanOrEqual(sizes.at(-1) ?? 0);
}, 240_000);
