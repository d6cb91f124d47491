import { isAdmissibleEd25519Key, isCanonicalEd25519Signature, isSmallOrderPoint } from "./ed25519-rules";
import { isP256Shaped } from "./p256-rules";
import type { CryptoSuite, PublicKey } from "./suite";

/**
 * Makes the `verify` of the browser's suite: WebCrypto, or JavaScript where `subtle` is undefined (pages without a secure context) or lacks
 * the algorithm. Apart from the rest of the suite, so that a page that only verifies ships neither sealing nor SHAKE256.
 */
export function webVerify(subtle: SubtleCrypto | undefined): CryptoSuite["verify"] {
  return (key, message, signature) =>
    key.alg === -19
      ? verifyEd25519(subtle, key, message, signature)
      : verifyP256(subtle, key, message, signature);
}

async function verifyEd25519(
  subtle: SubtleCrypto | undefined,
  key: PublicKey,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  if (!isAdmissibleEd25519Key(key.bytes) || !isCanonicalEd25519Signature(signature)) return false;
  // Some browsers refuse a small-order R, as the Secure Curves draft asks; OpenSSL judges it by the equation alone.
  // No honest signer makes one, so the slower way costs nothing and the verdict is one.
  if (subtle === undefined || isSmallOrderPoint(signature.subarray(0, 32))) {
    return verifyInJavaScript(key, message, signature);
  }
  return verifyWith(subtle, key, { name: "Ed25519" }, { name: "Ed25519" }, message, signature);
}

async function verifyP256(
  subtle: SubtleCrypto | undefined,
  key: PublicKey,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  if (!isP256Shaped(key.bytes, signature)) return false;
  if (subtle === undefined) return verifyInJavaScript(key, message, signature);
  const imported = { name: "ECDSA", namedCurve: "P-256" };
  return verifyWith(subtle, key, imported, { name: "ECDSA", hash: "SHA-256" }, message, signature);
}

/** Asks WebCrypto; where it cannot answer (no such algorithm, or no such point) JavaScript does. */
async function verifyWith(
  subtle: SubtleCrypto,
  key: PublicKey,
  imported: AlgorithmIdentifier | EcKeyImportParams,
  algorithm: AlgorithmIdentifier | EcdsaParams,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  try {
    const cryptoKey = await subtle.importKey("raw", owned(key.bytes), imported, false, ["verify"]);
    return await subtle.verify(algorithm, cryptoKey, owned(signature), owned(message));
  } catch {
    return verifyInJavaScript(key, message, signature);
  }
}

/** Each curve is loaded when first needed, so that a bundler can leave it out of a page's first script. */
async function verifyInJavaScript(
  key: PublicKey,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  if (key.alg === -19) {
    const { verifyEd25519: verify } = await import("./noble-ed25519");
    return verify(key.bytes, message, signature);
  }
  const { verifyP256: verify } = await import("./noble-p256");
  return verify(key.bytes, message, signature);
}

/** Copies bytes into a buffer of their own: WebCrypto takes no shared memory. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
