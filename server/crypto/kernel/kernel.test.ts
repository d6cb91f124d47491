import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes, toHex } from "@/lib/bytes";
import { nobleSuite } from "@/lib/crypto/noble-suite";
import { captureRoot, commitEvent } from "@/lib/fields/commit";
import { fieldTextOf } from "@/lib/fields/field-text";
import { sealKeyOf } from "@/lib/fields/secret";
import type { JsonObject } from "@/lib/json";
import { HashKernel } from "./kernel";

const kernel = new HashKernel();

function expectAgreement(event: JsonObject, secret: Uint8Array): void {
  const { root, canonicalBytes, sealKey } = kernel.commit(fieldTextOf(event), secret);
  const model = commitEvent(nobleSuite, event, secret);
  const { key, nonce } = sealKeyOf(nobleSuite, secret);
  expect(toHex(root)).toBe(toHex(model.root));
  expect(toHex(canonicalBytes)).toBe(toHex(model.canonicalBytes));
  expect(toHex(sealKey)).toBe(toHex(concatBytes(key, nonce)));
}

const secrets = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe("HashKernel.commit", () => {
  it("gives the root, bytes and seal key that noble gives, for events of every number of fields up to 70", () => {
    const event: JsonObject = {};
    for (let n = 0; n <= 70; n++) {
      expectAgreement(event, new Uint8Array(32).fill(n));
      event[`field${n}`] = n % 3 === 0 ? [n, "x".repeat(n)] : "y".repeat(n * 3);
    }
  });

  it("does so for values of every length, around the edges of blocks", () => {
    for (let length = 0; length < 200; length++) {
      expectAgreement({ a: "z".repeat(length), epcList: ["q".repeat(199 - length)] }, new Uint8Array(32));
    }
  });

  it("does so for any event and secret", () => {
    const members = fc.dictionary(
      fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("epcList", "ilmd")),
      fc.jsonValue({ maxDepth: 3 }),
      { maxKeys: 12 },
    );
    fc.assert(
      fc.property(members, secrets, (event, secret) => {
        expectAgreement(JSON.parse(JSON.stringify(event)) as JsonObject, secret);
      }),
      { numRuns: 300 },
    );
  });

  it("makes room for an event of a megabyte, and goes on with small ones", () => {
    const epcList = Array.from({ length: 20_000 }, (_, i) => `https://id.gs1.org/01/09521012000013/21/${i}`);
    const secret = new Uint8Array(32).fill(7);
    const { root } = kernel.commit(fieldTextOf({ epcList, "ex:名": "草莓" }), secret);
    const model = commitEvent(
      { ...nobleSuite, sha256: (data) => createHash("sha256").update(data).digest() },
      { epcList, "ex:名": "草莓" },
      secret,
    );
    expect(toHex(root)).toBe(toHex(model.root));
    expectAgreement({ a: 1 }, secret);
  });
});

it("roots stay what they are when the kernel is used again", () => {
  const { root } = kernel.commit(fieldTextOf({ a: 1 }), new Uint8Array(32));
  const capture = kernel.rootOf(root);
  const before = [toHex(root), toHex(capture)];
  kernel.commit(fieldTextOf({ b: 2 }), new Uint8Array(32));
  kernel.rootOf(new Uint8Array(64));
  expect([toHex(root), toHex(capture)]).toEqual(before);
});

describe("HashKernel.rootOf", () => {
  it("gives the root of a capture of any number of events", () => {
    for (let count = 1; count <= 130; count++) {
      const roots = Array.from({ length: count }, (_, i) => new Uint8Array(32).fill(i + count));
      expect(toHex(kernel.rootOf(concatBytes(...roots)))).toBe(toHex(captureRoot(nobleSuite.sha256, roots)));
    }
  });
});

describe("HashKernel.hashPrefixed", () => {
  it("gives SHA-256 of prefix and message for messages of every length around the edges of blocks, in any company", () => {
    const messages = Array.from({ length: 260 }, (_, i) => new Uint8Array(i).fill(i));
    messages.push(new Uint8Array(70_000).fill(9));
    for (const prefix of [0, 1]) {
      const hashed = messages.map((message) =>
        createHash("sha256").update(Uint8Array.of(prefix)).update(message).digest("hex"),
      );
      expect(toHex(kernel.hashPrefixed(prefix, messages))).toBe(hashed.join(""));
      expect(toHex(kernel.hashPrefixed(prefix, messages.slice(5, 8)))).toBe(hashed.slice(5, 8).join(""));
    }
    expect(kernel.hashPrefixed(0, [])).toEqual(new Uint8Array());
  });
});
