/** Builds, starts and listens to the process that is to be killed. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { closeSync, fstatSync, mkdirSync, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Go, Told } from "./kill-protocol";

const root = fileURLToPath(new URL("../../../", import.meta.url));

export interface BuiltWorker {
  readonly file: string;
  /** Its own folder. */
  readonly folder: string;
  remove(): void;
}

/** Bundles the worker once, since it is started many times; under node_modules, where it finds its packages. */
export async function buildWorker(
  name: "kill-worker" | "syscall-worker" = "kill-worker",
): Promise<BuiltWorker> {
  const cache = join(root, "node_modules", ".cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "durability-"));
  await build({
    absWorkingDir: root,
    entryPoints: {
      [name]: `server/durability/${name}.ts`,
      "prepare-worker": "server/services/capture/prepare-worker.ts",
    },
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "error",
  });
  const remove = () => rmSync(folder, { recursive: true, force: true });
  return { file: join(folder, `${name}.mjs`), folder, remove };
}

/** How often a worker's file is looked at. */
const pollMs = 3;

/** A worker, from its loading to its end. It writes to a file, which takes all it has to tell at once. */
export class Worker {
  readonly #child: ChildProcess;
  readonly #ended: Promise<string>;
  readonly #file: number;
  readonly #poll: NodeJS.Timeout;
  #waiting: { isMet: (told: readonly Told[]) => boolean; resolve: () => void }[] = [];
  #gone: Promise<string> | null = null;
  #read = 0;
  #errors = "";
  /** Whole lines so far. */
  readonly told: Told[] = [];

  /** Starts loading; it opens nothing until `go`. */
  constructor({ file, folder }: BuiltWorker) {
    const env = { PATH: "/usr/local/bin:/usr/bin:/bin", NODE_ENV: "production" as const };
    this.#file = openSync(join(folder, `told.${randomUUID()}`), "a+");
    this.#child = spawn(process.execPath, [file], { stdio: ["pipe", this.#file, "pipe"], env });
    this.#child.stderr?.on("data", (chunk) => {
      this.#errors += chunk;
    });
    this.#poll = setInterval(() => this.#hear(), pollMs);
    this.#ended = new Promise((resolve) => {
      this.#child.once("close", (code, signal) => resolve(String(signal ?? code)));
    });
  }

  /** Lets it open the folder and load it. */
  async go(go: Go): Promise<void> {
    await this.until((told) => told.length > 0);
    this.#child.stdin?.write(`${JSON.stringify(go)}\n`);
  }

  /** Resolves once what it told is enough. @throws Error when it ends by itself before */
  async until(isMet: (told: readonly Told[]) => boolean): Promise<void> {
    if (isMet(this.told)) return;
    const met = new Promise<void>((resolve) => this.#waiting.push({ isMet, resolve }));
    const end = await Promise.race([met, this.#ended]);
    if (end !== undefined) throw new Error(`the worker ended (${end}): ${this.#errors}`);
  }

  /** Resolves once it has told of so many receipts in all. */
  acknowledged(count: number): Promise<void> {
    return this.until((told) => told.filter((line) => "acknowledged" in line).length >= count);
  }

  /** Kills it with SIGKILL and returns when it is gone. @throws Error when it ended in any other way */
  async kill(): Promise<void> {
    const end = await this.end();
    if (end !== "SIGKILL")
      throw new Error(`expected the worker to be killed, it ended (${end}): ${this.#errors}`);
  }

  /** Asks it to stop, and kills it some time later, when it may or may not have stopped. */
  async stopAndKill(ms: number): Promise<void> {
    this.#child.kill("SIGTERM");
    await Promise.race([this.#ended, sleep(ms)]);
    const end = await this.end();
    if (end !== "SIGKILL" && end !== "0") throw new Error(`the worker ended (${end}): ${this.#errors}`);
  }

  /** Makes sure that it is gone; returns how it ended. */
  end(): Promise<string> {
    this.#child.kill("SIGKILL");
    this.#gone ??= this.#ended.then((end) => {
      clearInterval(this.#poll);
      this.#hear();
      closeSync(this.#file);
      return end;
    });
    return this.#gone;
  }

  /** Reads what is new; a last line that was cut off is left out. */
  #hear(): void {
    const bytes = Buffer.alloc(fstatSync(this.#file).size - this.#read);
    readSync(this.#file, bytes, 0, bytes.length, this.#read);
    const end = bytes.lastIndexOf("\n") + 1;
    if (end === 0) return;
    this.#read += end;
    for (const line of bytes.toString("utf8", 0, end - 1).split("\n"))
      this.told.push(JSON.parse(line) as Told);
    for (const { isMet, resolve } of this.#waiting) if (isMet(this.told)) resolve();
    this.#waiting = this.#waiting.filter(({ isMet }) => !isMet(this.told));
  }
}
