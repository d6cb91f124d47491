/**
 * Where organisation keys live. One interface, so that files today and a hardware module later look the same
 * to whoever signs (DESIGN §3, "Organisation keys sit in a keystore behind one interface").
 */
import type { PublicKey, SignatureAlgorithm } from "@/lib/crypto/suite";

/** A private key that can be used and never read. */
export interface Signer {
  /** SHA-256 COSE key thumbprint (RFC 9679), 32 bytes. */
  readonly kid: Uint8Array;
  readonly key: PublicKey;
  /**
   * Signs a message with the key's own algorithm. Ed25519: 64 bytes (RFC 8032);
   * ESP256: 64 bytes, r ‖ s (RFC 9053 §2.1). A hardware keystore answers with a promise.
   */
  sign(message: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/** One key as listed: the label it was made under, and its public half. */
export interface KeyListing {
  readonly label: string;
  readonly kid: Uint8Array;
  readonly key: PublicKey;
}

export interface Keystore {
  /**
   * Makes a new key pair under a label, durable before the promise resolves. Default algorithm: Ed25519 (−19).
   * @throws DomainError `conflict` when the label is taken, `malformed` when it is not a plain name.
   */
  create(label: string, alg?: SignatureAlgorithm): Promise<Signer>;
  /** Finds the signer of a key id (64 hex digits). @throws DomainError `not_found`. */
  signer(kidHex: string): Promise<Signer>;
  /** Lists every key, sorted by label. */
  list(): Promise<KeyListing[]>;
}
