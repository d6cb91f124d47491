/**
 * What an event's 32-byte secret gives: the salts of its fields and the key of its seal (DESIGN §2, "Secrets").
 * Whoever overwrites the secret makes the event unreadable and its hidden fields unguessable for ever.
 */
import { concatBytes, utf8 } from "@/lib/bytes";
import type { CryptoSuite } from "@/lib/crypto/suite";
import { DomainError } from "@/lib/errors";

/** Bytes of an event's secret. */
export const secretBytes = 32;
/** Bytes of a field's salt. */
export const saltBytes = 16;

const sealKeyBytes = 32;
const sealNonceBytes = 12;

/**
 * Derives the salts of an event: SHAKE256("suyuan/salts/v1\n" ‖ secret, 16·count), in leaf order, the manifest's first.
 * @param secret 32 bytes
 * @param count leaves, the manifest included
 * @throws DomainError malformed when the secret is not 32 bytes
 */
export function saltsOf(suite: CryptoSuite, secret: Uint8Array, count: number): Uint8Array[] {
  const stream = derive(suite, "suyuan/salts/v1\n", secret, saltBytes * count);
  return Array.from({ length: count }, (_, leaf) =>
    stream.subarray(leaf * saltBytes, (leaf + 1) * saltBytes),
  );
}

/**
 * Derives the AES-256-GCM key (32 bytes) and nonce (12 bytes) of an event's seal:
 * SHAKE256("suyuan/seal/v1\n" ‖ secret, 44). A secret seals one message, ever.
 * @throws DomainError malformed when the secret is not 32 bytes
 */
export function sealKeyOf(suite: CryptoSuite, secret: Uint8Array): { key: Uint8Array; nonce: Uint8Array } {
  const stream = derive(suite, "suyuan/seal/v1\n", secret, sealKeyBytes + sealNonceBytes);
  return { key: stream.subarray(0, sealKeyBytes), nonce: stream.subarray(sealKeyBytes) };
}

function derive(suite: CryptoSuite, label: string, secret: Uint8Array, length: number): Uint8Array {
  if (secret.length !== secretBytes) {
    throw new DomainError("malformed", `secret: expected ${secretBytes} bytes, got ${secret.length}`);
  }
  return suite.shake256(concatBytes(utf8(label), secret), length);
}
