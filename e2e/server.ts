/** A server of a story's own: for stories that stop it, change its files, and start it again. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A server in a process and a data folder of its own. */
export interface OwnServer {
  address: string;
  dataDir: string;
  /** Everything it has printed since the last start. */
  output(): string;
  /** Starts it; resolves when it serves, or when it has ended by itself. */
  start(): Promise<"serving" | "ended">;
  /** Stops it as Ctrl-C does. */
  stop(): Promise<void>;
}

/** Prepares a server on a free port with an empty data folder. */
export async function ownServer(): Promise<OwnServer> {
  const port = await freePort();
  const address = `http://localhost:${port}`;
  const dataDir = mkdtempSync(join(tmpdir(), "suyuan-story-"));
  let child: ChildProcess | null = null;
  let text = "";
  const start = async () => {
    text = "";
    child = spawn(process.execPath, ["--import", "tsx", "server/main.ts"], {
      // With a channel to us the server stops by itself should this process die.
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      env: {
        ...process.env,
        NODE_ENV: "production",
        // Its own Postgres, whatever the other stories run on.
        DATABASE_URL: "",
        PORT: String(port),
        SUYUAN_DATA: dataDir,
        PUBLIC_URL: address,
      },
    });
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (text += String(chunk)));
    return waitFor(child, address);
  };
  const stop = async () => {
    if (child === null || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child?.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
  };
  return { address, dataDir, output: () => text, start, stop };
}

async function waitFor(child: ChildProcess, address: string): Promise<"serving" | "ended"> {
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) return "ended";
    const answer = await fetch(`${address}/healthz`).catch(() => null);
    if (answer?.ok) return "serving";
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
