// biome-ignore lint/style/noRestrictedImports: the test measures the stylesheet as the file it is
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

/** The blocks of tokens.css, each as a map from token to its hex value. */
function themes(): Record<"light" | "dark" | "systemDark", Map<string, string>> {
  const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
  const block = (start: string): Map<string, string> => {
    const from = css.indexOf(start);
    const body = css.slice(from, css.indexOf("}", from));
    return new Map([...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map((m) => [m[1] ?? "", m[2] ?? ""]));
  };
  return {
    light: block(":root {"),
    dark: block(':root[data-theme="dark"] {'),
    systemDark: block(':root:not([data-theme="light"]) {'),
  };
}

/** Relative luminance of `#rrggbb`, 0 to 1 (WCAG 2.2). */
function luminance(hex: string): number {
  const channel = (at: number): number => {
    const v = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

/** Contrast ratio of two colours, 1 to 21 (WCAG 2.2). */
function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const grounds = ["paper", "sheet", "wash"];
const texts = ["ink", "ink-soft", "ink-faint", "seal", "link", "good", "caution", "wrong"];
const pairs: [string, string][] = [
  ...texts.flatMap((t) => grounds.map((g): [string, string] => [t, g])),
  ["link", "link-wash"],
  ["good", "good-wash"],
  ["caution", "caution-wash"],
  ["wrong", "wrong-wash"],
  ["ink", "link-wash"],
  ["ink", "good-wash"],
  ["ink", "caution-wash"],
  ["ink", "wrong-wash"],
  ["on-seal", "seal-fill"],
  ["on-slip", "slip"],
  ["on-slip-soft", "slip"],
  ["paper", "ink"],
];

describe("tokens", () => {
  const all = themes();
  for (const name of ["light", "dark"] as const) {
    const colour = (token: string): string => {
      const value = all[name].get(token);
      if (value === undefined) throw new Error(`tokens.css has no --${token} in ${name}`);
      return value;
    };
    for (const [text, ground] of pairs) {
      test(`${text} on ${ground} can be read in ${name} (4.5 to 1)`, () => {
        expect(contrast(colour(text), colour(ground))).toBeGreaterThanOrEqual(4.5);
      });
    }
    for (const ground of ["paper", "sheet"]) {
      test(`the edge of a field on ${ground} can be seen in ${name} (3 to 1)`, () => {
        expect(contrast(colour("line-strong"), colour(ground))).toBeGreaterThanOrEqual(3);
      });
    }
  }

  test("dark by choice and dark by the system are the same dark", () => {
    expect([...all.dark]).toEqual([...all.systemDark]);
  });
});
