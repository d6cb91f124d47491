import { sha256 } from "@noble/hashes/sha2.js";
import { verifyMlDsa44Lazily } from "@/lib/crypto/lazy-ml-dsa44";
import type { CryptoSuite } from "@/lib/crypto/suite";
import { webVerify } from "@/lib/crypto/web-verify";
import { DomainError } from "@/lib/errors";

function absent(): never {
  throw new DomainError("unsupported", "suite: expected SHA-256 or a signature, got a call for sealing");
}

/** The suite of a page that only verifies: hashes and signatures; no sealing, whose code would cost a phone 5 kB. */
export function phoneSuite(subtle: SubtleCrypto | undefined): CryptoSuite {
  return {
    sha256: (data) => sha256(data),
    verify: webVerify(subtle),
    verifyMlDsa44: verifyMlDsa44Lazily,
    shake256: absent,
    sealAes256Gcm: absent,
    openAes256Gcm: absent,
  };
}
