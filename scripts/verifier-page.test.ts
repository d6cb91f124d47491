import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildVerifierPage } from "./verifier-page";

const folder = mkdtempSync(join(tmpdir(), "suyuan-verifier-"));
let sha256 = "";
let page = "";

beforeAll(async () => {
  sha256 = await buildVerifierPage(process.cwd(), join(folder, "one"));
  page = readFileSync(join(folder, "one/verifier.html"), "utf8");
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The content of the one element of a name. */
function contentOf(tag: string): string {
  const parts = [...page.matchAll(new RegExp(`<${tag}>(.*?)</${tag}>`, "gs"))];
  expect(parts).toHaveLength(1);
  return parts[0]?.[1] ?? "";
}

describe("the verifier page", () => {
  test("is the same, byte for byte, when it is built from the same sources elsewhere", async () => {
    const elsewhere = join(folder, "some/other/place");
    for (const place of ["app", "lib", "tsconfig.json", "package.json"]) {
      cpSync(join(process.cwd(), place), join(elsewhere, place), { recursive: true });
    }
    symlinkSync(join(process.cwd(), "node_modules"), join(elsewhere, "node_modules"));
    expect(await buildVerifierPage(elsewhere, join(folder, "two"))).toBe(sha256);
    expect(createHash("sha256").update(page).digest("hex")).toBe(sha256);
  });

  test("is one file that can ask nobody for anything", () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? "";
    expect(policy).toMatch(/^default-src &#39;none&#39;|^default-src 'none'/);
    expect(policy).not.toMatch(/connect-src|unsafe|https?:|\*/);
    const markup = page.replace(contentOf("script"), "").replace(contentOf("style"), "");
    expect(markup).not.toMatch(/\bsrc=|href="(?!data:,")/);
    expect(contentOf("style")).not.toMatch(/url\(|@import/);
    expect(contentOf("script")).not.toMatch(
      /\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|importScripts|\bimport\(/,
    );
  });

  test("allows its own style and script by their hashes, and nothing else", () => {
    for (const [tag, directive] of [
      ["style", "style-src"],
      ["script", "script-src"],
    ] as const) {
      const hash = createHash("sha256").update(contentOf(tag)).digest("base64");
      expect(page.replaceAll("&#39;", "'")).toContain(`${directive} 'sha256-${hash}';`);
    }
  });

  test("takes less than 64 kB, compressed, with the signatures of browsers that have none of their own", () => {
    expect(gzipSync(page, { level: 9 }).length).toBeLessThan(64_000);
  });
});
