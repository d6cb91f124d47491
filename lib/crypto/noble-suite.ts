import { verifyMlDsa44Lazily } from "./lazy-ml-dsa44";
import { verifyEd25519 } from "./noble-ed25519";
import { nobleHashing } from "./noble-hashing";
import { verifyP256 } from "./noble-p256";
import type { CryptoSuite, PublicKey } from "./suite";

/** A suite whose every answer comes at once, but those on ML-DSA, whose code is loaded when needed. */
export interface SyncCryptoSuite extends CryptoSuite {
  verify(key: PublicKey, message: Uint8Array, signature: Uint8Array): boolean;
}

/** The suite in plain JavaScript: runs anywhere, synchronously. */
export const nobleSuite: SyncCryptoSuite = {
  ...nobleHashing,
  verifyMlDsa44: verifyMlDsa44Lazily,
  verify(key, message, signature) {
    return key.alg === -19
      ? verifyEd25519(key.bytes, message, signature)
      : verifyP256(key.bytes, message, signature);
  },
};
