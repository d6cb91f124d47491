/** `npm run build`: the client bundles of the provenance pages, then Next's pages. `--assets`: the bundles alone. */
import { spawn } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { build } from "esbuild";
import { hashSources, markBuilt } from "./setup/sources.mjs";

const clientFolder = "app/(scan)/client";
const assetsFolder = "public/assets";

/** Bundles each entry `app/(scan)/client/<name>.ts` into `public/assets/<name>.js`. */
async function buildAssets(): Promise<void> {
  rmSync(assetsFolder, { recursive: true, force: true });
  if (!existsSync(clientFolder)) return;
  const names = readdirSync(clientFolder).filter((name) => /^[^.]+\.ts$/.test(name));
  if (names.length === 0) return;
  await build({
    entryPoints: names.map((name) => `${clientFolder}/${name}`),
    outdir: assetsFolder,
    bundle: true,
    minify: true,
    format: "esm",
    target: ["es2022", "safari15"],
    legalComments: "none",
    logLevel: "warning",
  });
}

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
await buildAssets();
if (!process.argv.includes("--assets")) {
  const code = await buildPages();
  if (code !== 0) process.exit(code);
  markBuilt(hash);
}
