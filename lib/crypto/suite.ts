/** COSE algorithm identifiers: −19 is Ed25519 (RFC 9864), −9 is ESP256, ECDSA on P-256 with SHA-256 (RFC 9864). */
export type SignatureAlgorithm = -19 | -9;

/** A public key: for Ed25519 the 32 raw bytes, for P-256 the 65 bytes of the uncompressed point. */
export interface PublicKey {
  alg: SignatureAlgorithm;
  bytes: Uint8Array;
}

/** SHA-256 of some bytes, 32 bytes. Must not keep a view of its argument: callers reuse it. */
export type Sha256 = (data: Uint8Array) => Uint8Array;

/**
 * Every cryptographic primitive that lib uses, so that browser, server and command line may each bring its fastest
 * while all give the same verdicts (DESIGN §2).
 */
export interface CryptoSuite {
  sha256: Sha256;
  /** SHAKE256 (FIPS 202) with an output of `length` bytes. */
  shake256(data: Uint8Array, length: number): Uint8Array;
  /**
   * Tells whether a 64-byte signature holds: Ed25519 (R ‖ S) or ESP256 (r ‖ s). A malformed key or signature is
   * false, never an exception.
   */
  verify(key: PublicKey, message: Uint8Array, signature: Uint8Array): boolean | Promise<boolean>;
  /**
   * Tells whether an ML-DSA-44 signature (2420 bytes, FIPS 204 with an empty context) holds under a key of 1312 bytes.
   * Malformed input is false, never an exception.
   */
  verifyMlDsa44(
    publicKey: Uint8Array,
    message: Uint8Array,
    signature: Uint8Array,
  ): boolean | Promise<boolean>;
  /** AES-256-GCM: ciphertext ‖ 16-byte tag. */
  sealAes256Gcm(key32: Uint8Array, nonce12: Uint8Array, plaintext: Uint8Array): Uint8Array;
  /** Opens what `sealAes256Gcm` wrote. @throws DomainError malformed when the tag does not hold */
  openAes256Gcm(key32: Uint8Array, nonce12: Uint8Array, sealed: Uint8Array): Uint8Array;
}
