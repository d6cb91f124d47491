/**
 * Tells whether key and signature have the only form ESP256 takes here: an uncompressed point (65 bytes from 0x04)
 * and r ‖ s (64 bytes). Libraries differ on compressed keys and DER, so every suite asks this first.
 */
export function isP256Shaped(key: Uint8Array, signature: Uint8Array): boolean {
  return key.length === 65 && key[0] === 4 && signature.length === 64;
}
