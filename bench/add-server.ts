/** The two logs that are driven through `POST /add`, each in a process and a folder of its own: ours and Tessera's. */
import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { concatBytes, fromBase64Url, toBase64 } from "@/lib/bytes";
import { formatVkey, makeVkey, signatureTypes } from "@/lib/note/vkey";
import { freePort } from "@/scripts/interop/free-port";
import { root } from "@/scripts/setup/install.mjs";
import { HttpClient } from "./http-client";
import { cpuMsOf } from "./process-cpu";

export interface AddServer {
  /** C2SP prefix; beside it is `/add`. */
  prefix: string;
  vkey: string;
  /** CPU time used so far by all its threads, ms; null where the system does not tell. */
  cpuMs(): number | null;
  stop(): Promise<void>;
}

/** Starts a log in an empty folder. @param onStart told how to stop it as soon as it runs */
export type StartAddServer = (
  folder: string,
  onStart: (stop: () => Promise<void>) => void,
) => Promise<AddServer>;

/** Milliseconds within which a log has to serve its first checkpoint. */
const startMsMax = 60_000;

/** Ours, as `npm run bench-log` starts it. */
export const startBenchLog: StartAddServer = async (folder, onStart) => {
  const port = await freePort();
  const args = ["--import", "tsx", "scripts/bench-log.ts", "--dir", folder, "--port", String(port)];
  const child = run(process.execPath, args, "ipc");
  onStart(() => stop(child));
  let said = "";
  child.stdout?.on("data", (chunk) => {
    said += chunk;
  });
  const prefix = `http://127.0.0.1:${port}`;
  await untilServing(child, prefix);
  const { vkey } = JSON.parse(said) as { vkey: string };
  return { prefix, vkey, cpuMs: () => cpuMsOf(child.pid), stop: () => stop(child) };
};

/**
 * Tessera's POSIX conformance server, unmodified, as it is by default: batches of 256 or one second, a checkpoint a
 * second, files and folders synced.
 * @param command its executable, `posix`
 */
export function tesseraStarter(command: string): StartAddServer {
  return async (folder, onStart) => {
    await mkdir(folder, { recursive: true });
    const { signer, vkey } = noteKey("bench.example/tessera");
    const keyFile = `${folder}.key`;
    await writeFile(keyFile, signer);
    const address = `127.0.0.1:${await freePort()}`;
    const flags = [`--storage_dir=${folder}`, `--listen=${address}`, `--private_key=${keyFile}`];
    const child = run(command, flags, "ignore");
    onStart(() => stop(child));
    const prefix = `http://${address}`;
    await untilServing(child, prefix);
    return { prefix, vkey, cpuMs: () => cpuMsOf(child.pid), stop: () => stop(child) };
  };
}

/** Detached, so that Ctrl-C reaches the bench alone, which stops them. */
function run(command: string, args: string[], channel: "ipc" | "ignore"): ChildProcess {
  return spawn(command, args, { cwd: root, detached: true, stdio: ["ignore", "pipe", "ignore", channel] });
}

/** Makes a key in the form of golang.org/x/mod/sumdb/note: `PRIVATE+KEY+<name>+<id>+<base64 of 01 ‖ seed>`. */
function noteKey(name: string): { signer: string; vkey: string } {
  const { d = "", x = "" } = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  const vkey = formatVkey(makeVkey(name, signatureTypes.ed25519, fromBase64Url(x)));
  const seed = concatBytes(Uint8Array.of(signatureTypes.ed25519), fromBase64Url(d));
  const id = vkey.slice(name.length + 1).split("+")[0];
  return { signer: `PRIVATE+KEY+${name}+${id}+${toBase64(seed)}`, vkey };
}

async function untilServing(child: ChildProcess, prefix: string): Promise<void> {
  const client = new HttpClient(prefix, 1);
  const from = Date.now();
  while (Date.now() - from < startMsMax && child.exitCode === null && child.signalCode === null) {
    const reply = await client.send("GET", "/checkpoint").catch(() => null);
    if (reply?.status === 200) return client.close();
    await sleep(50);
  }
  throw new Error(`${child.spawnfile}: did not serve a checkpoint within ${startMsMax} ms`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const isEnded = await Promise.race([ended.then(() => true), sleep(10_000, false, { ref: false })]);
  if (!isEnded) child.kill("SIGKILL");
  await ended;
}
