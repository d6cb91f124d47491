/** Where unforeseen errors go: the whole of them to stderr, an id to whoever asked. */
import { randomBytes } from "node:crypto";

/** Writes an error with its stack and causes to stderr and returns the id under which it stands there. */
export function reportInternalError(error: unknown): string {
  const id = randomBytes(4).toString("hex");
  const lines: string[] = [];
  let cause = error;
  for (let depth = 0; depth < 5 && cause !== undefined; depth++) {
    lines.push(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  process.stderr.write(`internal error ${id}: ${lines.join("\ncaused by ")}\n`);
  return id;
}
