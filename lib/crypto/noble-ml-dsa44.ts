import { ml_dsa44 } from "@noble/post-quantum/ml-dsa.js";

/** Lengths of ML-DSA-44 in bytes (FIPS 204 §4, table 2); a seed is what a key pair is made of. */
export const mlDsa44Lengths = { seed: 32, publicKey: 1312, signature: 2420 } as const;

/** Tells whether an ML-DSA-44 signature with an empty context holds (FIPS 204 §5.3). Malformed input is false. */
export function verifyMlDsa44(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== mlDsa44Lengths.publicKey || signature.length !== mlDsa44Lengths.signature)
    return false;
  try {
    return ml_dsa44.verify(signature, message, publicKey);
  } catch {
    return false;
  }
}

/** Makes the key pair of a 32-byte seed (FIPS 204 §6.1). */
export function mlDsa44Keys(seed: Uint8Array): { publicKey: Uint8Array; secretKey: Uint8Array } {
  return ml_dsa44.keygen(seed);
}

/** Signs with an empty context, deterministically (FIPS 204 §5.2, rnd of zeros); 2420 bytes. */
export function signMlDsa44(secretKey: Uint8Array, message: Uint8Array): Uint8Array {
  return ml_dsa44.sign(message, secretKey, { extraEntropy: false });
}
