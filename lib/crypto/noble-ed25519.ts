import { ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { concatBytes, equalBytes } from "../bytes";
import { isAdmissibleEd25519Key, isCanonicalEd25519Signature } from "./ed25519-rules";

/**
 * Tells whether an Ed25519 signature holds, cofactorless (RFC 8032 §5.1.7 without the factor 8): recomputes
 * R' = [S]B − [k]A and compares its bytes with R, as OpenSSL does. The library's own verify multiplies by the
 * cofactor and so would accept more.
 */
export function verifyEd25519(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (!isAdmissibleEd25519Key(key) || !isCanonicalEd25519Signature(signature)) return false;
  const { Point } = ed25519;
  const r = signature.subarray(0, 32);
  const s = fromLittleEndian(signature.subarray(32));
  const k = fromLittleEndian(sha512(concatBytes(r, key, message))) % Point.Fn.ORDER;
  try {
    const negativeA = Point.fromBytes(key).negate();
    const expected = Point.BASE.multiplyUnsafe(s).add(negativeA.multiplyUnsafe(k));
    return equalBytes(expected.toBytes(), r);
  } catch {
    return false; // the key is not a point of the curve
  }
}

function fromLittleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i] ?? 0);
  return value;
}
