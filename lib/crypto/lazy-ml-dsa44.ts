/**
 * Tells whether an ML-DSA-44 signature holds, as `noble-ml-dsa44` does. Its code is loaded when the first such signature is
 * met: a page whose witnesses sign with Ed25519 never loads it.
 */
export async function verifyMlDsa44Lazily(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const { verifyMlDsa44 } = await import("./noble-ml-dsa44");
  return verifyMlDsa44(publicKey, message, signature);
}
