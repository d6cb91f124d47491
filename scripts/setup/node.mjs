/** Runs a TypeScript file of this project in a Node of its own. */
import { spawn } from "node:child_process";
import { root } from "./install.mjs";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs `file` with tsx, passes signals on, and resolves with its exit code (128 + n for a signal).
 * The IPC channel is there to be cut: a server notices by it that whoever started it was killed.
 */
export function runTypeScript(file, args = [], env = {}) {
  const child = spawn(process.execPath, ["--import", "tsx", file, ...args], {
    cwd: root,
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, ...env },
  });
  const pass = (signal) => child.kill(signal);
  for (const signal of signals) process.on(signal, pass);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      for (const name of signals) process.off(name, pass);
      resolve(code ?? (signal === "SIGKILL" ? 137 : 1));
    });
  });
}
