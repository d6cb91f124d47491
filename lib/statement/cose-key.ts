/**
 * Public keys as COSE_Key (RFC 9052 §7), in one form only: the required members of the key type and no other, so that
 * the bytes of a key are also what its thumbprint hashes (RFC 9679 §4).
 */

import { concatBytes } from "@/lib/bytes";
import { decodeCbor, encodeCbor } from "@/lib/cbor";
import type { PublicKey, Sha256 } from "@/lib/crypto/suite";
import { DomainError } from "@/lib/errors";

/** COSE algorithm −19: Ed25519 (RFC 9864 §2.2). */
export const ed25519 = -19;
/** COSE algorithm −9: ESP256, ECDSA on P-256 with SHA-256 (RFC 9864 §2.1). */
export const esp256 = -9;

// Labels and values of the IANA registries "COSE Key Common Parameters", "COSE Key Types" and "COSE Elliptic Curves".
const kty = 1;
const crv = -1;
const x = -2;
const y = -3;
const okp = 1;
const ec2 = 2;
const p256 = 1;
const ed25519Curve = 6;
const uncompressedPoint = 0x04;

/**
 * Encodes a public key as COSE_Key: OKP `{1: 1, -1: 6, -2: x}` or EC2 `{1: 2, -1: 1, -2: x, -3: y}`, deterministic.
 * @throws DomainError malformed when the bytes are not 32 (Ed25519) or 65 from 0x04 (P-256)
 */
export function encodeCoseKey(key: PublicKey): Uint8Array {
  const { alg, bytes } = key;
  if (alg === ed25519 && bytes.length === 32) {
    return encodeCbor(
      new Map<number, number | Uint8Array>([
        [kty, okp],
        [crv, ed25519Curve],
        [x, bytes],
      ]),
    );
  }
  if (alg === esp256 && bytes.length === 65 && bytes[0] === uncompressedPoint) {
    return encodeCbor(
      new Map<number, number | Uint8Array>([
        [kty, ec2],
        [crv, p256],
        [x, bytes.subarray(1, 33)],
        [y, bytes.subarray(33)],
      ]),
    );
  }
  throw new DomainError(
    "malformed",
    `key: expected Ed25519 or P-256, got alg ${alg} with ${bytes.length} bytes`,
  );
}

/**
 * Decodes a COSE_Key, refusing everything `encodeCoseKey` would not have written.
 * @throws DomainError malformed | unsupported (another key type or curve)
 */
export function decodeCoseKey(bytes: Uint8Array): PublicKey {
  const map = decodeCbor(bytes);
  if (!(map instanceof Map))
    throw new DomainError("malformed", "key: expected a COSE_Key map, got another value");
  const curve = `${map.get(kty)}/${map.get(crv)}`;
  if (curve === `${okp}/${ed25519Curve}` && map.size === 3) {
    return { alg: ed25519, bytes: coordinate(map.get(x)) };
  }
  if (curve === `${ec2}/${p256}` && map.size === 4) {
    const point = concatBytes(
      Uint8Array.of(uncompressedPoint),
      coordinate(map.get(x)),
      coordinate(map.get(y)),
    );
    return { alg: esp256, bytes: point };
  }
  throw new DomainError("unsupported", `key: expected an Ed25519 or P-256 COSE_Key, got type/curve ${curve}`);
}

/** Computes the thumbprint of a key: SHA-256 of its COSE_Key, 32 bytes (RFC 9679 §3). */
export function keyThumbprint(sha256: Sha256, key: PublicKey): Uint8Array {
  return sha256(encodeCoseKey(key));
}

function coordinate(value: unknown): Uint8Array {
  if (value instanceof Uint8Array && value.length === 32) return value;
  throw new DomainError("malformed", "key: expected a coordinate of 32 bytes, got another value");
}
