import type { KeyObject } from "node:crypto";
import { generateKeyPairSync, sign } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes, fromHex, toHex, utf8 } from "@/lib/bytes";
import { nobleSuite } from "@/lib/crypto/noble-suite";
import type { CryptoSuite, PublicKey } from "@/lib/crypto/suite";
import { webSuite } from "@/lib/crypto/web-suite";
import { nodeSuite } from "./node-suite";

const suites: [name: string, suite: CryptoSuite][] = [
  ["node:crypto", nodeSuite],
  ["noble", nobleSuite],
  ["WebCrypto", webSuite(globalThis.crypto.subtle)],
  ["WebCrypto, insecure context", webSuite(undefined)],
  [
    "WebCrypto without Ed25519",
    webSuite({ importKey: () => Promise.reject(new Error("NotSupported")) } as unknown as SubtleCrypto),
  ],
];
const message = utf8("a message");
const groupOrder = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

function publicKeyOf(key: KeyObject, alg: -19 | -9): PublicKey {
  const spki = key.export({ type: "spki", format: "der" });
  return { alg, bytes: new Uint8Array(spki.subarray(alg === -19 ? -32 : -65)) };
}

describe.each(suites)("the suite on %s", (_, suite) => {
  it("hashes as FIPS 180-4 and FIPS 202 say", () => {
    expect(toHex(suite.sha256(utf8("abc")))).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
    expect(toHex(suite.shake256(new Uint8Array(0), 32))).toBe(
      "46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f",
    );
  });

  it("seals as the AES-256-GCM test cases 13 and 14 of the GCM specification", () => {
    const [key, nonce] = [new Uint8Array(32), new Uint8Array(12)];
    const empty = "530f8afbc74536b9a963b4f1c4cb738b";
    const block = "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919";
    expect(toHex(suite.sealAes256Gcm(key, nonce, new Uint8Array(0)))).toBe(empty);
    expect(toHex(suite.sealAes256Gcm(key, nonce, new Uint8Array(16)))).toBe(block);
    expect(suite.openAes256Gcm(key, nonce, fromHex(block))).toEqual(new Uint8Array(16));
  });

  it("opens nothing whose any bit has changed, and nothing too short", () => {
    const [key, nonce] = [new Uint8Array(32).fill(1), new Uint8Array(12).fill(2)];
    const sealed = suite.sealAes256Gcm(key, nonce, message);
    const malformed = expect.objectContaining({ code: "malformed" });
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = flipped(sealed, bit);
      expect(() => suite.openAes256Gcm(key, nonce, changed)).toThrow(malformed);
    }
    for (const length of [0, 15]) {
      expect(() => suite.openAes256Gcm(key, nonce, sealed.subarray(0, length))).toThrow(malformed);
    }
  });

  it("verifies Ed25519, and nothing with a flipped bit (RFC 8032 §7.1, TEST 2)", async () => {
    const key = fromHex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    const signature = fromHex(
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    );
    expect(await suite.verify({ alg: -19, bytes: key }, fromHex("72"), signature)).toBe(true);
    expect(await suite.verify({ alg: -19, bytes: key }, fromHex("73"), signature)).toBe(false);
    for (let bit = 0; bit < 512; bit += 17) {
      expect(await suite.verify({ alg: -19, bytes: key }, fromHex("72"), flipped(signature, bit))).toBe(
        false,
      );
    }
    for (let bit = 0; bit < 256; bit += 17) {
      expect(await suite.verify({ alg: -19, bytes: flipped(key, bit) }, fromHex("72"), signature)).toBe(
        false,
      );
    }
  });

  it("calls keys and signatures of a wrong length false, without an exception", async () => {
    for (const alg of [-19, -9] as const) {
      for (const length of [0, 31, 32, 33, 64, 65, 66]) {
        const bytes = new Uint8Array(length).fill(4);
        for (const signature of [
          new Uint8Array(0),
          new Uint8Array(63),
          new Uint8Array(64),
          new Uint8Array(65),
        ]) {
          expect(await suite.verify({ alg, bytes }, message, signature)).toBe(false);
        }
      }
    }
  });

  it("verifies ESP256 over r ‖ s, with s on either side of half the order", async () => {
    const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const key = publicKeyOf(pair.publicKey, -9);
    const signature = new Uint8Array(
      sign("sha256", message, { key: pair.privateKey, dsaEncoding: "ieee-p1363" }),
    );
    const otherS = groupOrder - BigInt(`0x${toHex(signature.subarray(32))}`);
    const mirrored = concatBytes(signature.subarray(0, 32), fromHex(otherS.toString(16).padStart(64, "0")));
    expect(await suite.verify(key, message, signature)).toBe(true);
    expect(await suite.verify(key, message, mirrored)).toBe(true);
    expect(await suite.verify(key, utf8("another"), signature)).toBe(false);
    for (let bit = 0; bit < 512; bit += 37) {
      expect(await suite.verify(key, message, flipped(signature, bit))).toBe(false);
    }
  });

  it("refuses ESP256 in DER, with r or s zero or beyond the order, and keys compressed or off the curve", async () => {
    const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const key = publicKeyOf(pair.publicKey, -9);
    const der = new Uint8Array(sign("sha256", message, pair.privateKey));
    const signature = new Uint8Array(
      sign("sha256", message, { key: pair.privateKey, dsaEncoding: "ieee-p1363" }),
    );
    const order = fromHex(groupOrder.toString(16));
    const [r, s] = [signature.subarray(0, 32), signature.subarray(32)];
    const zero = new Uint8Array(32);
    for (const bad of [
      der,
      concatBytes(zero, zero),
      concatBytes(r, zero),
      concatBytes(zero, s),
      concatBytes(r, order),
      concatBytes(order, s),
    ]) {
      expect(await suite.verify(key, message, bad)).toBe(false);
    }
    const compressed = concatBytes(Uint8Array.of(2), key.bytes.subarray(1, 33));
    const hybrid = concatBytes(Uint8Array.of(6), key.bytes.subarray(1));
    for (const bytes of [
      compressed,
      hybrid,
      flipped(key.bytes, 100),
      flipped(key.bytes, 519),
      new Uint8Array(65),
    ]) {
      expect(await suite.verify({ alg: -9, bytes }, message, signature)).toBe(false);
    }
  });
});

describe("the suites together", () => {
  it("give the same bytes for any input", () => {
    const input = fc.uint8Array({ maxLength: 300 });
    const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const nonce = fc.uint8Array({ minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(input, key, nonce, fc.nat(200), (data, key32, nonce12, length) => {
        expect(toHex(nodeSuite.sha256(data))).toBe(toHex(nobleSuite.sha256(data)));
        expect(toHex(nodeSuite.shake256(data, length))).toBe(toHex(nobleSuite.shake256(data, length)));
        const sealed = nodeSuite.sealAes256Gcm(key32, nonce12, data);
        expect(toHex(nobleSuite.sealAes256Gcm(key32, nonce12, data))).toBe(toHex(sealed));
        expect(nobleSuite.openAes256Gcm(key32, nonce12, sealed)).toEqual(data);
        expect(nodeSuite.openAes256Gcm(key32, nonce12, sealed)).toEqual(data);
      }),
    );
  });
});

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const changed = bytes.slice();
  const at = Math.floor(bit / 8);
  changed[at] = (changed[at] ?? 0) ^ (1 << (bit % 8));
  return changed;
}
