import { describe, expect, test } from "vitest";
import { languageOf, textIn } from "./language";

describe("languageOf", () => {
  test("a visitor's own choice outranks the browser's", () => {
    expect(languageOf("en", "zh-CN,zh;q=0.9")).toBe("en");
    expect(languageOf("zh-CN", "en")).toBe("zh-CN");
  });

  test("the preference with the greatest weight that we speak is taken, in whatever order it stands", () => {
    expect(languageOf(undefined, "zh-CN,zh;q=0.9,en;q=0.8")).toBe("zh-CN");
    expect(languageOf(undefined, "fr-FR, en;q=0.3, zh-TW;q=0.7")).toBe("zh-CN");
    expect(languageOf(undefined, "zh;q=0, en;q=0.1")).toBe("en");
  });

  test("without anything to go by, or with a choice we do not know, the answer is English", () => {
    expect(languageOf(undefined, null)).toBe("en");
    expect(languageOf("de", "de-DE")).toBe("en");
  });
});

test("a text missing in one language is given in the other rather than left empty", () => {
  expect(textIn("zh-CN", { en: "Strawberries", "zh-CN": "" })).toBe("Strawberries");
});
