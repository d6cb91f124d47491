import { describe, expect, it } from "vitest";
import { DomainError, invariant, VerificationError } from "./errors";

describe("errors", () => {
  it("are told apart by their code, and carry place, details, step and evidence", () => {
    const cause = new Error("inner");
    const domain = new DomainError("conflict", "seq: expected 4, got 3", {
      cause,
      path: "seq",
      details: { seq: 4 },
    });
    expect(domain).toMatchObject({ code: "conflict", path: "seq", details: { seq: 4 }, cause });
    expect(new DomainError("not_found", "x").path).toBeUndefined();
    const verification = new VerificationError("path", "root: expected a, got b", { root: "b" });
    expect(verification).toMatchObject({ code: "verification", step: "path", evidence: { root: "b" } });
  });

  it("never blame a caller for a broken invariant", () => {
    expect(() => invariant(true, "holds")).not.toThrow();
    expect(() => invariant(0, "one is one")).toThrow("invariant: one is one");
    expect(() => invariant(0, "x")).not.toThrow(expect.objectContaining({ code: expect.anything() }));
  });
});
