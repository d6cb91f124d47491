import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toBase64Url } from "@/lib/bytes";
import { nobleSuite } from "@/lib/crypto/noble-suite";
import { canonicalBytes } from "@/lib/jcs";
import type { JsonObject, JsonValue } from "@/lib/json";
import { leafHash } from "@/lib/merkle/hash";
import { harvest, receipt, shipment } from "@/lib/proof/testing/events";
import { secretOf } from "@/lib/proof/testing/signers";
import { captureRoot, commitEvent, type Disclosure, disclosuresOf } from "./commit";
import { pruneTree } from "./prune";
import { type EventNode, openCaptureNode, openEventNode, pruneCapture, pruneEvent } from "./pruned-tree";

const { sha256 } = nobleSuite;
const secret = secretOf("pruned tree");
const refusedAt = (step: string) => expect.objectContaining({ code: "verification", step });
const salt = (n: number) => toBase64Url(new Uint8Array(16).fill(n));

/** The tree an issuer could build over any leaves at all, everything shown. */
function treeOf(leaves: Disclosure[]): EventNode {
  const hashes = leaves.map((leaf) => leafHash(sha256, canonicalBytes(leaf)));
  return pruneTree<Disclosure>(sha256, hashes, leaves);
}

function forge(fields: [string, JsonValue][], manifest = fields.map(([pointer]) => pointer)): EventNode {
  return treeOf([
    [salt(0), "", manifest],
    ...fields.map(([pointer, value], i): Disclosure => [salt(i + 1), pointer, value]),
  ]);
}

