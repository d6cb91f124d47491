import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "@/lib/bytes";
import { type CborValue, encodeCbor } from "@/lib/cbor";
import { nobleSuite } from "@/lib/crypto/noble-suite";
import type { PublicKey } from "@/lib/crypto/suite";
import { ed25519Signer, p256Signer } from "@/lib/proof/testing/signers";
import { decodeCoseKey, encodeCoseKey, keyThumbprint } from "./cose-key";

const x = "65eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d";
const y = "1e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c";

describe("COSE keys", () => {
  it("have the thumbprint that RFC 9679 §6 gives for its example key", () => {
    const key: PublicKey = { alg: -9, bytes: fromHex(`04${x}${y}`) };
    expect(toHex(keyThumbprint(nobleSuite.sha256, key))).toBe(
      "496bd8afadf307e5b08c64b0421bf9dc01528a344a43bda88fadd1669da253ec",
    );
  });

  it("hold the required members in deterministic order and no other", () => {
    const point = fromHex(`04${x}${y}`);
    expect(toHex(encodeCoseKey({ alg: -9, bytes: point }))).toBe(`a401022001215820${x}225820${y}`);
    expect(toHex(encodeCoseKey({ alg: -19, bytes: fromHex(x) }))).toBe(
      `a3010120062158 20${x}`.replace(" ", ""),
    );
  });

  it.each([
    ["Ed25519", ed25519Signer(7).key],
    ["P-256", p256Signer(7).key],
  ])("come back as they were: %s", (_, key) => {
    expect(decodeCoseKey(encodeCoseKey(key))).toEqual(key);
  });

  it.each<[string, CborValue]>([
    ["no map", [1, 2]],
    [
      "an additional member",
      new Map<number, CborValue>([
        [1, 1],
        [-1, 6],
        [-2, fromHex(x)],
        [3, -19],
      ]),
    ],
    [
      "a private key",
      new Map<number, CborValue>([
        [1, 1],
        [-1, 6],
        [-2, fromHex(x)],
        [-4, fromHex(x)],
      ]),
    ],
    [
      "a curve of another type",
      new Map<number, CborValue>([
        [1, 1],
        [-1, 1],
        [-2, fromHex(x)],
      ]),
    ],
    [
      "a coordinate of 31 bytes",
      new Map<number, CborValue>([
        [1, 1],
        [-1, 6],
        [-2, fromHex(x).slice(1)],
      ]),
    ],
    [
      "a compressed point",
      new Map<number, CborValue>([
        [1, 2],
        [-1, 1],
        [-2, fromHex(x)],
        [-3, true],
      ]),
    ],
    [
      "no coordinate",
      new Map<number, CborValue>([
        [1, 1],
        [-1, 6],
      ]),
    ],
  ])("are refused with %s", (_, value) => {
    expect(() => decodeCoseKey(encodeCbor(value))).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^(malformed|unsupported)$/) }),
    );
  });

  it.each<[string, PublicKey]>([
    ["a short Ed25519 key", { alg: -19, bytes: new Uint8Array(31) }],
    ["a compressed point", { alg: -9, bytes: new Uint8Array(33).fill(2) }],
    ["a point without its first byte", { alg: -9, bytes: new Uint8Array(65) }],
  ])("are not made of %s", (_, key) => {
    expect(() => encodeCoseKey(key)).toThrow(expect.objectContaining({ code: "malformed" }));
  });
});
