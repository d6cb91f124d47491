import { expect, it } from "vitest";
import { repairEscapes } from "./repair-escapes";

it.each([
  ["/01/09521012000013/10/A%2FB", "/01/09521012000013/10/A%2FB"],
  ["/01/%zz", "/01/%25zz"],
  ["/01/1%", "/01/1%25"],
  ["/01/%2Fa%zz?x=%zz", "/01/%2Fa%25zz?x=%zz"],
  ["/01/%ff", "/01/%25ff"],
  ["/01/%E8%8D%89", "/01/%E8%8D%89"],
])("%s becomes %s, which can be decoded", (sent, repaired) => {
  expect(repairEscapes(sent)).toBe(repaired);
  expect(() => decodeURIComponent(repaired.split("?")[0] ?? "")).not.toThrow();
});
