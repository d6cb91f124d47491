import type { KeyObject } from "node:crypto";
import { createCipheriv, createDecipheriv, createHash, createPublicKey, hash, verify } from "node:crypto";
import { concatBytes, fromHex, toHex } from "@/lib/bytes";
import { isAdmissibleEd25519Key, isCanonicalEd25519Signature } from "@/lib/crypto/ed25519-rules";
import { verifyMlDsa44Lazily } from "@/lib/crypto/lazy-ml-dsa44";
import type { SyncCryptoSuite } from "@/lib/crypto/noble-suite";
import { isP256Shaped } from "@/lib/crypto/p256-rules";
import type { PublicKey } from "@/lib/crypto/suite";
import { DomainError } from "@/lib/errors";

/** SubjectPublicKeyInfo up to the key bytes: RFC 8410 §4 for Ed25519, RFC 5480 §2 for P-256. */
const spkiPrefix = {
  [-19]: fromHex("302a300506032b6570032100"),
  [-9]: fromHex("3059301306072a8648ce3d020106082a8648ce3d030107034200"),
};

const cachedKeysMax = 4096;
/** Parsed keys by algorithm and bytes; null for a key that can verify nothing. */
const cachedKeys = new Map<string, KeyObject | null>();

/** The suite of the server: node:crypto, synchronous, with the same verdicts as every other suite. */
export const nodeSuite: SyncCryptoSuite = {
  // By way of a text of one character a byte: half the price of a buffer made in C++.
  sha256: (data) => Buffer.from(hash("sha256", data, "binary"), "latin1"),
  shake256: (data, length) => createHash("shake256", { outputLength: length }).update(data).digest(),
  verify(key, message, signature) {
    const isWellFormed =
      key.alg === -19 ? isCanonicalEd25519Signature(signature) : isP256Shaped(key.bytes, signature);
    if (!isWellFormed) return false;
    const parsed = keyObjectOf(key);
    if (parsed === null) return false;
    return key.alg === -19
      ? verify(null, message, parsed, signature)
      : verify("sha256", message, { key: parsed, dsaEncoding: "ieee-p1363" }, signature);
  },
  verifyMlDsa44: verifyMlDsa44Lazily,
  sealAes256Gcm(key32, nonce12, plaintext) {
    const cipher = createCipheriv("aes-256-gcm", key32, nonce12);
    return concatBytes(cipher.update(plaintext), cipher.final(), cipher.getAuthTag());
  },
  openAes256Gcm(key32, nonce12, sealed) {
    try {
      const decipher = createDecipheriv("aes-256-gcm", key32, nonce12, { authTagLength: 16 });
      decipher.setAuthTag(sealed.subarray(-16));
      return concatBytes(decipher.update(sealed.subarray(0, -16)), decipher.final());
    } catch (cause) {
      throw new DomainError("malformed", "sealed: expected bytes sealed with this key, got others", {
        cause,
      });
    }
  },
};

function keyObjectOf(key: PublicKey): KeyObject | null {
  const id = `${key.alg}:${toHex(key.bytes)}`;
  const cached = cachedKeys.get(id);
  if (cached !== undefined) return cached;
  const parsed = parseKey(key);
  // Emptied rather than trimmed: a log has far fewer keys than this, so it happens only under abuse.
  if (cachedKeys.size >= cachedKeysMax) cachedKeys.clear();
  cachedKeys.set(id, parsed);
  return parsed;
}

function parseKey(key: PublicKey): KeyObject | null {
  if (key.alg === -19 && !isAdmissibleEd25519Key(key.bytes)) return null;
  try {
    const der = Buffer.from(concatBytes(spkiPrefix[key.alg], key.bytes));
    return createPublicKey({ key: der, format: "der", type: "spki" });
  } catch {
    return null; // not a point of the curve
  }
}