describe("openEventNode", () => {
  it("gives the committed root whatever is hidden, for every subset of the fields", () => {
    const { root, pointers } = commitEvent(nobleSuite, shipment, secret);
    for (let subset = 0; subset < 2 ** pointers.length; subset++) {
      const shown = pointers.filter((_, i) => subset & (1 << i));
      const opened = openEventNode(
        sha256,
        pruneEvent(nobleSuite, shipment, secret, (pointer) => shown.includes(pointer)),
      );
      expect(opened.root).toEqual(root);
      expect([...opened.disclosed.keys()]).toEqual(shown);
      expect(opened.hidden).toEqual(pointers.filter((pointer) => !shown.includes(pointer)));
    }
  });

  it("gives the committed root and values for random events and subsets", () => {
    const value = fc.jsonValue({ maxDepth: 1 });
    const anyEvent = fc.record({
      a: value,
      epcList: fc.array(value),
      ilmd: fc.dictionary(fc.string(), value),
    });
    fc.assert(
      fc.property(anyEvent, fc.infiniteStream(fc.boolean()), (event, coins) => {
        const node = pruneEvent(nobleSuite, event as JsonObject, secret, () => coins.next().value === true);
        const opened = openEventNode(sha256, JSON.parse(JSON.stringify(node)));
        const committed = commitEvent(nobleSuite, event as JsonObject, secret);
        expect(opened.root).toEqual(committed.root);
        expect(opened.pointers).toEqual(committed.pointers);
        expect([...opened.disclosed.keys(), ...opened.hidden].sort()).toEqual([...committed.pointers].sort());
      }),
      { numRuns: 50 },
    );
  });

  it("lets nothing of a hidden value out", () => {
    const node = pruneEvent(nobleSuite, shipment, secret, () => false);
    const salts = disclosuresOf(nobleSuite, shipment, secret)
      .slice(1)
      .map(([each]) => each);
    for (const text of [...salts, "OBSERVE", "shipping", "095200000000000017"]) {
      expect(JSON.stringify(node)).not.toContain(text);
    }
  });

  it("opens an event without members: the manifest alone", () => {
    const opened = openEventNode(
      sha256,
      pruneEvent(nobleSuite, {}, secret, () => true),
    );
    expect(opened).toEqual({
      root: commitEvent(nobleSuite, {}, secret).root,
      pointers: [],
      hidden: [],
      disclosed: new Map(),
    });
  });

  it("accepts any spelling of a value and takes its canonical form", () => {
    const node = JSON.stringify(pruneEvent(nobleSuite, harvest, secret, () => true)).replace(
      "120.5",
      "1.205e2",
    );
    expect(openEventNode(sha256, JSON.parse(node)).root).toEqual(
      commitEvent(nobleSuite, harvest, secret).root,
    );
  });

  it.each<[string, EventNode]>([
    [
      "two values for one pointer",
      forge([
        ["/a", 1],
        ["/a", 2],
      ]),
    ],
    [
      "two values for one pointer, listed once",
      forge(
        [
          ["/a", 1],
          ["/a", 2],
        ],
        ["/a", "/b"],
      ),
    ],
    [
      "two leaves in each other's place",
      forge(
        [
          ["/b", 2],
          ["/a", 1],
        ],
        ["/a", "/b"],
      ),
    ],
    [
      "leaves out of canonical order",
      forge([
        ["/b", 2],
        ["/a", 1],
      ]),
    ],
    [
      "a leaf the manifest does not list",
      forge(
        [
          ["/a", 1],
          ["/b", 2],
        ],
        ["/a"],
      ),
    ],
    [
      "a second manifest",
      treeOf([
        [salt(0), "", ["/a"]],
        [salt(1), "", ["/a"]],
      ]),
    ],
    [
      "a manifest in another place",
      treeOf([
        [salt(0), "/a", 1],
        [salt(1), "", ["/a"]],
      ]),
    ],
    [
      "a manifest that is no list",
      treeOf([
        [salt(0), "", "/a"],
        [salt(1), "/a", 1],
      ]),
    ],
  ])("refuses %s by the manifest", (_, node) => {
    expect(() => openEventNode(sha256, node)).toThrow(refusedAt("manifest"));
  });

  it("refuses a tree with its manifest hidden", () => {
    const node = pruneEvent(nobleSuite, shipment, secret, (pointer) => pointer === "/type");
    const [, right] = node as [EventNode, EventNode];
    expect(() => openEventNode(sha256, [toBase64Url(secret), right])).toThrow(refusedAt("manifest"));
    expect(() => openEventNode(sha256, toBase64Url(secret))).toThrow(refusedAt("manifest"));
  });

  it("refuses a tree that has not the shape of the manifest's number of leaves", () => {
    const hash = toBase64Url(secret);
    const leaf = (i: number): Disclosure => [salt(i), `/${"abcdef"[i - 1]}`, i];
    const manifest = (...pointers: string[]): Disclosure => [salt(0), "", pointers];
    const misshapen: EventNode[] = [
      [manifest("/a", "/b"), leaf(1)],
      [[manifest("/a"), leaf(1)], hash],
      [manifest("/a", "/b"), [leaf(1), leaf(2)]],
      [[manifest("/a", "/b", "/c"), leaf(1)], leaf(2)],
      [[[manifest("/a", "/b"), leaf(1)], leaf(2)], hash],
      manifest("/a"),
      [manifest(), hash],
    ];
    for (const node of misshapen) {
      expect(() => openEventNode(sha256, node)).toThrow(expect.objectContaining({ code: "verification" }));
    }
    expect(() => openEventNode(sha256, [manifest(), hash])).toThrow(refusedAt("event root"));
  });

  it("refuses every tree with one leaf left out, added or exchanged", () => {
    const leaves = disclosuresOf(nobleSuite, harvest, secret);
    for (let i = 1; i < leaves.length; i++) {
      const without = leaves.toSpliced(i, 1);
      const twice = leaves.toSpliced(i, 0, leaves[i] as Disclosure);
      for (const changed of [without, twice]) {
        expect(() => openEventNode(sha256, treeOf(changed))).toThrow(
          expect.objectContaining({ code: "verification" }),
        );
      }
      for (let k = 1; k < i; k++) {
        const exchanged = leaves.with(i, leaves[k] as Disclosure).with(k, leaves[i] as Disclosure);
        expect(() => openEventNode(sha256, treeOf(exchanged))).toThrow(refusedAt("manifest"));
      }
    }
  });

  it.each<[string, JsonValue]>([
    ["null", null],
    ["an object", { event: "x" }],
    ["an empty list", []],
    ["a list of one", [salt(1)]],
    ["a list of four", [salt(1), "/a", 1, 2]],
    ["a hash that is too short", [[salt(0), "", ["/a"]], salt(1)]],
    ["a hash with padding", [[salt(0), "", ["/a"]], `${toBase64Url(secret)}=`]],
    ["a hash that is not canonical base64url", [[salt(0), "", ["/a"]], `${"A".repeat(42)}B`]],
    ["a salt of 15 bytes", [[toBase64Url(new Uint8Array(15)), "", ["/a"]], toBase64Url(secret)]],
    ["a salt in standard base64", [["+".repeat(22), "", ["/a"]], toBase64Url(secret)]],
    ["a salt that is no text", [[1, "", ["/a"]], toBase64Url(secret)]],
    ["a pointer that is no text", [[salt(0), 1, ["/a"]], toBase64Url(secret)]],
    [
      "a pointer without slash",
      [
        [salt(0), "", ["/a"]],
        [salt(1), "a", 1],
      ],
    ],
    [
      "a value with a lone surrogate",
      [
        [salt(0), "", ["/a"]],
        [salt(1), "/a", "\ud800"],
      ],
    ],
    ["a list shown whole that is committed by element", forge([["/epcList", ["x"]]])],
    ["an ilmd shown whole that is committed by member", forge([["/ilmd", { a: 1 }]])],
  ])("refuses %s as a disclosure", (_, node) => {
    expect(() => openEventNode(sha256, node)).toThrow(refusedAt("disclosures"));
  });

  it("refuses nesting beyond any real tree without exhausting the stack", () => {
    let node: JsonValue = toBase64Url(secret);
    for (let i = 0; i < 5000; i++) node = [node, toBase64Url(secret)];
    expect(() => openEventNode(sha256, node)).toThrow(refusedAt("disclosures"));
    expect(() => openCaptureNode(sha256, node)).toThrow(refusedAt("disclosures"));
  });
});

