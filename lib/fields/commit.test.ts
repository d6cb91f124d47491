import { describe, expect, it } from "vitest";
import { concatBytes, fromUtf8, toHex, utf8 } from "@/lib/bytes";
import { nobleSuite } from "@/lib/crypto/noble-suite";
import { canonicalBytes } from "@/lib/jcs";
import { harvest, shipment } from "@/lib/proof/testing/events";
import { captureRoot, commitEvent } from "./commit";
import { openSealed, sealEvent } from "./seal";
import { saltsOf, sealKeyOf } from "./secret";

const secret = Uint8Array.from({ length: 32 }, (_, i) => i);

describe("the formats of version 1", () => {
  // Figures recomputed with Python's hashlib and cryptography from the text of the design alone.
  it("commit a known event under a known secret to a known root", () => {
    expect(toHex(commitEvent(nobleSuite, harvest, secret).root)).toBe(
      "e20d6186811f9ee224344be20027551fff799331b7fea50e6fb47a7ab5272e49",
    );
  });

  it("seal a known event to a known ciphertext", () => {
    const sealed = sealEvent(nobleSuite, canonicalBytes(harvest), secret);
    expect(sealed.length).toBe(canonicalBytes(harvest).length + 16);
    expect(toHex(sealed.subarray(-16))).toBe("9eb7ad3e733cd804bfbb27a31ab5b354");
  });

  it("derive known salts and a known seal key", () => {
    expect(saltsOf(nobleSuite, secret, 3).map(toHex)).toEqual([
      "75ebecbe1ca9f2438887bcaa3eb09730",
      "4a0280e60c52f9c1f723b66aff7eb6c9",
      "23edcc4e09524354c319fe6fe315a6df",
    ]);
    const { key, nonce } = sealKeyOf(nobleSuite, secret);
    expect(toHex(key)).toBe("203cb900168f025065d11ab161cfd86116cda3e1e02686c533ab564fa4db6b74");
    expect(toHex(nonce)).toBe("bfc273c97cc337d3fa9a0e72");
  });

  it("join two events to a known capture root", () => {
    const roots = [harvest, shipment].map((event) => commitEvent(nobleSuite, event, secret).root);
    expect(toHex(captureRoot(nobleSuite.sha256, roots))).toBe(
      "11ede42791a21da242c424c062542424422413c1d606a7db1a98aeb061b49b84",
    );
  });
});

describe("commitEvent", () => {
  it("puts the manifest first: the pointers of all other leaves, in their order", () => {
    const { leafInputs, pointers } = commitEvent(nobleSuite, shipment, secret);
    const leaves = leafInputs.map((input) => JSON.parse(fromUtf8(input)));
    expect(leaves[0].slice(1)).toEqual(["", ["/action", "/bizStep", "/epcList/0", "/type"]]);
    expect(leaves.slice(1).map(([, pointer]) => pointer)).toEqual(pointers);
  });

  it("salts every leaf differently", () => {
    const { leafInputs } = commitEvent(nobleSuite, harvest, secret);
    expect(new Set(leafInputs.map((input) => JSON.parse(fromUtf8(input))[0])).size).toBe(leafInputs.length);
  });

  it("depends on the secret and on nothing that canonical form leaves out", () => {
    const other = Uint8Array.from(secret, (byte) => byte ^ 1);
    const reordered = Object.fromEntries(Object.entries(harvest).reverse());
    const root = toHex(commitEvent(nobleSuite, harvest, secret).root);
    expect(toHex(commitEvent(nobleSuite, reordered, secret).root)).toBe(root);
    expect(toHex(commitEvent(nobleSuite, harvest, other).root)).not.toBe(root);
  });

  it("makes a capture root of one event the hash of its root as a leaf", () => {
    const { root } = commitEvent(nobleSuite, shipment, secret);
    const leaf = nobleSuite.sha256(concatBytes(Uint8Array.of(0), root));
    expect(captureRoot(nobleSuite.sha256, [root])).toEqual(leaf);
  });

  it.each([0, 31, 33])("refuses a secret of %i bytes", (length) => {
    expect(() => commitEvent(nobleSuite, shipment, new Uint8Array(length))).toThrow(
      expect.objectContaining({ code: "malformed" }),
    );
  });
});

describe("the seal", () => {
  it("gives back the very bytes to whoever has the secret", () => {
    const sealed = sealEvent(nobleSuite, canonicalBytes(harvest), secret);
    expect(openSealed(nobleSuite, sealed, secret)).toEqual(canonicalBytes(harvest));
  });

  it("opens with no other secret", () => {
    const sealed = sealEvent(nobleSuite, utf8("{}"), secret);
    expect(() => openSealed(nobleSuite, sealed, new Uint8Array(32))).toThrow(
      expect.objectContaining({ code: "malformed" }),
    );
  });

  it("opens no more after any bit of it was changed", () => {
    const sealed = sealEvent(nobleSuite, utf8('{"a":1}'), secret);
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const flipped = sealed.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => openSealed(nobleSuite, flipped, secret)).toThrow(
        expect.objectContaining({ code: "malformed" }),
      );
    }
  });
});
