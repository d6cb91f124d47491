import { ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { describe, expect, it } from "vitest";
import { concatBytes, fromHex, toHex, utf8 } from "@/lib/bytes";
import { isAdmissibleEd25519Key, isSmallOrderPoint } from "@/lib/crypto/ed25519-rules";
import { nobleSuite } from "@/lib/crypto/noble-suite";
import { webSuite } from "@/lib/crypto/web-suite";
import { nodeSuite } from "./node-suite";
import { sodiumSuite } from "./sodium-suite";

/** Every suite's verdict; DESIGN §2: they are one. */
async function verdicts(key: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean[]> {
  const suites = [nodeSuite, nobleSuite, webSuite(globalThis.crypto.subtle), sodiumSuite];
  return Promise.all(suites.map((suite) => suite.verify({ alg: -19, bytes: key }, message, signature)));
}

const all = (verdict: boolean) => [verdict, verdict, verdict, verdict];

/**
 * The twelve cases of Chalkias, Garillot and Nikolaenko, "Taming the many EdDSAs" (2020), table 6, with the verdict of
 * our rule: cofactorless, canonical A and R, S < L, small-order A refused.
 */
const taming: [what: string, verdict: boolean, message: string, key: string, signature: string][] = [
  [
    "0: S = 0, small A, small R",
    false,
    "8c93255d71dcab10e8f379c26200f3c7bd5f09d9bc3068d3ef4edeb4853022b6",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a0000000000000000000000000000000000000000000000000000000000000000",
  ],
  [
    "1: small A, mixed R",
    false,
    "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04",
  ],
  [
    "2: mixed A, small R",
    true,
    "aebf3f2601a0c8c5d39cc7d8911642f740b78168218da8471772b35f9d35b9ab",
    "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa8c4bd45aecaca5b24fb97bc10ac27ac8751a7dfe1baff8b953ec9f5833ca260e",
  ],
  [
    "3: mixed A and R",
    true,
    "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79",
    "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
    "9046a64750444938de19f227bb80485e92b83fdb4b6506c160484c016cc1852f87909e14428a7a1d62e9f22f3d3ad7802db02eb2e688b6c52fcd6648a98bd009",
  ],
  [
    "4: holds only with the cofactor",
    false,
    "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c",
    "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
    "160a1cb0dc9c0258cd0a7d23e94d8fa878bcb1925f2c64246b2dee1796bed5125ec6bc982a269b723e0668e540911a9a6a58921d6925e434ab10aa7940551a09",
  ],
  [
    "5: holds only with the cofactor, k not reduced",
    false,
    "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c",
    "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
    "21122a84e0b5fca4052f5b1235c80a537878b38f3142356b2c2384ebad4668b7e40bc836dac0f71076f9abe3a53f9c03c1ceeeddb658d0030494ace586687405",
  ],
  [
    "6: S > L",
    false,
    "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40",
    "442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623",
    "e96f66be976d82e60150baecff9906684aebb1ef181f67a7189ac78ea23b6c0e547f7690a0e2ddcd04d87dbc3490dc19b3b3052f7ff0538cb68afb369ba3a514",
  ],
  [
    "7: S ≫ L",
    false,
    "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40",
    "442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623",
    "8ce5b96c8f26d0ab6c47958c9e68b937104cd36e13c33566acd2fe8d38aa19427e71f98a473474f2f13f06f97c20d58cc3f54b8bd0d272f42b695dd7e89a8c22",
  ],
  [
    "8: R not canonical, reduced for the hash",
    false,
    "9bedc267423725d473888631ebf45988bad3db83851ee85c85e241a07d148b41",
    "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff03be9678ac102edcd92b0210bb34d7428d12ffc5df5f37e359941266a4e35f0f",
  ],
  [
    "9: R not canonical, hashed as it is",
    false,
    "9bedc267423725d473888631ebf45988bad3db83851ee85c85e241a07d148b41",
    "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffca8c5b64cd208982aa38d4936621a4775aa233aa0505711d8fdcfdaa943d4908",
  ],
  [
    "10: A not canonical, reduced for the hash",
    false,
    "e96b7021eb39c1a163b6da4e3093dcd3f21387da4cc4572be588fafae23c155b",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "a9d55260f765261eb9b84e106f665e00b867287a761990d7135963ee0a7d59dca5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04",
  ],
  [
    "11: A not canonical, hashed as it is",
    false,
    "39a591f5321bbe07fd5a23dc2f39d025d74526615746727ceefd6e82ae65c06f",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "a9d55260f765261eb9b84e106f665e00b867287a761990d7135963ee0a7d59dca5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04",
  ],
];

/** Figures of C2SP/CCTV ed25519vectors.json: number, verdict of our rule from its flags, key, signature, message. */
const mixedKey = "10eb7c3acfb2bed3e0d6ab89bf5a3d6afddd1176ce4812e38d9fd485058fdb1f";
const zeroKey = "0000000000000000000000000000000000000000000000000000000000000000";
const offKey = "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";
const cctv: [number: number, verdict: boolean, key: string, signature: string, message: string][] = [
  [
    1,
    false,
    zeroKey,
    "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
    "ed25519vectors 11",
  ],
  [
    3,
    false,
    zeroKey,
    "36684ea91032ba5b1dbab2d02f4debc74c3327f2b3802e2e4d371aa42b12b56b05ba9a796274d80437afa36f1236563f2f3b0aa84cecddc3d20914615ba4fe02",
    "ed25519vectors 3",
  ],
  [
    4,
    false,
    mixedKey,
    "00000000000000000000000000000000000000000000000000000000000000005e176f12cfb0d4e6eb6929b19ae4c998ef05c1c2cf628a9b1fa1c21312627108",
    "ed25519vectors 7",
  ],
  [
    5,
    true,
    mixedKey,
    "00000000000000000000000000000000000000000000000000000000000000009472a69cd9a701a50d130ed52189e2455b23767db52cacb8716fb896ffeeac09",
    "ed25519vectors 3",
  ],
  [
    6,
    false,
    mixedKey,
    "36684ea91032ba5b1dbab2d02f4debc74c3327f2b3802e2e4d371aa42b12b56bc02e2b9e63e385c058bf62b14b3a2b29ccefe8e38ddb536bc3f9865320a3d801",
    "ed25519vectors 10",
  ],
  [
    7,
    true,
    mixedKey,
    "36684ea91032ba5b1dbab2d02f4debc74c3327f2b3802e2e4d371aa42b12b56bbbfd00bd9c259d8d222d15e67a3d8228585050dbb9b9585be20d8fadc721da03",
    "ed25519vectors",
  ],
  [
    9,
    false,
    offKey,
    "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
    "ed25519vectors 6",
  ],
  [
    11,
    false,
    offKey,
    "36684ea91032ba5b1dbab2d02f4debc74c3327f2b3802e2e4d371aa42b12b56b05ba9a796274d80437afa36f1236563f2f3b0aa84cecddc3d20914615ba4fe02",
    "ed25519vectors",
  ],
  [
    13,
    false,
    offKey,
    "36684ea91032ba5b1dbab2d02f4debc74c3327f2b3802e2e4d371aa42b12b56b05ba9a796274d80437afa36f1236563f2f3b0aa84cecddc3d20914615ba4fe02",
    "ed25519vectors 3",
  ],
  [
    15,
    false,
    zeroKey,
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000",
    "ed25519vectors 10",
  ],
  [
    17,
    false,
    mixedKey,
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7fad7a355469b5c87e550469f6b2de409ee723acd584bf35f86b80c384e8ceb702",
    "ed25519vectors 3",
  ],
  [
    19,
    false,
    mixedKey,
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f9472a69cd9a701a50d130ed52189e2455b23767db52cacb8716fb896ffeeac09",
    "ed25519vectors 3",
  ],
  [
    26,
    false,
    mixedKey,
    "000000000000000000000000000000000000000000000000000000000000008075b3d7e9547febbdbf3fde21df901c7ca1fc59e8b689a4ae283919e78cf62b03",
    "ed25519vectors 11",
  ],
  [
    27,
    true,
    mixedKey,
    "0000000000000000000000000000000000000000000000000000000000000080050abffcd4d8ccbb4b8d6bf6649f5aa99e8de5cc182a7409633856ff53f49e0c",
    "ed25519vectors 10",
  ],
  [
    28,
    false,
    mixedKey,
    "b797b156efcd45a4e2454d2fd0b21438b3ccd80d4c7fd1d1b2c8e55bd4ed4a94639734cf989e314e9e049fc01a3864d191fed8f231b12fee6fa50aaadba44b0e",
    "ed25519vectors 9",
  ],
  [
    29,
    true,
    mixedKey,
    "b797b156efcd45a4e2454d2fd0b21438b3ccd80d4c7fd1d1b2c8e55bd4ed4a94732d9e0279fe001d90327efa319816e3e4506b78432b8b4e1f2fdc4b960d700f",
    "ed25519vectors 2",
  ],
  [
    39,
    false,
    mixedKey,
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff1f5fae114eb0c534b5aed0a892d0a0e1d429df6a025c5ae08012e0ffce78310c",
    "ed25519vectors 27",
  ],
];

describe("Ed25519 verdicts are one on node:crypto, noble, WebCrypto and libsodium", () => {
  it.each(taming)("for case %s of Taming the many EdDSAs", async (_, verdict, message, key, signature) => {
    expect(await verdicts(fromHex(key), fromHex(message), fromHex(signature))).toEqual(all(verdict));
  });

  it.each(cctv)("for vector %i of C2SP/CCTV (accepted: %s)", async (_, verdict, key, signature, message) => {
    expect(await verdicts(fromHex(key), utf8(message), fromHex(signature))).toEqual(all(verdict));
  });
});

/*
 * A grid of the same kind as CCTV's: A = aB + iT and R = rB + jT, where T has order 8 and S makes the equation hold
 * but for the small-order parts. It then holds without a cofactor exactly when j + k·i is divisible by 8.
 */
describe("Ed25519 verdicts on every pair of small-order components", () => {
  const { Point } = ed25519;
  const order = Point.Fn.ORDER;
  const torsion = Point.fromHex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a");
  const components = Array.from({ length: 8 }, (_, i) => torsion.multiplyUnsafe(BigInt(i)));
  const little = (bytes: Uint8Array) => BigInt(`0x${toHex(bytes.slice().reverse())}`);
  const scalar = (n: bigint) => fromHex(n.toString(16).padStart(64, "0")).reverse();

  it("knows the eight points of small order", () => {
    for (const point of components) {
      expect(isSmallOrderPoint(point.toBytes())).toBe(true);
      expect(isAdmissibleEd25519Key(point.toBytes())).toBe(false);
    }
    expect(new Set(components.map((point) => point.toHex())).size).toBe(8);
    expect(isSmallOrderPoint(Point.BASE.toBytes())).toBe(false);
  });

  it.each([
    ["a mixed key and a mixed R", 1234567n, 7654321n],
    ["a mixed key and a small-order R", 1234567n, 0n],
    ["a small-order key", 0n, 7654321n],
  ])("is that of the equation without a cofactor, for %s", async (_, a, r) => {
    let accepted = 0;
    for (let i = 0; i < 8; i++) {
      for (let j = 0; j < 8; j++) {
        const A = Point.BASE.multiplyUnsafe(a)
          .add(components[i] ?? Point.ZERO)
          .toBytes();
        const R = Point.BASE.multiplyUnsafe(r)
          .add(components[j] ?? Point.ZERO)
          .toBytes();
        for (const attempt of [0, 1]) {
          const message = utf8(`grid ${i} ${j} ${attempt}`);
          const k = little(sha512(concatBytes(R, A, message))) % order;
          const signature = concatBytes(R, scalar((r + k * a) % order));
          const holds = a !== 0n && (j + Number(k % 8n) * i) % 8 === 0;
          expect(await verdicts(A, message, signature)).toEqual(all(holds));
          if (holds) accepted++;
        }
      }
    }
    expect(accepted > 0).toBe(a !== 0n);
  });

  it("refuses every encoding of a coordinate that is not reduced, as A and as R", async () => {
    const key = fromHex(mixedKey);
    for (let above = 0; above < 19; above++) {
      for (const sign of [0x7f, 0xff]) {
        const encoding = concatBytes(
          Uint8Array.of(0xed + above),
          new Uint8Array(30).fill(0xff),
          Uint8Array.of(sign),
        );
        const zero = new Uint8Array(32);
        expect(await verdicts(encoding, utf8("m"), concatBytes(encoding, zero))).toEqual(all(false));
        expect(await verdicts(key, utf8("m"), concatBytes(encoding, zero))).toEqual(all(false));
      }
    }
  });

  it("refuses S + L, the other scalar of every good signature", async () => {
    const message = utf8("malleable");
    const secret = new Uint8Array(32).fill(9);
    const key = ed25519.getPublicKey(secret);
    const signature = ed25519.sign(message, secret);
    const moved = concatBytes(signature.subarray(0, 32), scalar(little(signature.subarray(32)) + order));
    expect(await verdicts(key, message, signature)).toEqual(all(true));
    expect(await verdicts(key, message, moved)).toEqual(all(false));
  });
});
