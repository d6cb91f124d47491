import { describe, expect, test } from "vitest";
import type { ProofBundle } from "./bundle";
import { formatProofFile, parseProofFile } from "./proof-file";

const bundle: ProofBundle = {
  version: 1,
  statement: "AA",
  capture: "AA",
  proof: "x",
  issuer: {
    key: "AA",
    leaf: { iss: "https://a.example", kid: "00", roles: ["carrier"], from: 1, to: null },
    index: 0,
    size: 1,
    path: [],
    statement: "AA",
    proof: "x",
  },
};
const set = { version: 1 as const, subject: "17.0", bundles: [bundle] };
const trust = { origin: "a.example/log", vkey: "a.example/log+00000000+AA" };

describe("a proof file", () => {
  test("reads back as it was written", () => {
    const file = { set, trust, records: [["17.0"]] };
    expect(parseProofFile(formatProofFile(file))).toEqual(file);
  });

  test("may be a bare set or a single bundle, which name no log", () => {
    expect(parseProofFile(formatProofFile({ set, trust: null, records: null }))).toEqual({
      set,
      trust: null,
      records: null,
    });
    expect(parseProofFile(JSON.parse(JSON.stringify(bundle)))).toMatchObject({
      trust: null,
      set: { bundles: [bundle] },
    });
  });

  test.each([
    [{ trust: "key" }, "/trust"],
    [{ records: [[17]] }, "/records"],
    [{ bundles: [] }, "/bundles"],
    [{ note: "x" }, "/note"],
  ])("is refused with %j, naming the place", (change, path) => {
    const value = { ...formatProofFile({ set, trust, records: [["17.0"]] }), ...change };
    expect(() => parseProofFile(value)).toThrow(expect.objectContaining({ code: "malformed", path }));
  });
});
