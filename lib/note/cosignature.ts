import { concatBytes, utf8 } from "../bytes";
import type { CryptoSuite } from "../crypto/suite";
import { DomainError, VerificationError } from "../errors";
import type { Vkey } from "./vkey";
import { signatureTypes } from "./vkey";

/** What a witness adds to a checkpoint: when it saw it, and its signature over time and text. */
export interface Cosignature {
  /** Seconds since 1970-01-01T00:00:00Z. */
  time: number;
  signature: Uint8Array;
}

/** Builds the message that an Ed25519 cosignature (type 0x04) signs: two header lines, then the whole note text. */
export function cosignatureMessage(time: number, noteText: string): Uint8Array {
  return utf8(`cosignature/v1\ntime ${time}\n${noteText}`);
}

/** Writes the signature bytes that follow the key ID: time (8 bytes, big-endian) ‖ signature. */
export function encodeCosignature(cosignature: Cosignature): Uint8Array {
  const time = new Uint8Array(8);
  new DataView(time.buffer).setBigUint64(0, BigInt(cosignature.time));
  return concatBytes(time, cosignature.signature);
}

/** Reads time ‖ signature. @throws DomainError malformed on a length other than 8 + 64, or a time of 2^53 or more */
export function decodeCosignature(bytes: Uint8Array): Cosignature {
  if (bytes.length !== 72) {
    throw new DomainError("malformed", `cosignature: expected 72 bytes, got ${bytes.length}`);
  }
  const time = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0);
  if (time > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new DomainError("malformed", `cosignature: expected a time below 2^53, got ${time}`);
  }
  return { time: Number(time), signature: new Uint8Array(bytes.subarray(8)) };
}

/**
 * Checks a type 0x04 cosignature over a note text and returns its time, in seconds.
 * @throws VerificationError step "witness quorum"
 */
export async function verifyCosignature(
  suite: CryptoSuite,
  noteText: string,
  vkey: Vkey,
  bytes: Uint8Array,
): Promise<number> {
  const evidence = { name: vkey.name, keyId: vkey.keyId };
  if (vkey.type !== signatureTypes.cosignatureEd25519 || bytes.length !== 72) {
    throw new VerificationError(
      "witness quorum",
      `${vkey.name}: expected an Ed25519 cosignature, got type ${vkey.type} and ${bytes.length} bytes`,
      evidence,
    );
  }
  const { time, signature } = decodeCosignature(bytes);
  const key = { alg: -19, bytes: vkey.publicKey } as const;
  if (!(await suite.verify(key, cosignatureMessage(time, noteText), signature))) {
    const message = `${vkey.name}: expected a cosignature of this checkpoint, got one that does not verify`;
    throw new VerificationError("witness quorum", message, evidence);
  }
  return time;
}
