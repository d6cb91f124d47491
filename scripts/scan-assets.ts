/**
 * The files of the provenance pages: one style sheet, inlined into every page, and one small script that loads the verifier when the phone
 * is idle. Writes public/assets/*.js and public/assets/scan.json, which tells the server their text and names.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type BuildOptions, build, type Plugin, transform } from "esbuild";

/** In this order: later rules win. */
const styles = [
  "app/design/tokens.css",
  ...["base", "lead", "story", "drawings", "check", "media"].map((name) => `app/(scan)/styles/${name}.css`),
];

const targets = ["es2022", "chrome109", "safari15.4", "firefox115"];

/** Signatures in JavaScript: for browsers, or addresses, without WebCrypto, and for cosignatures that it does not know. */
const fallbacks = ["noble-ed25519", "noble-p256", "noble-ml-dsa44"].map((name) => `lib/crypto/${name}.ts`);

/** Builds them from the sources under `root`. Leaves an unusable folder behind when it fails, which the next build replaces. */
export async function buildScanAssets(root: string, folder = join(root, "public/assets")): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const names = await bundle(root, folder, fallbacks);
  const entry = "app/(scan)/client/scan.ts";
  const outputs = await bundle(root, folder, [entry], { splitting: true, plugins: [alreadyBuilt(names)] });
  const script = outputs.get(entry);
  if (script === undefined) throw new Error(`${entry}: esbuild wrote no output for it`);
  const sources = styles.map((path) => readFileSync(join(root, path), "utf8"));
  const { code: css } = await transform(sources.join("\n"), { loader: "css", minify: true, target: targets });
  writeFileSync(join(folder, "scan.json"), JSON.stringify({ css: css.trim(), script: `/assets/${script}` }));
}

/** Bundles entries; returns the file name of each by its path. */
async function bundle(
  root: string,
  folder: string,
  entryPoints: string[],
  more: BuildOptions = {},
): Promise<Map<string, string>> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints,
    outdir: folder,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    bundle: true,
    minify: true,
    format: "esm",
    target: targets,
    legalComments: "none",
    logLevel: "warning",
    metafile: true,
    ...more,
  });
  const outputs = Object.entries(metafile?.outputs ?? {});
  return new Map(
    outputs.flatMap(([path, { entryPoint }]) => (entryPoint ? [[entryPoint, basename(path)]] : [])),
  );
}

/**
 * Leads imports of the fallbacks to their own files. In one build with the rest they would share its hashing, and every phone would load
 * the SHA-512 that only they need.
 */
function alreadyBuilt(names: ReadonlyMap<string, string>): Plugin {
  return {
    name: "already-built",
    setup({ onResolve }) {
      onResolve({ filter: /\/noble-(ed25519|p256|ml-dsa44)$/ }, ({ path, kind }) => {
        const name = names.get(`lib/crypto/${path.replace("./", "")}.ts`);
        return kind === "dynamic-import" && name !== undefined
          ? { path: `./${name}`, external: true }
          : undefined;
      });
    },
  };
}
