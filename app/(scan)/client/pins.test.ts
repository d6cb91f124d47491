import { describe, expect, test } from "vitest";
import { type Pin, troubleWith } from "./pins";

const pin: Pin = { origin: "a.example/log", vkey: "a.example/log+01+AA", sinceMs: 0, size: 100, root: "aa" };

describe("what a browser remembers of a log", () => {
  test("agrees with the same tree and with a larger one", () => {
    expect(troubleWith(pin, pin)).toBeNull();
    expect(troubleWith(pin, { ...pin, size: 101, root: "bb" })).toBeNull();
  });

  test.each([
    ["another key", { vkey: "a.example/log+02+BB" }, { kind: "key" }],
    ["another log", { origin: "b.example/log" }, { kind: "key" }],
    ["a shorter tree", { size: 99, root: "bb" }, { kind: "shorter", before: 100 }],
    ["another tree of the same size", { root: "bb" }, { kind: "forked" }],
  ])("shouts at %s", (_, now, trouble) => {
    expect(troubleWith(pin, { ...pin, ...now })).toEqual(trouble);
  });
});
