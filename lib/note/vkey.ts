import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, fromBase64, toBase64, toHex, utf8 } from "../bytes";
import { DomainError } from "../errors";

/** Signature type bytes of C2SP signed-note that this project meets. */
export const signatureTypes = {
  ed25519: 0x01,
  ecdsa: 0x02,
  cosignatureEd25519: 0x04,
  cosignatureMlDsa44: 0x06,
} as const;

/** A verifier key (C2SP signed-note): the name and key that sign notes. */
export interface Vkey {
  name: string;
  /** Eight lowercase hexadecimal digits: tells keys of one name apart, proves nothing. */
  keyId: string;
  /** Signature type byte, 0–255. */
  type: number;
  publicKey: Uint8Array;
}

const publicKeyLengths: Record<number, number> = {
  [signatureTypes.ed25519]: 32,
  [signatureTypes.cosignatureEd25519]: 32,
  [signatureTypes.cosignatureMlDsa44]: 1312,
};

/** Tells whether a name may sign notes: non-empty, without Unicode spaces, control characters and plus. */
export function isKeyName(name: string): boolean {
  return name !== "" && !/[\p{White_Space}\p{Cc}\p{Surrogate}+]/u.test(name);
}

/**
 * Computes a key ID: the first four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ key), as eight hexadecimal digits. For type
 * 0x02 the hash is of the key alone, which is its SubjectPublicKeyInfo (C2SP signed-note, Signature types).
 */
export function keyId(name: string, type: number, publicKey: Uint8Array): string {
  const hashed =
    type === signatureTypes.ecdsa
      ? publicKey
      : concatBytes(utf8(`${name}\n`), Uint8Array.of(type), publicKey);
  return toHex(sha256(hashed).subarray(0, 4));
}

/** Makes a verifier key of its parts, with its ID. @throws DomainError malformed on a bad name or key length */
export function makeVkey(name: string, type: number, publicKey: Uint8Array): Vkey {
  if (!isKeyName(name)) throw malformed("name", "a key name without spaces and plus", JSON.stringify(name));
  const length = publicKeyLengths[type] ?? publicKey.length;
  if (publicKey.length !== length || length === 0) {
    throw malformed("key", `${length || "some"} bytes for type ${type}`, String(publicKey.length));
  }
  return { name, keyId: keyId(name, type, publicKey), type, publicKey };
}

/**
 * Reads `name+keyId+base64(type ‖ key)`. Types unknown here are kept: whoever verifies ignores them.
 * @throws DomainError malformed on any other form, base64 that is not canonical, or an ID that is not the key's
 */
export function parseVkey(text: string): Vkey {
  const match = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/s.exec(text);
  const [, name = "", id = "", encoded = ""] = match ?? [];
  if (match === null) throw malformed("vkey", "name+keyID+key", JSON.stringify(text.slice(0, 80)));
  const typed = fromBase64(encoded);
  const vkey = makeVkey(name, typed[0] ?? 0, typed.slice(1));
  if (vkey.keyId !== id) throw malformed("vkey", `key ID ${vkey.keyId}`, id);
  return vkey;
}

/** Writes `name+keyId+base64(type ‖ key)`. */
export function formatVkey(vkey: Vkey): string {
  return `${vkey.name}+${vkey.keyId}+${toBase64(concatBytes(Uint8Array.of(vkey.type), vkey.publicKey))}`;
}

function malformed(path: string, expected: string, got: string): DomainError {
  return new DomainError("malformed", `${path}: expected ${expected}, got ${got}`, { path });
}
