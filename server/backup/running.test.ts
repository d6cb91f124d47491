import { type ChildProcess, spawn } from "node:child_process";
import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { toHex } from "@/lib/bytes";
import { createTestDatabase, type TestDatabase } from "@/server/db/testing";
import { replayErasures } from "@/server/ledger/erasure/replay-erasures";
import { openWorld, smallSettings } from "@/server/ledger/testing/world";
import { generationFolder } from "./generations";
import { auditErrors, backUpFolder, makeDataFolder } from "./testing/data-folder";

const worker = fileURLToPath(new URL("testing/backup-worker.ts", import.meta.url));
const kills = 2;
const backupsEach = 3;
const settings = { ...smallSettings, walSegmentBytes: 256 << 10 };

let folder = "";
let database: TestDatabase;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "suyuan-backup-"));
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

/** A process that captures and erases, and what it has acknowledged so far. */
class Running {
  readonly child: ChildProcess;
  readonly entries = new Map<number, string>();
  readonly erased = new Set<string>();
  #rest = "";
  isReady = false;

  constructor(dir: string) {
    this.child = spawn(process.execPath, ["--import", "tsx", worker, dir], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.child.stdout?.on("data", (chunk) => {
      const lines = `${this.#rest}${chunk}`.split("\n");
      this.#rest = lines.pop() ?? "";
      for (const line of lines) this.#hear(line);
    });
  }

  #hear(line: string): void {
    const [kind, id = "", hash = ""] = line.split(" ");
    if (kind === "ready") this.isReady = true;
    if (kind === "entry") this.entries.set(Number(id), hash);
    if (kind === "erased") this.erased.add(id);
  }

  async ready(): Promise<void> {
    while (!this.isReady) await sleep(5);
  }

  async kill(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once("close", resolve));
    this.child.kill("SIGKILL");
    await ended;
  }
}

/** Does what a restore does with a generation's ledger, on a copy, and expects it to be whole. */
async function expectWhole(generation: number, before: Pick<Running, "entries" | "erased">): Promise<number> {
  const dir = join(await mkdtemp(join(folder, "restored-")), "ledger");
  await cp(join(generationFolder(join(folder, "backup"), generation), "ledger"), dir, { recursive: true });
  await replayErasures({ dir });
  expect(await auditErrors(dir), `generation ${generation}`).toEqual([]);
  const ledger = await openWorld(dir, { settings });
  for (const [index, hash] of before.entries) {
    expect(toHex((await ledger.entry(index)).leafHash), `entry ${index}`).toBe(hash);
  }
  for (const id of before.erased) {
    const [index = 0, ordinal = 0] = id.split(".").map(Number);
    expect((await ledger.entry(index)).trees[ordinal]?.secret, `event ${id}`).toBeNull();
  }
  const { size } = ledger.head();
  await ledger.close();
  expect(await auditErrors(dir), `generation ${generation}, once opened`).toEqual([]);
  await rm(join(dir, ".."), { recursive: true });
  return size;
}

test("backups made while entries are captured and erased, WAL segments dropped and the process killed are each whole, with all that was acknowledged before", async () => {
  const dataDir = join(folder, "data");
  await makeDataFolder(dataDir);
  const dir = join(dataDir, "ledger");
  const entries = new Map<number, string>();
  const erased = new Set<string>();
  let linked = 0;
  for (let round = 0; round < kills; round++) {
    const running = new Running(dir);
    await running.ready();
    for (let i = 0; i < backupsEach; i++) {
      running.child.kill("SIGCONT");
      await sleep(200 + Math.random() * 250);
      const isKilled = i === backupsEach - 1;
      const before = {
        entries: new Map([...entries, ...running.entries]),
        erased: new Set([...erased, ...running.erased]),
      };
      const report = backUpFolder(dataDir, database.sql);
      if (isKilled) await sleep(Math.random() * 60).then(() => running.kill());
      const { manifest, counts } = await report;
      // Nobody waits for what would only make the checking longer.
      running.child.kill("SIGSTOP");
      linked += counts.linkedFiles;
      expect(await expectWhole(manifest.generation, before)).toBe(manifest.size);
    }
    for (const [index, hash] of running.entries) entries.set(index, hash);
    for (const id of running.erased) erased.add(id);
  }
  // What the test is about did happen: segments went, tiles were there to be linked, events were erased.
  expect(await readdir(join(dir, "wal"))).not.toContain("00000000.seg");
  expect(linked).toBeGreaterThan(10);
  expect(erased.size).toBeGreaterThan(5);
}, 240_000);
