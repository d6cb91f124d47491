import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildScanAssets } from "./scan-assets";

const folder = mkdtempSync(join(tmpdir(), "suyuan-assets-"));
let built: { css: string; script: string };

beforeAll(async () => {
  await buildScanAssets(process.cwd(), folder);
  built = JSON.parse(readFileSync(join(folder, "scan.json"), "utf8"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const zipped = (text: string): number => gzipSync(text, { level: 9 }).length;
const fileLike = (pattern: RegExp): string => {
  const name = readdirSync(folder).find((one) => pattern.test(one));
  return readFileSync(join(folder, name ?? "missing"), "utf8");
};

/** The names of a file and of all that it loads before it runs. */
function neededBy(pattern: RegExp): string[] {
  const first = readdirSync(folder).find((one) => pattern.test(one)) ?? "missing";
  const names = new Set([first]);
  for (const name of names) {
    const text = readFileSync(join(folder, name), "utf8");
    for (const [, other = ""] of text.matchAll(/(?:from|import)"\.\/([^"]+)"/g)) names.add(other);
  }
  return [...names];
}

function sum(names: readonly string[]): number {
  return names.reduce((total, name) => total + zipped(readFileSync(join(folder, name), "utf8")), 0);
}

describe("the files of a provenance page, compressed", () => {
  test("load at most 1 kB of script before the phone is idle", () => {
    expect(zipped(readFileSync(join(folder, basename(built.script)), "utf8"))).toBeLessThan(1_000);
  });

  test("verify with at most 23 kB more where there is WebCrypto, and 15 kB on top where there is none", () => {
    expect(sum(neededBy(/^check-/))).toBeLessThan(23_000);
    expect(zipped(fileLike(/^noble-ed25519-/))).toBeLessThan(15_000);
  });

  test("take 5 kB more for pages with readings, and 1.2 kB for browsers that remember another tree", () => {
    const verifier = neededBy(/^check-/);
    const beside = (pattern: RegExp) => neededBy(pattern).filter((name) => !verifier.includes(name));
    expect(sum(beside(/^derived-/))).toBeLessThan(5_000);
    expect(sum(beside(/^growth-/))).toBeLessThan(1_200);
  });

  test("bring no curve to a browser that has its own", () => {
    expect(fileLike(/^check-/)).toMatch(/import\("\.\/noble-ed25519-[A-Z0-9]+\.js"\)/);
    expect(fileLike(/^check-/)).not.toContain(
      "57896044618658097711785492504343953926634992332820282019728792003956564819949",
    );
  });

  test("bring no ML-DSA until a witness signs with it", () => {
    expect(fileLike(/^check-/)).toMatch(/import\("\.\/noble-ml-dsa44-[A-Z0-9]+\.js"\)/);
    expect(zipped(fileLike(/^noble-ml-dsa44-/))).toBeLessThan(12_000);
  });

  test("take less than 5 kB for the style sheet, tokens included", () => {
    expect(zipped(built.css)).toBeLessThan(5_000);
    expect(built.css).toContain("--seal");
  });
});
