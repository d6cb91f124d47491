import { spawn } from "node:child_process";

/** How a command ended, and everything it printed, both streams together. */
export interface Outcome {
  code: number | null;
  output: string;
}

/** Runs `npm run …` in the repository, as a person would in a terminal. */
export function npmRun(words: string[], env: Record<string, string> = {}): Promise<Outcome> {
  const child = spawn("npm", ["run", "--silent", ...words], { env: { ...process.env, ...env } });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += String(chunk);
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}
