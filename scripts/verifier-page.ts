/** Builds the verifier page: one HTML file, the same bytes from the same sources on every machine. */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, transform } from "esbuild";
import { verifierDocument } from "@/app/verifier/document";

const targets = ["es2022", "chrome109", "safari15.4", "firefox115"];
const styles = [
  "app/design/tokens.css",
  ...["base", "hand-in", "outcome"].map((name) => `app/verifier/styles/${name}.css`),
];

/** Names content as a Content-Security-Policy does. */
function sourceHash(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/**
 * Builds it from the sources under `root` as `verifier.html` in `folder`.
 * @returns the file's SHA-256, hex
 */
export async function buildVerifierPage(root: string, folder: string): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["app/verifier/client/verifier.ts"],
    bundle: true,
    minify: true,
    format: "iife",
    target: targets,
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
    write: false,
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error("verifier: esbuild wrote no output");
  // The script stands inside an element: no text of it may close that.
  const script = output.text.replaceAll("</script", "<\\/script");
  const sources = styles.map((path) => readFileSync(join(root, path), "utf8"));
  const { code: css } = await transform(sources.join("\n"), { loader: "css", minify: true, target: targets });
  const page = verifierDocument({ css, script, cssHash: sourceHash(css), scriptHash: sourceHash(script) });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "verifier.html"), page);
  return createHash("sha256").update(page).digest("hex");
}
