import { TRPCError } from "@trpc/server";
import { describe, expect, it, vi } from "vitest";
import { DomainError, VerificationError } from "@/lib/errors";
import { refusalOf, toClientError } from "./errors";

/** What tRPC makes of something that a procedure threw. */
function thrownInProcedure(cause: Error): TRPCError {
  return new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: cause.message, cause });
}

describe("what clients see of an error", () => {
  it.each([
    ["malformed", "BAD_REQUEST"],
    ["unauthenticated", "UNAUTHORIZED"],
    ["forbidden", "FORBIDDEN"],
    ["not_found", "NOT_FOUND"],
    ["conflict", "CONFLICT"],
    ["too_large", "PAYLOAD_TOO_LARGE"],
    ["unsupported", "UNPROCESSABLE_CONTENT"],
    ["unavailable", "SERVICE_UNAVAILABLE"],
  ] as const)("a refusal %s keeps its words and becomes %s", (code, expected) => {
    const error = toClientError(thrownInProcedure(new DomainError(code, "$.a: expected b, got c")));
    expect(error).toMatchObject({ code: expected, message: "$.a: expected b, got c" });
  });

  it("a refusal carries its path, details and step, and nothing else", () => {
    const refused = new DomainError("conflict", "no", { path: "$.a", details: { index: 3 } });
    expect(refusalOf(refused)).toEqual({ code: "conflict", path: "$.a", details: { index: 3 } });
    const unproven = new VerificationError("path", "no", { key: "secret" });
    expect(refusalOf(unproven)).toEqual({ code: "verification", step: "path" });
  });

  it("anything unforeseen is an id, under which the whole of it stands on stderr", () => {
    const written: string[] = [];
    const spy = vi.spyOn(process.stderr, "write").mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
    const cause = Object.assign(new Error("password is hunter2", { cause: new Error("deeper") }), {
      code: "42P01",
    });
    const error = toClientError(thrownInProcedure(cause));
    spy.mockRestore();
    expect(error.message).toMatch(/^internal error [0-9a-f]{8}$/);
    expect(error.cause).toBeUndefined();
    expect(written.join("")).toContain(error.message);
    expect(written.join("")).toMatch(/password is hunter2[\s\S]*caused by Error: deeper/);
  });

  it("what tRPC itself refuses stays as it is", () => {
    const missing = new TRPCError({ code: "NOT_FOUND", message: "No procedure found" });
    expect(toClientError(missing)).toBe(missing);
  });
});
