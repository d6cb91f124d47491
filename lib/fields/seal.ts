/**
 * The seal of an event: AES-256-GCM (NIST SP 800-38D) of its canonical bytes under a key only its secret gives.
 */
import type { CryptoSuite } from "@/lib/crypto/suite";
import { sealKeyOf } from "./secret";

/**
 * Seals an event's canonical bytes.
 * @param secret 32 bytes, used for this event only
 * @returns ciphertext ‖ 16-byte tag
 * @throws DomainError malformed when the secret is not 32 bytes
 */
export function sealEvent(suite: CryptoSuite, canonicalBytes: Uint8Array, secret: Uint8Array): Uint8Array {
  const { key, nonce } = sealKeyOf(suite, secret);
  return suite.sealAes256Gcm(key, nonce, canonicalBytes);
}

/**
 * Opens a sealed event and returns its canonical bytes.
 * @param sealed ciphertext ‖ 16-byte tag
 * @throws DomainError malformed when the secret is not the one it was sealed with, or a byte was changed
 */
export function openSealed(suite: CryptoSuite, sealed: Uint8Array, secret: Uint8Array): Uint8Array {
  const { key, nonce } = sealKeyOf(suite, secret);
  return suite.openAes256Gcm(key, nonce, sealed);
}
