import { gcm } from "@noble/ciphers/aes.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { shake256 } from "@noble/hashes/sha3.js";
import { DomainError } from "../errors";
import type { CryptoSuite } from "./suite";

/** The parts of a suite that are synchronous everywhere: hashing and sealing, in JavaScript. */
export const nobleHashing: Omit<CryptoSuite, "verify" | "verifyMlDsa44"> = {
  sha256: (data) => sha256(data),
  shake256: (data, length) => shake256(data, { dkLen: length }),
  sealAes256Gcm: (key32, nonce12, plaintext) => gcm(key32, nonce12).encrypt(plaintext),
  openAes256Gcm(key32, nonce12, sealed) {
    try {
      return gcm(key32, nonce12).decrypt(sealed);
    } catch (cause) {
      throw new DomainError("malformed", "sealed: expected bytes sealed with this key, got others", {
        cause,
      });
    }
  },
};
