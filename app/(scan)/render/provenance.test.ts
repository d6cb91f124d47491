import { describe, expect, test } from "vitest";
import { scanTexts } from "@/app/texts/scan";
import { pageFixture } from "../testing/page-fixture";
import { speechOf } from "./context";
import { problemDocument } from "./problem";
import { provenanceDocument } from "./provenance";

const assets = { css: "p{color:red}", script: "/assets/scan-x.js" };
const en = speechOf("en");
const write = (over: Parameters<typeof pageFixture>[0] = {}, speech = en) =>
  provenanceDocument(pageFixture(over), speech, assets);
const hostile = `"><script>alert('1')</script>&`;

describe("the provenance document", () => {
  test("says everything without script, in the order in which a shopper asks", () => {
    const document = write();
    const page = document.slice(document.indexOf("<main"));
    const parts = [
      "Traced to its source",
      "Outside its temperature range",
      "Berries 500 g",
      "Donggang",
      "Hill field</span></h3>",
      '<b class="day">20 Nov',
      "08:30",
      "Picked",
      "Signed by",
      "Hill Farm",
      "allowed 0–4",
      '<p class="verdict-line caution">',
      "What we do not know",
      "Check it yourself",
    ];
    const places = parts.map((part) => page.indexOf(part));
    expect(places.every((at) => at > 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  test("speaks Chinese to whoever asks for it", () => {
    const page = write({}, speechOf("zh-CN"));
    expect(page).toContain('<html lang="zh-CN">');
    expect(page).toContain(scanTexts["zh-CN"].check.heading);
    expect(page).toContain("11月20日");
    expect(page).not.toContain(scanTexts.en.check.heading);
  });

  test("marks what it shows with the place in the record where it must stand", () => {
    const page = write();
    expect(page).toContain('<span data-claim="4.0" data-pointer="/name/en">Berries 500 g</span>');
    expect(page).toContain('data-claim="7.1" data-pointer="/bizStep" data-value="shipping"');
    expect(page).toContain('data-claim="3.0" data-pointer="/country" data-value="CN"');
    expect(page).toMatch(/data-derived="curve"/);
    expect(page).toMatch(/data-derived="excursions" data-json="\[\[/);
  });

  test("lets no name of a product, a place or a signer become markup", () => {
    const name = { text: hostile, claims: [{ id: "4.0", pointer: "/name/en", value: hostile }] };
    const page = write({ product: { name, brand: name, maker: name, lot: name }, unknowns: [] });
    expect(page).not.toContain("<script>alert");
    expect(page.match(/&lt;script&gt;alert/g)?.length).toBeGreaterThan(3);
    expect(page).toContain('"name":"\\">\\u003cscript>');
  });

  test("runs no script and takes no style but its own", () => {
    const page = write();
    expect(page.match(/<script(?! type="application)[^>]*>/g)).toEqual([
      '<script type="module" src="/assets/scan-x.js">',
    ]);
    expect(page).not.toMatch(/ on\w+="| style="/);
  });

  test("folds a long journey in the middle and keeps its ends", () => {
    const [stop] = pageFixture().journey;
    if (stop === undefined) throw new Error("expected a stop");
    const page = write({ journey: Array.from({ length: 9 }, () => stop) });
    expect(page.match(/<details class="fold">/g)).toHaveLength(1);
    expect(page.match(/<h3>/g)).toHaveLength(9);
    expect(page).toContain("Show the 3 places in between");
  });

  test.each([
    ["recalled", { kind: "recalled", id: "7.1", at: "" }, "Recalled on 20 Nov, 10:30 by Hill Farm"],
    ["expired", { kind: "expired", sinceMs: Date.parse("2026-11-27T15:59:59Z") }, "good until 27 Nov 2026"],
    [
      "decommissioned",
      { kind: "decommissioned", id: "7.1", at: "", reason: "destroyed" },
      "should not be in a shop",
    ],
    ["consumed", { kind: "decommissioned", id: "7.1", at: "", reason: "consumed" }, "Already used"],
    ["described", { kind: "described" }, "We know this code"],
  ] as const)("puts %s first", (_, verdict, words) => {
    expect(write({ verdict }).slice(0, 9_000)).toContain(words);
  });
});

describe("the pages of codes that lead nowhere", () => {
  const where = { path: "/01/09521012000014", publicUrl: "https://trace.example" };
  test.each([
    [
      { kind: "malformed", reason: "check_digit", value: "09521012000014", expected: "3" },
      400,
      "would have to be 3",
    ],
    [
      { kind: "unknown", subject: "https://id.gs1.org/01/09521012000013/10/A%2FB" },
      404,
      "(01)09521012000013 (10)A/B",
    ],
    [
      { kind: "pending", subject: "https://id.gs1.org/01/09521012000013", acceptedAt: "" },
      202,
      "being published",
    ],
    [{ kind: "failed" }, 500, "not with your code"],
  ] as const)("%j", (problem, status, words) => {
    const answer = problemDocument(problem, where, en, assets);
    expect(answer.status).toBe(status);
    expect(answer.html).toContain(words);
    expect(problemDocument(problem, where, speechOf("zh-CN"), assets).html).toContain('lang="zh-CN"');
  });

  test("look again by themselves only while something is being published", () => {
    const html = (kind: "pending" | "unknown") =>
      problemDocument({ kind, subject: "https://id.gs1.org/00/1", acceptedAt: "" }, where, en, assets).html;
    expect(html("pending")).toContain('http-equiv="refresh"');
    expect(html("unknown")).not.toContain('http-equiv="refresh"');
  });

  test("let nothing of the address become markup", () => {
    const problem = { kind: "malformed", reason: "other", value: hostile } as const;
    expect(problemDocument(problem, { ...where, path: `/01/${hostile}` }, en, assets).html).not.toContain(
      "<script>alert",
    );
  });
});
