import { expect, test } from "vitest";
import { parseDigitalLink } from "@/lib/digital-link/parse";
import { labelLink } from "./label-link";

const gtin = "09521012000013";

test("a link in which case means nothing is all capitals, and still names the same lot", () => {
  const link = labelLink("https://trace.example", { gtin, lot: "L2611-A" });
  expect(link).toBe("HTTPS://TRACE.EXAMPLE/01/09521012000013/10/L2611-A");
  expect(parseDigitalLink(link).qualifiers).toEqual([{ ai: "10", value: "L2611-A" }]);
});

test("a lot or a path with lowercase letters keeps its case", () => {
  expect(labelLink("https://trace.example", { gtin, lot: "b7" })).toBe(
    "https://trace.example/01/09521012000013/10/b7",
  );
  expect(labelLink("https://trace.example/food", { gtin, lot: "B7" })).toBe(
    "https://trace.example/food/01/09521012000013/10/B7",
  );
});

test("characters that a path cannot hold are encoded in capitals, so they may stand in either form", () => {
  expect(labelLink("http://10.0.0.7:3000", { gtin, lot: "A/1" })).toBe(
    "HTTP://10.0.0.7:3000/01/09521012000013/10/A%2F1",
  );
});
