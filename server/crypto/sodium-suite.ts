/** The suite for whoever verifies very many signatures: libsodium's Ed25519, twice as fast as OpenSSL's. */
import { createRequire } from "node:module";
import { isAdmissibleEd25519Key, isCanonicalEd25519Signature } from "@/lib/crypto/ed25519-rules";
import type { SyncCryptoSuite } from "@/lib/crypto/noble-suite";
import type { PublicKey } from "@/lib/crypto/suite";
import { nodeSuite } from "./node-suite";

type Sodium = Pick<typeof import("sodium-native"), "crypto_sign_verify_detached">;

const sodium = loadSodium();
const admissibleKeys = new WeakSet<PublicKey>();

/**
 * As `nodeSuite`, with its verdicts. libsodium checks the equation without a cofactor too, and refuses besides it every R
 * of small order: what it accepts is right, and what it refuses is asked again.
 */
export const sodiumSuite: SyncCryptoSuite = {
  ...nodeSuite,
  verify(key, message, signature) {
    if (key.alg !== -19 || sodium === null) return nodeSuite.verify(key, message, signature);
    if (!isAdmissible(key) || !isCanonicalEd25519Signature(signature)) return false;
    return (
      sodium.crypto_sign_verify_detached(signature, message, key.bytes) ||
      nodeSuite.verify(key, message, signature)
    );
  },
};

/** Tells which library verifies: for reports of how fast it went. */
export const ed25519Library = sodium === null ? "OpenSSL" : "libsodium";

function isAdmissible(key: PublicKey): boolean {
  if (admissibleKeys.has(key)) return true;
  if (!isAdmissibleEd25519Key(key.bytes)) return false;
  admissibleKeys.add(key);
  return true;
}

/** Null where the package has no build for this machine. */
function loadSodium(): Sodium | null {
  try {
    return createRequire(import.meta.url)("sodium-native") as Sodium;
  } catch {
    return null;
  }
}
