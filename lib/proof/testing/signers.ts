/**
 * Signers with keys made of a number, for tests: the same number, the same key and signatures.
 */
import { ed25519 } from "@noble/curves/ed25519.js";
import { p256 } from "@noble/curves/nist.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { toHex, utf8 } from "@/lib/bytes";
import type { PublicKey } from "@/lib/crypto/suite";
import { cosignatureMessage, encodeCosignature } from "@/lib/note/cosignature";
import type { NoteSignature } from "@/lib/note/note";
import { makeVkey, signatureTypes, type Vkey } from "@/lib/note/vkey";
import { keyThumbprint } from "@/lib/statement/cose-key";

/** A key pair that signs. */
export interface TestSigner {
  key: PublicKey;
  kid: Uint8Array;
  kidHex: string;
  sign(message: Uint8Array): Uint8Array;
}

/** Makes an Ed25519 signer. */
export function ed25519Signer(seed: number): TestSigner {
  const secret = secretOf(seed);
  const key: PublicKey = { alg: -19, bytes: ed25519.getPublicKey(secret) };
  return { ...namesOf(key), sign: (message) => ed25519.sign(message, secret) };
}

/** Makes an ESP256 signer (deterministic, RFC 6979). */
export function p256Signer(seed: number): TestSigner {
  const secret = secretOf(seed);
  const key: PublicKey = { alg: -9, bytes: p256.getPublicKey(secret, false) };
  return { ...namesOf(key), sign: (message) => p256.sign(message, secret, { lowS: false }) };
}

/** A witness that cosigns. */
export interface TestWitness {
  vkey: Vkey;
  cosign(noteText: string, time: number): NoteSignature;
}

/** Makes a witness. */
export function testWitness(name: string, seed: number): TestWitness {
  const { key, sign } = ed25519Signer(seed);
  const vkey = makeVkey(name, signatureTypes.cosignatureEd25519, key.bytes);
  return {
    vkey,
    cosign(noteText, time) {
      const signature = encodeCosignature({ time, signature: sign(cosignatureMessage(time, noteText)) });
      return { name, keyId: vkey.keyId, signature };
    },
  };
}

/** Makes 32 bytes of a label: a secret key or an event's secret. */
export function secretOf(label: number | string): Uint8Array {
  return sha256(utf8(`test ${label}`));
}

function namesOf(key: PublicKey): Pick<TestSigner, "key" | "kid" | "kidHex"> {
  const kid = keyThumbprint(sha256, key);
  return { key, kid, kidHex: toHex(kid) };
}
