/**
 * Browser and server write the same bytes and give the same verdicts: the formats of DESIGN §2 under every suite.
 */
import { createPrivateKey, sign, webcrypto } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes, fromHex, toHex } from "@/lib/bytes";
import { nobleSuite } from "@/lib/crypto/noble-suite";
import { webSuite } from "@/lib/crypto/web-suite";
import { captureRoot, commitEvent } from "@/lib/fields/commit";
import { openEventNode, pruneEvent } from "@/lib/fields/pruned-tree";
import { openSealed, sealEvent } from "@/lib/fields/seal";
import { saltsOf, sealKeyOf } from "@/lib/fields/secret";
import type { JsonObject } from "@/lib/json";
import type { ProofBundle } from "@/lib/proof/bundle";
import { harvest } from "@/lib/proof/testing/events";
import { secretOf } from "@/lib/proof/testing/signers";
import { parties, SmallLog } from "@/lib/proof/testing/small-log";
import { verifyBundle } from "@/lib/proof/verify";
import { encodeStatement, statementToSign, statementTypes } from "@/lib/statement/statement";
import { nodeSuite } from "@/server/crypto/node-suite";

const suites = {
  node: nodeSuite,
  web: webSuite(webcrypto.subtle as SubtleCrypto),
  "web without WebCrypto": webSuite(undefined),
};
const anyEvent = fc.dictionary(
  fc.oneof(fc.constantFrom("epcList", "ilmd", "type"), fc.string({ unit: "grapheme" })),
  fc.jsonValue({ maxDepth: 2 }),
) as fc.Arbitrary<JsonObject>;
const secrets = fc.uint8Array({ minLength: 32, maxLength: 32 });

/** Writes a result as text: bytes as hex, so that a Buffer is no other than a Uint8Array. */
function plain(value: unknown): string {
  const of = (each: unknown): unknown => {
    if (each instanceof Uint8Array) return toHex(each);
    if (each instanceof Map) return [...each].map(of);
    if (Array.isArray(each)) return each.map(of);
    if (typeof each !== "object" || each === null) return each;
    return Object.fromEntries(Object.entries(each).map(([name, member]) => [name, of(member)]));
  };
  return JSON.stringify(of(value));
}

describe.each(Object.entries(suites))("the suite %s and noble", (_, suite) => {
  it("derive the same salts and seal keys", () => {
    fc.assert(
      fc.property(secrets, fc.integer({ min: 1, max: 60 }), (secret, count) => {
        expect(saltsOf(suite, secret, count).map(toHex)).toEqual(
          saltsOf(nobleSuite, secret, count).map(toHex),
        );
        expect(toHex(sealKeyOf(suite, secret).key)).toBe(toHex(sealKeyOf(nobleSuite, secret).key));
      }),
      { numRuns: 30 },
    );
  });

  it("commit, prune and open events alike", () => {
    fc.assert(
      fc.property(anyEvent, secrets, (event, secret) => {
        const [ours, theirs] = [commitEvent(suite, event, secret), commitEvent(nobleSuite, event, secret)];
        expect(toHex(ours.root)).toBe(toHex(theirs.root));
        expect(ours.leafInputs.map(toHex)).toEqual(theirs.leafInputs.map(toHex));
        const roots = [ours.root, theirs.root, ours.root];
        expect(toHex(captureRoot(suite.sha256, roots))).toBe(toHex(captureRoot(nobleSuite.sha256, roots)));
        const node = pruneEvent(suite, event, secret, (pointer) => pointer.length % 2 === 0);
        expect(node).toEqual(pruneEvent(nobleSuite, event, secret, (pointer) => pointer.length % 2 === 0));
        expect(toHex(openEventNode(suite.sha256, node).root)).toBe(toHex(theirs.root));
      }),
      { numRuns: 60 },
    );
  });

  it("open each other's seals", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), secrets, (bytes, secret) => {
        const sealed = sealEvent(suite, bytes, secret);
        expect(toHex(sealed)).toBe(toHex(sealEvent(nobleSuite, bytes, secret)));
        expect(toHex(openSealed(nobleSuite, sealed, secret))).toBe(toHex(bytes));
        expect(toHex(openSealed(suite, sealed, secret))).toBe(toHex(bytes));
      }),
      { numRuns: 30 },
    );
  });

  it("verify the same bundle to the same result, Ed25519 and ESP256", async () => {
    const log = new SmallLog();
    log.join(parties.farm, "manufacturer");
    log.join(parties.carrier, "carrier");
    const trust = { origin: log.origin, logVkey: log.vkey };
    for (const party of [parties.farm, parties.carrier]) {
      const index = log.capture(party, [harvest]);
      const bundle: ProofBundle = log.bundle(index, { stateIndex: log.state() });
      const [ours, theirs] = await Promise.all(
        [suite, nobleSuite].map((each) => verifyBundle(each, bundle, trust)),
      );
      expect(plain(ours)).toBe(plain(theirs));
    }
  });
});

describe("a statement", () => {
  it("signed by node:crypto is the one noble signs, byte for byte", () => {
    const { signer, iss } = parties.farm;
    const header = {
      ...{ alg: signer.key.alg, kid: signer.kid, iss, sub: "log.example/suyuan", iat: 1_760_000_000 },
      ...{ typ: statementTypes.capture, seq: 7 },
    };
    const payload = new Uint8Array(32).fill(5);
    const { protectedBytes, message } = statementToSign(header, payload);
    // PrivateKeyInfo of an Ed25519 seed (RFC 8410 §7).
    const der = concatBytes(fromHex("302e020100300506032b657004220420"), secretOf(2));
    const key = createPrivateKey({ key: Buffer.from(der), format: "der", type: "pkcs8" });
    const byNode = encodeStatement(protectedBytes, payload, new Uint8Array(sign(null, message, key)));
    expect(toHex(byNode)).toBe(toHex(encodeStatement(protectedBytes, payload, signer.sign(message))));
  });
});
