/**
 * The files of the provenance pages: one style sheet, inlined into every page, and one small script that loads the verifier when the phone
 * is idle. Writes public/assets/*.js and public/assets/scan.json, which tells the server their text and names.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build, transform } from "esbuild";

/** In this order: later rules win. */
const styles = [
  "app/design/tokens.css",
  ...["base", "lead", "story", "drawings", "check", "media"].map((name) => `app/(scan)/styles/${name}.css`),
];

const targets = ["es2022", "chrome109", "safari15.4", "firefox115"];

/** Builds them under `root`. Leaves an unusable folder behind when it fails, which the next build replaces. */
export async function buildScanAssets(root: string): Promise<void> {
  const folder = join(root, "public/assets");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const entry = "app/(scan)/client/scan.ts";
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outdir: folder,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    target: targets,
    legalComments: "none",
    logLevel: "warning",
    metafile: true,
  });
  const script = Object.entries(metafile.outputs).find(([, output]) => output.entryPoint === entry)?.[0];
  if (script === undefined) throw new Error(`${entry}: esbuild wrote no output for it`);
  const sources = styles.map((path) => readFileSync(join(root, path), "utf8"));
  const { code: css } = await transform(sources.join("\n"), { loader: "css", minify: true, target: targets });
  writeFileSync(
    join(folder, "scan.json"),
    JSON.stringify({ css: css.trim(), script: `/assets/${basename(script)}` }),
  );
}
