import { p256 } from "@noble/curves/nist.js";
import { isP256Shaped } from "./p256-rules";

/**
 * Tells whether an ESP256 signature (ECDSA on P-256 with SHA-256, RFC 9864) holds over a message.
 * Key: 65 bytes, uncompressed. Signature: r ‖ s, 64 bytes; high s is accepted, as WebCrypto and OpenSSL do.
 */
export function verifyP256(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (!isP256Shaped(key, signature)) return false;
  try {
    return p256.verify(signature, message, key, { lowS: false, prehash: true, format: "compact" });
  } catch {
    return false; // the key is not a point of the curve, or r or s is out of range
  }
}
