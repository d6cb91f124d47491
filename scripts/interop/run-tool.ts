import { spawn } from "node:child_process";

/** How a command ended, and all it wrote. */
export interface Outcome {
  /** null when it was ended by a signal. */
  code: number | null;
  stdout: string;
  stderr: string;
}

/**
 * Runs a command to its end.
 * @throws Error when it cannot be started, or has not ended after `limitMs`
 */
export function runTool(
  path: string,
  args: readonly string[],
  { input = "", limitMs = 60_000 }: { input?: string; limitMs?: number } = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, args, { stdio: ["pipe", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`${path} has not ended after ${limitMs} ms; it wrote: ${stderr.slice(-2000)}`));
    }, limitMs);
    child.once("error", reject);
    child.once("close", (code) => {
      clearTimeout(timer);
      resolve({ code, stdout, stderr });
    });
    // One that ends without reading its input is told by its exit code.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}
