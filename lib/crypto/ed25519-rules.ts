import { equalBytes, fromHex } from "../bytes";

/*
 * The rules on Ed25519 keys and signatures that libraries differ on ("Taming the many EdDSAs", Chalkias, Garillot and
 * Nikolaenko 2020). Every suite asks them before it asks its library, so that a replay gives one verdict everywhere.
 */

/** The order of the base point, L = 2^252 + 27742317777372353535851937790883648493 (RFC 8032 §5.1), little-endian. */
const groupOrder = fromHex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
/** The field prime 2^255 − 19 (RFC 8032 §5.1), little-endian. */
const fieldPrime = fromHex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");

/** The canonical encodings of the eight points whose order divides 8. */
const smallOrderPoints = [
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0000000000000000000000000000000000000000000000000000000000000080",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
].map(fromHex);

/** Points with x = 0 written with the sign bit set: −0, which RFC 8032 §5.1.3 refuses. */
const negativeZeroPoints = [
  "0100000000000000000000000000000000000000000000000000000000000080",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
].map(fromHex);

/** Tells whether a 32-byte key A may sign at all: canonical encoding, not of small order. (Whether it is on the curve is the library's to say.) */
export function isAdmissibleEd25519Key(key: Uint8Array): boolean {
  return key.length === 32 && isCanonicalPoint(key) && !isSmallOrderPoint(key);
}

/** Tells whether a 64-byte signature R ‖ S is written canonically: R a canonical point encoding, S < L. */
export function isCanonicalEd25519Signature(signature: Uint8Array): boolean {
  return (
    signature.length === 64 &&
    isCanonicalPoint(signature.subarray(0, 32)) &&
    isBelow(signature.subarray(32), groupOrder, 0xff)
  );
}

/** Tells whether a canonical point encoding, 32 bytes, is one of the eight points of small order. */
export function isSmallOrderPoint(point: Uint8Array): boolean {
  return smallOrderPoints.some((small) => equalBytes(small, point));
}

function isCanonicalPoint(point: Uint8Array): boolean {
  return isBelow(point, fieldPrime, 0x7f) && !negativeZeroPoints.some((zero) => equalBytes(zero, point));
}

/** Compares two little-endian 32-byte numbers, the top byte of the first under a mask: is value < bound? */
function isBelow(value: Uint8Array, bound: Uint8Array, topMask: number): boolean {
  for (let i = 31; i >= 0; i--) {
    const digit = (value[i] ?? 0) & (i === 31 ? topMask : 0xff);
    const limit = bound[i] ?? 0;
    if (digit !== limit) return digit < limit;
  }
  return false;
}
