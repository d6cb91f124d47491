import { verifyMlDsa44Lazily } from "./lazy-ml-dsa44";
import { nobleHashing } from "./noble-hashing";
import type { CryptoSuite } from "./suite";
import { webVerify } from "./web-verify";

/**
 * Makes the suite of the browser: signatures by WebCrypto, the rest in JavaScript. `subtle` is undefined on pages
 * without a secure context; JavaScript then verifies signatures too.
 */
export function webSuite(subtle: SubtleCrypto | undefined): CryptoSuite {
  return { ...nobleHashing, verify: webVerify(subtle), verifyMlDsa44: verifyMlDsa44Lazily };
}
