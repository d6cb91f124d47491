/** `npm run build`: the client bundles of the provenance pages, the verifier page, then Next's pages. `--assets`: without the last. */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { buildScanAssets } from "./scan-assets";
import { hashSources, markBuilt } from "./setup/sources.mjs";
import { buildVerifierPage } from "./verifier-page";

/** Runs `next build`, its words kept back unless it fails. */
function buildPages(): Promise<number> {
  const next = createRequire(import.meta.url).resolve("next/dist/bin/next");
  const child = spawn(process.execPath, [next, "build"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  let said = "";
  const keep = (chunk: Buffer) => {
    said += chunk;
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  return new Promise((resolve) => {
    child.once("exit", (code) => {
      if (code !== 0) console.error(said);
      resolve(code ?? 1);
    });
  });
}

const hash = hashSources();
await buildScanAssets(process.cwd());
await buildVerifierPage(process.cwd(), "public/assets");
if (!process.argv.includes("--assets")) {
  const code = await buildPages();
  if (code !== 0) process.exit(code);
  markBuilt(hash);
}
