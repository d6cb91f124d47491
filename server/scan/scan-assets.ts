/** The built style and script of the provenance pages, as scripts/scan-assets.ts leaves them. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DomainError } from "@/lib/errors";

/** What a page needs of them. */
export interface ScanAssets {
  /** Minified style sheet, inlined into every page. */
  css: string;
  /** Source expression for a Content-Security-Policy: `'sha256-…'`. */
  cssHash: string;
  /** Address of the script. */
  script: string;
}

/**
 * Reads them from the project's folder.
 * @throws DomainError unavailable when they were not built
 */
export function loadScanAssets(root: string): ScanAssets {
  const path = join(root, "public/assets/scan.json");
  try {
    const { css, script } = JSON.parse(readFileSync(path, "utf8")) as Omit<ScanAssets, "cssHash">;
    const cssHash = `'sha256-${createHash("sha256").update(css).digest("base64")}'`;
    return { css, cssHash, script };
  } catch (cause) {
    throw new DomainError(
      "unavailable",
      `${path}: expected the built files of the pages; run npm run build`,
      { cause },
    );
  }
}