describe("openCaptureNode", () => {
  const events = [harvest, shipment, receipt, shipment, harvest];
  const nodes = events.map((event, i) => pruneEvent(nobleSuite, event, secretOf(i), () => true));
  const roots = events.map((event, i) => commitEvent(nobleSuite, event, secretOf(i)).root);

  it("gives the signed root whichever events are shown, for every count up to five and every subset", () => {
    for (let count = 1; count <= events.length; count++) {
      const root = captureRoot(sha256, roots.slice(0, count));
      for (let subset = 0; subset < 2 ** count; subset++) {
        const shown = [...nodes.entries()].filter(([i]) => i < count && subset & (1 << i));
        const opened = openCaptureNode(sha256, pruneCapture(sha256, roots.slice(0, count), new Map(shown)));
        expect(opened.root).toEqual(root);
        expect(opened.events.map(({ event }) => event.root)).toEqual(shown.map(([i]) => roots[i]));
      }
    }
  });

  it("tells an event's ordinal only where nothing hidden comes before it", () => {
    const ordinals = (...shown: number[]) => {
      const kept = new Map(shown.map((i) => [i, nodes[i] as EventNode]));
      return openCaptureNode(sha256, pruneCapture(sha256, roots, kept)).events.map(({ ordinal }) => ordinal);
    };
    expect(ordinals(0, 1, 2, 3, 4)).toEqual([0, 1, 2, 3, 4]);
    expect(ordinals(0, 1, 3, 4)).toEqual([0, 1, null, null]);
    expect(ordinals(2)).toEqual([null]);
  });

  it("takes a bare hash: a capture that shows nothing", () => {
    const node = pruneCapture(sha256, roots, new Map());
    expect(node).toBe(toBase64Url(captureRoot(sha256, roots)));
    expect(openCaptureNode(sha256, node)).toEqual({ root: captureRoot(sha256, roots), events: [] });
  });

  it("passes a step only when it holds for every event", () => {
    const bad = forge([
      ["/a", 1],
      ["/a", 2],
    ]);
    const [good] = nodes as [EventNode];
    expect(() => openCaptureNode(sha256, [{ event: bad }, { event: [good, "?"] }])).toThrow(
      refusedAt("disclosures"),
    );
    expect(() => openCaptureNode(sha256, [{ event: [good, good] }, { event: bad }])).toThrow(
      refusedAt("manifest"),
    );
  });

  it.each<[string, JsonValue]>([
    ["null", null],
    ["a list of three", ["x", "y", "z"]],
    ["an empty object", {}],
    ["an event with something beside it", { event: toBase64Url(secret), ordinal: 0 }],
    ["a hash of another length", toBase64Url(new Uint8Array(31))],
  ])("refuses %s", (_, node) => {
    expect(() => openCaptureNode(sha256, node)).toThrow(refusedAt("disclosures"));
  });
});
