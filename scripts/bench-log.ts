/**
 * `npm run bench-log -- [--port 4100] [--host 127.0.0.1] [--dir FOLDER]`: an open log with `POST /add`, for load tools; see
 * server/bench-log. Without --dir it lives in a temporary folder that goes with it. Ends on SIGINT and SIGTERM, and with
 * the process that started it.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { serveBenchLog } from "@/server/bench-log/serve";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "4100" },
    host: { type: "string", default: "127.0.0.1" },
    dir: { type: "string" },
  },
});
const dir = values.dir ?? mkdtempSync(join(tmpdir(), "suyuan-bench-log-"));
const log = await serveBenchLog({
  dir,
  host: values.host,
  port: Number(values.port),
  onNotice: (line) => console.error(line),
});
const line = JSON.stringify({ prefix: log.prefix, vkey: log.vkey });
console.log(line);

let isEnding = false;
async function end(): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  await log.close();
  if (values.dir === undefined) rmSync(dir, { recursive: true, force: true });
  process.exit(0);
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void end());
process.on("disconnect", () => void end());
