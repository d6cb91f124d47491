import { describe, expect, test } from "vitest";
import { compactOutline } from "./outline";

describe("a compact outline", () => {
  test("keeps the shape, relative and without repeated points", () => {
    expect(compactOutline("M0,0L100,0L101,1L100,50L0,50Z")).toBe("M0 0l100 0 0 50-100 0z");
  });

  test("drops specks, and is empty for nothing", () => {
    expect(compactOutline("M0,0L3,0L3,3L0,3Z")).toBe("");
    expect(compactOutline("")).toBe("");
  });
});
