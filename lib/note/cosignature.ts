/**
 * Cosignatures (C2SP tlog-cosignature v1.1): what a witness, or a log of its own checkpoints, adds to a checkpoint.
 * Type 0x04 is Ed25519 over time and note text; type 0x06 is ML-DSA-44 over cosigner, time, origin, size and root.
 */
import { concatBytes, utf8 } from "../bytes";
import type { CryptoSuite } from "../crypto/suite";
import { DomainError, VerificationError } from "../errors";
import { parseCheckpoint } from "./checkpoint";
import type { Vkey } from "./vkey";
import { signatureTypes } from "./vkey";

/** When a cosigner saw a checkpoint, and its signature. */
export interface Cosignature {
  /** Seconds since 1970-01-01T00:00:00Z. */
  time: number;
  signature: Uint8Array;
}

/** What an ML-DSA-44 cosigner signs: that the leaves from `start` to before `end` of a log have this root. */
export interface Subtree {
  cosigner: string;
  /** Seconds; 0 when `start` is not 0. */
  time: number;
  origin: string;
  start: number;
  end: number;
  /** 32 bytes. */
  rootHash: Uint8Array;
}

/** Bytes of a signature of each cosignature type. */
const signatureLengths: Record<number, number> = {
  [signatureTypes.cosignatureEd25519]: 64,
  [signatureTypes.cosignatureMlDsa44]: 2420,
};

/** Builds the message that an Ed25519 cosignature (type 0x04) signs: two header lines, then the whole note text. */
export function cosignatureMessage(time: number, noteText: string): Uint8Array {
  return utf8(`cosignature/v1\ntime ${time}\n${noteText}`);
}

/**
 * Builds the message that an ML-DSA-44 cosignature (type 0x06) signs: the TLS encoding (RFC 8446 §3) of label, cosigner,
 * time, origin, start, end, root.
 * @throws DomainError malformed on a name or origin that is empty or of more than 255 bytes, or a root that is not 32
 */
export function subtreeMessage({ cosigner, time, origin, start, end, rootHash }: Subtree): Uint8Array {
  if (rootHash.length !== 32) {
    throw new DomainError("malformed", `rootHash: expected 32 bytes, got ${rootHash.length}`);
  }
  const parts = [shortText("cosigner", cosigner), uint64(time), shortText("origin", origin), uint64(start)];
  return concatBytes(utf8("subtree/v1\n\0"), ...parts, uint64(end), rootHash);
}

/**
 * Builds the message that a cosigner's key of its type signs over a checkpoint.
 * @throws DomainError malformed when ML-DSA-44 is to sign a text that is no checkpoint; unsupported on another type
 */
export function messageToCosign({ name, type }: Vkey, time: number, noteText: string): Uint8Array {
  if (type === signatureTypes.cosignatureEd25519) return cosignatureMessage(time, noteText);
  if (type !== signatureTypes.cosignatureMlDsa44) {
    throw new DomainError("unsupported", `${name}: expected a cosigner's key, got one of type ${type}`);
  }
  const { origin, size, rootHash } = parseCheckpoint(noteText);
  return subtreeMessage({ cosigner: name, time, origin, start: 0, end: size, rootHash });
}

/** Writes the signature bytes that follow the key ID: time (8 bytes, big-endian) ‖ signature. */
export function encodeCosignature(cosignature: Cosignature): Uint8Array {
  return concatBytes(uint64(cosignature.time), cosignature.signature);
}

/**
 * Reads time ‖ signature.
 * @param type of the cosigner's key
 * @throws DomainError malformed on another length than the type's, or a time of 2^53 or more
 */
export function decodeCosignature(
  bytes: Uint8Array,
  type: number = signatureTypes.cosignatureEd25519,
): Cosignature {
  const length = 8 + (signatureLengths[type] ?? 0);
  if (bytes.length !== length) {
    throw new DomainError("malformed", `cosignature: expected ${length} bytes, got ${bytes.length}`);
  }
  const time = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0);
  if (time > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new DomainError("malformed", `cosignature: expected a time below 2^53, got ${time}`);
  }
  return { time: Number(time), signature: new Uint8Array(bytes.subarray(8)) };
}

/** Tells whether keys of a type make cosignatures, with a time in them. */
export function isCosignatureType(type: number): boolean {
  return signatureLengths[type] !== undefined;
}

/**
 * Checks a cosignature over a note text and returns its time, in seconds.
 * @throws VerificationError step "witness quorum"
 */
export async function verifyCosignature(
  suite: CryptoSuite,
  noteText: string,
  vkey: Vkey,
  bytes: Uint8Array,
): Promise<number> {
  const evidence = { name: vkey.name, keyId: vkey.keyId };
  if (bytes.length !== 8 + (signatureLengths[vkey.type] ?? Number.NaN)) {
    throw new VerificationError(
      "witness quorum",
      `${vkey.name}: expected a cosignature of its type, got type ${vkey.type} and ${bytes.length} bytes`,
      evidence,
    );
  }
  const { time, signature } = decodeCosignature(bytes, vkey.type);
  const message = messageToCosign(vkey, time, noteText);
  const holds =
    vkey.type === signatureTypes.cosignatureMlDsa44
      ? suite.verifyMlDsa44(vkey.publicKey, message, signature)
      : suite.verify({ alg: -19, bytes: vkey.publicKey }, message, signature);
  if (await holds) return time;
  const found = `${vkey.name}: expected a cosignature of this checkpoint, got one that does not verify`;
  throw new VerificationError("witness quorum", found, evidence);
}

function uint64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

/** A text of 1 to 255 bytes behind its length in one byte. */
function shortText(path: string, text: string): Uint8Array {
  const bytes = utf8(text);
  if (bytes.length === 0 || bytes.length > 255) {
    throw new DomainError("malformed", `${path}: expected 1 to 255 bytes, got ${bytes.length}`, { path });
  }
  return concatBytes(Uint8Array.of(bytes.length), bytes);
}
