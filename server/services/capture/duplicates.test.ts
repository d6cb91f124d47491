import { describe, expect, it } from "vitest";
import { findDuplicate } from "./duplicates";
import type { KnownEvent } from "./recent-events";

const original: KnownEvent = {
  eventID: "urn:uuid:1",
  cbvHash: "ni:a",
  contentHash: "c1",
  isErrorDeclaration: false,
};
const declaration: KnownEvent = { ...original, contentHash: "c2", isErrorDeclaration: true };

describe("findDuplicate (DESIGN §2, public ids)", () => {
  it("gives the earlier event for the same id and bytes", () => {
    expect(findDuplicate(original, [original], "$")).toBe(original);
  });

  it("gives the earlier event for the same CBV hash, whatever its id", () => {
    const renamed = { ...original, eventID: "urn:uuid:2", contentHash: "c3" };
    expect(findDuplicate(renamed, [original], "$")).toBe(original);
  });

  it("refuses an id that names other content, and names the path", () => {
    const other = { ...original, cbvHash: "ni:b", contentHash: "c9" };
    expect(() => findDuplicate(other, [original], "$.eventList[3]")).toThrow(
      /^\$\.eventList\[3\]\.eventID: expected/,
    );
  });

  it("takes an error declaration as an event of its own, once", () => {
    expect(findDuplicate(declaration, [original], "$")).toBeNull();
    expect(findDuplicate(declaration, [original, declaration], "$")).toBe(declaration);
  });

  it("takes an original whose declaration was captured first", () => {
    expect(findDuplicate(original, [declaration], "$")).toBeNull();
  });

  it("takes an event nobody has seen", () => {
    expect(findDuplicate(original, [], "$")).toBeNull();
  });
});
