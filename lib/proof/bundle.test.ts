import { describe, expect, it } from "vitest";
import { isObject, type JsonObject, type JsonValue, parseJson } from "@/lib/json";
import { parseBundle, parseProofSet } from "./bundle";
import { twoMembers, verify } from "./testing/two-members";

const { log, trust, harvested, state } = twoMembers();
const bundle = log.bundle(harvested, { stateIndex: state });
const plain = (): JsonObject => parseJson(JSON.stringify(bundle)) as JsonObject;

/** Every path to a member of an object within a bundle, the capture left out: it is read when it is verified. */
function* memberPaths(value: JsonValue, path: string[] = []): Generator<string[]> {
  if (!isObject(value)) return;
  for (const [name, member] of Object.entries(value)) {
    yield [...path, name];
    if (name !== "capture") yield* memberPaths(member, [...path, name]);
  }
}

function changed(path: string[], change: (parent: JsonObject, name: string) => void): JsonObject {
  const copy = plain();
  let parent: JsonObject = copy;
  for (const name of path.slice(0, -1)) parent = parent[name] as JsonObject;
  change(parent, path.at(-1) ?? "");
  return copy;
}

const refusal = expect.objectContaining({ code: expect.stringMatching(/^(malformed|unsupported)$/) });

describe("parseBundle", () => {
  it("reads what buildBundle wrote, through JSON, and it verifies", async () => {
    expect(parseBundle(plain())).toEqual(bundle);
    expect((await verify(parseBundle(plain()), trust)).index).toBe(harvested);
  });

  it("refuses a bundle without any one of its members, naming it", () => {
    for (const path of memberPaths(plain())) {
      const without = changed(path, (parent, name) => {
        delete parent[name];
      });
      const name = `/${path.join("/")}`;
      expect(() => parseBundle(without), name).toThrow(refusal);
      expect(() => parseBundle(without), name).toThrow(new RegExp(`^${name}`));
    }
  });

  it("refuses an additional member anywhere", () => {
    for (const path of memberPaths(plain())) {
      const added = changed(path, (parent) => {
        parent.note = "x";
      });
      expect(() => parseBundle(added)).toThrow(refusal);
    }
  });

  it("refuses members of another kind", () => {
    for (const path of memberPaths(plain())) {
      if (path[0] === "capture") continue;
      for (const wrong of [true, -1, 1.5, 2 ** 53, {}, [1]]) {
        const replaced = changed(path, (parent, name) => {
          parent[name] = wrong;
        });
        expect(() => parseBundle(replaced), `${path.join("/")} = ${JSON.stringify(wrong)}`).toThrow(refusal);
      }
    }
  });

  it("refuses another version, so that nobody reads a later format as this one", () => {
    for (const version of [0, 2, "1", null]) {
      expect(() => parseBundle({ ...plain(), version })).toThrow(
        expect.objectContaining({ code: "unsupported" }),
      );
    }
  });
});

describe("parseProofSet", () => {
  it("reads a set, and a single bundle as a set of one", () => {
    const set = { version: 1, subject: "5.0", bundles: [plain(), plain()] };
    expect(parseProofSet(set)).toEqual({ version: 1, subject: "5.0", bundles: [bundle, bundle] });
    expect(parseProofSet(plain())).toEqual({ version: 1, subject: "", bundles: [bundle] });
  });

  it("refuses a set that proves nothing or is of another shape", () => {
    const set = { version: 1, subject: "5.0", bundles: [plain()] };
    const { subject: _, ...nameless } = set;
    for (const wrong of [
      { ...set, bundles: [] },
      { ...set, bundles: {} },
      { ...set, version: 2 },
      nameless,
      [],
      null,
    ]) {
      expect(() => parseProofSet(wrong as JsonValue)).toThrow(refusal);
    }
    expect(() => parseProofSet({ ...set, bundles: [plain(), null] })).toThrow(/^\/bundles\/1: /);
  });
});
