import { sha256 } from "@noble/hashes/sha2.js";
import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../json";
import { listShared, readShared, readSharedText } from "../testing/shared-data";
import { assignEventId, cbvEventHash, prehashString } from "./event-hash";
import { formatNumber } from "./hash-text";
import { parseEpcis } from "./parse";

const sets = listShared("epcis/event-hash", /\.jsonld$/);

function lines(path: string): string[] {
  return (readSharedText(path) ?? "").trim().split(/\r?\n/);
}

function ignoreFieldsOf(document: JsonObject): string[] {
  const fields = document["repository-x:ignoreFields"];
  return Array.isArray(fields) ? fields.map(String) : [];
}

describe("cbvEventHash", () => {
  it.runIf(sets.length)("reproduces the hash and pre-hash of every published JSON set", () => {
    let hashes = 0;
    for (const path of sets) {
      const document = readShared<JsonObject>(path) ?? {};
      const ignoreFields = ignoreFieldsOf(document);
      const { events } = parseEpcis(document as JsonValue);
      const prehashes = events.map((event) => prehashString(event, { ignoreFields }));
      expect(prehashes, path).toEqual(lines(path.replace(".jsonld", ".prehashes")));
      const actual = events.map((event) => cbvEventHash(sha256, event, { ignoreFields }));
      expect(actual, path).toEqual(lines(path.replace(".jsonld", ".hashes")));
      hashes += actual.length;
    }
    expect(hashes).toBe(10);
  });
});

const event: JsonObject = {
  "@context": [{ own: "https://own.example/" }],
  type: "ObjectEvent",
  eventTime: "2026-05-31T08:00:00.0005+08:00",
  eventTimeZoneOffset: "+08:00",
  action: "OBSERVE",
  bizStep: "receiving",
  epcList: ["urn:epc:id:sgtin:4012345.011111.9876", "urn:epc:id:sgtin:4012345.011111.1"],
  bizTransactionList: [{ bizTransaction: "urn:x:2", type: "po" }, { bizTransaction: "urn:x:1" }],
  "own:b": 2,
  "own:a": { "own:y": "007", "own:x": true },
};

describe("prehashString", () => {
  it("writes standard members in order, then lists and extensions sorted", () => {
    expect(prehashString(event)).toBe(
      "eventType=ObjectEventeventTime=2026-05-31T00:00:00.001ZeventTimeZoneOffset=+08:00" +
        "epcListepc=https://id.gs1.org/01/04012345111118/21/1epc=https://id.gs1.org/01/04012345111118/21/9876" +
        "action=OBSERVEbizStep=https://ref.gs1.org/cbv/BizStep-receiving" +
        "bizTransactionListbizTransaction=urn:x:1type=https://ref.gs1.org/cbv/BTT-pobizTransaction=urn:x:2" +
        "{https://own.example/}a{https://own.example/}x=true{https://own.example/}y=7{https://own.example/}b=2",
    );
  });

  it("is the same whatever the order of members and lists, the domain of links and the surplus qualifiers", () => {
    const reversed = Object.fromEntries(Object.entries(event).reverse());
    reversed.epcList = [
      "https://shop.example/gtin/4012345111118/lot/L/ser/1?17=271231",
      "https://other.example/x/01/04012345111118/22/V/21/9876",
    ];
    expect(prehashString(reversed)).toBe(prehashString(event));
  });

  it("does not see recordTime, eventID, errorDeclaration and comments", () => {
    const more: JsonObject = {
      ...event,
      eventID: "urn:x:id",
      recordTime: "2026-01-01T00:00:00Z",
      errorDeclaration: { declarationTime: "2026-01-01T00:00:00Z" },
      "rdfs:comment": "a note",
    };
    expect(prehashString(more)).toBe(prehashString(event));
  });

  it("changes with every other member", () => {
    const base = prehashString(event);
    for (const member of Object.keys(event).filter((name) => name !== "@context")) {
      const { [member]: _, ...rest } = event;
      expect(prehashString(rest), member).not.toBe(base);
    }
  });

  it("sorts by code points, which UTF-16 units do not", () => {
    const texts = ["\u{1F353}", "\uFF21", "\u{1F351}", "a"];
    const written = prehashString({ ...event, "own:list": texts });
    const found = written.match(/list=[^{]+/gu)?.map((one) => one.slice("list=".length));
    expect(found).toEqual(["a", "\uFF21", "\u{1F351}", "\u{1F353}"]);
  });

  it.each([
    [1e21, "1000000000000000000000"],
    [5e-5, "5e-05"],
    [0.00012, "0.00012"],
    [-0.5, "-0.5"],
    [26, "26"],
  ])("writes the number %d as the reference implementation does", (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});

describe("assignEventId", () => {
  it("gives the hash as eventID only to events that have none", () => {
    const assigned = assignEventId(sha256, event);
    expect(assigned.eventID).toBe(cbvEventHash(sha256, event));
    expect(assignEventId(sha256, assigned)).toBe(assigned);
    expect(cbvEventHash(sha256, assigned)).toBe(assigned.eventID);
  });
});
