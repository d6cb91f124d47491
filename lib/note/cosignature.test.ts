import { ed25519 } from "@noble/curves/ed25519.js";
import { shake128 } from "@noble/hashes/sha3.js";
import { describe, expect, it } from "vitest";
import { concatBytes, fromHex, toHex, utf8 } from "../bytes";
import { mlDsa44Keys, signMlDsa44, verifyMlDsa44 } from "../crypto/noble-ml-dsa44";
import { nobleSuite } from "../crypto/noble-suite";
import { encodeCosignature, messageToCosign, subtreeMessage, verifyCosignature } from "./cosignature";
import { formatNote, parseNote, verifyNote } from "./note";
import { formatVkey, makeVkey, parseVkey, type Vkey } from "./vkey";

const text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
const root = fromHex("0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62");
const time = 1_679_315_147;
const seed = new Uint8Array(32).fill(9);
const edKey = makeVkey("witness.example/w1", 4, ed25519.getPublicKey(seed));
const { publicKey, secretKey } = mlDsa44Keys(seed);
const mlKey = makeVkey("witness.example/w1", 6, publicKey);
const refused = expect.objectContaining({ code: "verification", step: "witness quorum" });

function cosign(vkey: Vkey, noteText = text, at = time): Uint8Array {
  const message = messageToCosign(vkey, at, noteText);
  const signature = vkey.type === 4 ? ed25519.sign(message, seed) : signMlDsa44(secretKey, message);
  return encodeCosignature({ time: at, signature });
}

describe("ML-DSA-44", () => {
  it("gives the accumulated figure of C2SP CCTV over a hundred keys and signatures", () => {
    const seeds = shake128.create({});
    const outcome = shake128.create({});
    for (let i = 0; i < 100; i++) {
      const keys = mlDsa44Keys(seeds.xof(32));
      const signature = signMlDsa44(keys.secretKey, new Uint8Array());
      expect(verifyMlDsa44(keys.publicKey, new Uint8Array(), signature)).toBe(true);
      outcome.update(keys.publicKey).update(signature);
    }
    expect(toHex(outcome.xof(32))).toBe("d51148e1f9f4fa1a723a6cf42e25f2a99eb5c1b378b3d2dbbd561b1203beeae4");
  });

  it("answers false, and does not throw, to keys and signatures of other lengths", () => {
    const signature = signMlDsa44(secretKey, utf8("m"));
    expect(verifyMlDsa44(publicKey, utf8("m"), signature)).toBe(true);
    expect(verifyMlDsa44(publicKey.subarray(1), utf8("m"), signature)).toBe(false);
    expect(verifyMlDsa44(publicKey, utf8("m"), signature.subarray(1))).toBe(false);
    expect(verifyMlDsa44(publicKey, utf8("m"), new Uint8Array(2420).fill(255))).toBe(false);
  });
});

describe("the messages that cosigners sign", () => {
  it("are, for Ed25519, two header lines and the whole text", () => {
    expect(messageToCosign(edKey, time, text)).toEqual(utf8(`cosignature/v1\ntime 1679315147\n${text}`));
  });

  it("are, for ML-DSA-44, the TLS encoding of label, cosigner, time, origin, range and root", () => {
    const expected = concatBytes(
      fromHex("737562747265652f76310a00"),
      Uint8Array.of(18),
      utf8("witness.example/w1"),
      fromHex("00000000641850cb"),
      Uint8Array.of(27),
      utf8("example.com/behind-the-sofa"),
      fromHex("0000000000000000"),
      fromHex("00000000013e2dc3"),
      root,
    );
    expect(messageToCosign(mlKey, time, text)).toEqual(expected);
  });

  it("hold names of 1 to 255 bytes and roots of 32", () => {
    const subtree = { cosigner: "w", time, origin: "l", start: 0, end: 1, rootHash: root };
    expect(subtreeMessage({ ...subtree, cosigner: "é".repeat(127) })[12]).toBe(254);
    for (const wrong of [{ cosigner: "" }, { origin: "x".repeat(256) }, { rootHash: root.subarray(1) }]) {
      expect(() => subtreeMessage({ ...subtree, ...wrong })).toThrow(
        expect.objectContaining({ code: "malformed" }),
      );
    }
  });
});

describe.each([
  ["Ed25519", edKey, 1],
  ["ML-DSA-44", mlKey, 61],
])("a cosignature of %s", (_, vkey, step) => {
  const bytes = cosign(vkey);

  it("gives its time, and its key reads back as written", async () => {
    expect(await verifyCosignature(nobleSuite, text, vkey, bytes)).toBe(time);
    expect(parseVkey(formatVkey(vkey))).toEqual(vkey);
  });

  it("holds in a note beside the other kind, each known by its key alone", async () => {
    const signatures = [edKey, mlKey].map((key) => ({
      name: key.name,
      keyId: key.keyId,
      signature: cosign(key),
    }));
    const note = parseNote(formatNote({ text, signatures }));
    expect(await verifyNote(nobleSuite, note, [vkey])).toEqual([{ vkey, time }]);
    expect(await verifyNote(nobleSuite, note, [edKey, mlKey])).toHaveLength(2);
  });

  it("breaks with a flipped bit in any of its bytes, its time included", async () => {
    for (let i = 0; i < bytes.length; i += i < 8 ? 1 : step) {
      const flipped = new Uint8Array(bytes);
      flipped[i] = (flipped[i] ?? 0) ^ (1 << (i % 8));
      await expect(verifyCosignature(nobleSuite, text, vkey, flipped), `byte ${i}`).rejects.toMatchObject(
        i < 2 ? {} : { code: "verification" },
      );
    }
  });

  it("is over origin, size and root", async () => {
    for (const other of [
      text.replace("sofa", "sofb"),
      text.replace("20852163", "20852164"),
      text.replace("CsUY", "DsUY"),
    ]) {
      await expect(verifyCosignature(nobleSuite, other, vkey, bytes)).rejects.toThrow(refused);
    }
  });

  it("is refused in another length, and under a key of the other kind", async () => {
    const other = vkey === edKey ? mlKey : edKey;
    for (const [key, wrong] of [
      [vkey, bytes.subarray(1)],
      [vkey, concatBytes(bytes, Uint8Array.of(0))],
      [other, bytes],
    ] as const) {
      await expect(verifyCosignature(nobleSuite, text, key, wrong)).rejects.toThrow(refused);
    }
  });
});

it("of ML-DSA-44 commit to the cosigner's name, and leave extension lines out", async () => {
  const bytes = cosign(mlKey);
  const renamed = makeVkey("witness.example/w2", 6, publicKey);
  await expect(verifyCosignature(nobleSuite, text, renamed, bytes)).rejects.toThrow(refused);
  expect(await verifyCosignature(nobleSuite, `${text}extension\n`, mlKey, bytes)).toBe(time);
  await expect(verifyCosignature(nobleSuite, `${text}extension\n`, edKey, cosign(edKey))).rejects.toThrow(
    refused,
  );
});
