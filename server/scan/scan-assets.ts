/** The built style and scripts of the provenance pages, as scripts/scan-assets.ts leaves them. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { DomainError } from "@/lib/errors";

/** A script, ready to go out. */
export interface BuiltFile {
  identity: Uint8Array;
  gzip: Uint8Array;
  br: Uint8Array;
}

/** What pages need of them. */
export interface ScanAssets {
  /** Minified style sheet, inlined into every page. */
  css: string;
  /** Source expression for a Content-Security-Policy: `'sha256-…'`. */
  cssHash: string;
  /** Address of the first script. */
  script: string;
  /** Every script by its file name; the names carry the hashes of the contents. */
  files: ReadonlyMap<string, BuiltFile>;
  /** The verifier page, one file, and its SHA-256 in hex. */
  verifier: BuiltFile & { sha256: string };
}

/**
 * Reads and compresses them, from the project's folder.
 * @throws DomainError unavailable when they were not built
 */
export function loadScanAssets(root: string): ScanAssets {
  const folder = join(root, "public/assets");
  try {
    const { css, script } = JSON.parse(readFileSync(join(folder, "scan.json"), "utf8")) as Pick<
      ScanAssets,
      "css" | "script"
    >;
    const cssHash = `'sha256-${createHash("sha256").update(css).digest("base64")}'`;
    const verifier = builtFile(join(folder, "verifier.html"));
    const names = readdirSync(folder).filter((name) => name.endsWith(".js"));
    return {
      css,
      cssHash,
      script,
      files: new Map(names.map((name) => [name, builtFile(join(folder, name))])),
      verifier: { ...verifier, sha256: createHash("sha256").update(verifier.identity).digest("hex") },
    };
  } catch (cause) {
    throw new DomainError(
      "unavailable",
      `${folder}: expected the built files of the pages; run npm run build`,
      {
        cause,
      },
    );
  }
}

function builtFile(path: string): BuiltFile {
  const identity = readFileSync(path);
  return { identity, gzip: gzipSync(identity, { level: 9 }), br: brotliCompressSync(identity) };
}
