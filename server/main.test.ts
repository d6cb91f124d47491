import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "suyuan-process-"));
const dataDir = join(folder, "data");
const postmasterFile = join(dataDir, "postgres", "cluster", "postmaster.pid");

interface Started {
  child: ChildProcess;
  /** What was said on stdout and stderr so far. */
  said(): string;
  ended: Promise<number | string | null>;
}

const running = new Set<ChildProcess>();

/** Runs the process as `npm start` does, without pages, on a port the system chooses. */
function run(env: Record<string, string> = {}): Started {
  const child = spawn(process.execPath, ["--import", "tsx", "server/main.ts"], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: {
      PATH: "/usr/local/bin:/usr/bin:/bin",
      NODE_ENV: "production",
      SUYUAN_DATA: dataDir,
      SUYUAN_SEED: "none",
      SUYUAN_PAGES: "none",
      PUBLIC_URL: "http://suyuan.example",
      PORT: "0",
      ...env,
    },
  });
  running.add(child);
  let text = "";
  const isRead = [child.stdout, child.stderr].map(async (stream) => {
    for await (const chunk of stream ?? []) text += chunk;
  });
  // "close" does not come when the channel was cut first, so the end is put together from its parts.
  const ended = new Promise<number | string | null>((resolve) => {
    child.once("exit", (code, signal) => {
      running.delete(child);
      void Promise.all(isRead).then(() => resolve(code ?? signal));
    });
  });
  return { child, said: () => text, ended };
}

/** Waits until it serves; returns its address on this machine. */
async function untilServing(started: Started): Promise<string> {
  for (;;) {
    const address = /http:\/\/localhost:\d+/.exec(started.said())?.[0];
    if (address !== undefined && started.said().includes("Ctrl-C"))
      return address.replace("localhost", "127.0.0.1");
    if (started.child.exitCode !== null) throw new Error(`ended: ${started.said()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function about(address: string): Promise<{ size: number; vkey: string; origin: string }> {
  const response = await fetch(`${address}/api/trpc/status.now`);
  return ((await response.json()) as { result: { data: { size: number; vkey: string; origin: string } } })
    .result.data;
}

afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
});
afterAll(async () => {
  // Whatever a failed test left running on the folder is taken over and stopped.
  if (existsSync(postmasterFile)) {
    const last = run();
    await untilServing(last).catch(() => undefined);
    last.child.kill("SIGTERM");
    await last.ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

describe("the process", { timeout: 120_000 }, () => {
  let first: { size: number; vkey: string; origin: string };

  it("founds a log, says in under ten lines where to go, and stops Postgres on SIGTERM", async () => {
    const started = run();
    const address = await untilServing(started);
    first = await about(address);
    expect(first.origin).toBe("suyuan.example/log");
    expect(started.said().trim().split("\n").length).toBeLessThan(10);
    started.child.kill("SIGTERM");
    expect(await started.ended).toBe(0);
    expect(existsSync(postmasterFile)).toBe(false);
  });

  it("keeps everything at the next start, and has nothing to recover", async () => {
    const started = run();
    const again = await about(await untilServing(started));
    expect(again).toMatchObject({ vkey: first.vkey, origin: first.origin });
    expect(again.size).toBeGreaterThanOrEqual(first.size);
    expect(started.said()).not.toMatch(/recover/);
    started.child.kill("SIGINT");
    expect(await started.ended).toBe(0);
  });

  it("recovers by itself after kill -9, and says so", async () => {
    const started = run();
    await untilServing(started);
    started.child.kill("SIGKILL");
    await started.ended;
    expect(existsSync(postmasterFile)).toBe(true);

    const next = run();
    const again = await about(await untilServing(next));
    expect(again.vkey).toBe(first.vkey);
    expect(next.said()).toMatch(/recovered/);
    next.child.kill("SIGTERM");
    expect(await next.ended).toBe(0);
    expect(existsSync(postmasterFile)).toBe(false);
  });

  it("does not share its data folder, and stops when whoever started it is gone", async () => {
    const owner = run();
    await untilServing(owner);
    const rival = run();
    expect(await rival.ended).toBe(1);
    expect(rival.said().trim()).toBe(
      `suyuan: SUYUAN_DATA: ${dataDir} is in use by process ${owner.child.pid}`,
    );
    owner.child.disconnect();
    expect(await owner.ended).toBe(0);
  });

  it("stops cleanly when it is told to while it is starting", async () => {
    const started = run();
    while (!existsSync(postmasterFile)) await new Promise((resolve) => setTimeout(resolve, 10));
    started.child.kill("SIGTERM");
    expect(await started.ended).toBe(0);
    expect(existsSync(postmasterFile)).toBe(false);
  });
});

describe("a start that cannot be", { timeout: 120_000 }, () => {
  /** Runs to the end: exit code 1 and one line. */
  async function refusal(env: Record<string, string>): Promise<string> {
    const started = run({ SUYUAN_DATA: join(folder, "other"), ...env });
    expect(await started.ended).toBe(1);
    const lines = started.said().trim().split("\n");
    expect(lines).toHaveLength(1);
    return lines[0] ?? "";
  }

  it("names every broken setting", async () => {
    const line = await refusal({ PORT: "x", DATABASE_URL: "y", SUYUAN_SEED: "z" });
    expect(line).toMatch(/PORT: .*DATABASE_URL: .*SUYUAN_SEED: /);
  });

  it("names the port that is taken", async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, "0.0.0.0", () => resolve((server.address() as { port: number }).port));
    });
    expect(await refusal({ PORT: String(port) })).toBe(
      `suyuan: PORT: ${port} is taken by another program; set PORT to a free one`,
    );
    server.close();
  });

  it("names the folder that cannot be written, also as root", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    expect(await refusal({ SUYUAN_DATA: join(file, "data") })).toContain(
      `cannot write in ${join(file, "data")}`,
    );
    expect(await refusal({ SUYUAN_DATA: "/proc/suyuan" })).toContain("cannot write in /proc/suyuan");
  });

  it("names the database that does not answer", async () => {
    const line = await refusal({ DATABASE_URL: "postgres://nobody:secret@127.0.0.1:1/none" });
    expect(line).toMatch(/DATABASE_URL: /);
    expect(line).not.toContain("secret");
  });
});
