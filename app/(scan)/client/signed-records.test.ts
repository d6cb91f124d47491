import { describe, expect, test } from "vitest";
import type { JsonValue } from "@/lib/json";
import type { VerifiedBundle } from "@/lib/proof/verify";
import { namedRecords, reassemble, valueAt } from "./signed-records";

const disclosed = new Map<string, JsonValue>([
  ["/type", "ObjectEvent"],
  ["/readPoint", { id: "https://id.gs1.org/414/1" }],
  ["/quantityList/1", { epcClass: "urn:x", quantity: 4 }],
  ["/ilmd/cbvmda:lotNumber", "L1"],
  ["/sensorElementList/0", { a: 1 }],
  ["/sensorElementList/1", { a: 2 }],
]);
const record = { iss: "https://maker.example", disclosed };

const bundle = (index: number, ordinals: (number | null)[]): VerifiedBundle => ({
  index,
  iss: record.iss,
  iat: 0,
  seq: 0,
  typ: "",
  roles: [],
  events: ordinals.map((ordinal) => ({
    ordinal,
    root: new Uint8Array(),
    pointers: [],
    disclosed,
    hidden: [],
  })),
  checkpoint: { origin: "", size: 1, rootHash: new Uint8Array() },
  cosignatures: [],
  keyAsOf: 0,
  steps: [],
});

describe("signed records", () => {
  test.each([
    ["/type", "ObjectEvent"],
    ["/readPoint/id", "https://id.gs1.org/414/1"],
    ["/quantityList/1/epcClass", "urn:x"],
    ["/ilmd/cbvmda:lotNumber", "L1"],
    ["@iss", "https://maker.example"],
    ["/readPoint/name", undefined],
    ["/quantityList/0/epcClass", undefined],
    ["/eventID", undefined],
  ])("hold at %s what was signed, or nothing", (pointer, value) => {
    expect(valueAt(record, pointer)).toBe(value);
  });

  test("come together again with lists in order", () => {
    expect(reassemble(record)).toMatchObject({
      type: "ObjectEvent",
      ilmd: { "cbvmda:lotNumber": "L1" },
      sensorElementList: [{ a: 1 }, { a: 2 }],
    });
  });

  test("take the names the file gives them where nothing proven contradicts", () => {
    const named = namedRecords([bundle(7, [0, null]), bundle(9, [null])], [["7.0", "7.3"], ["9.2"]]);
    expect([...named.keys()]).toEqual(["7.0", "7.3", "9.2"]);
  });

  test("go without a name that contradicts the proven index or ordinal", () => {
    expect([...namedRecords([bundle(7, [0])], [["8.0"]]).keys()]).toEqual([]);
    expect([...namedRecords([bundle(7, [0])], [["7.1"]]).keys()]).toEqual([]);
    expect([...namedRecords([bundle(7, [0])], []).keys()]).toEqual([]);
  });
});
