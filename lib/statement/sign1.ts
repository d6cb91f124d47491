/**
 * COSE_Sign1 (RFC 9052 §4.2), tag 18, in the one deterministic encoding: the envelope that statements, receipts and
 * promises share. What is in the headers is for each of them to say.
 */
import { concatBytes, utf8 } from "@/lib/bytes";
import { type CborMap, CborTag, type CborValue, decodeCbor, encodeCbor } from "@/lib/cbor";
import { DomainError } from "@/lib/errors";

const coseSign1Tag = 18;
const signatureBytes = 64;

/** The four members of a COSE_Sign1. */
export interface Sign1 {
  /** What was signed beside the payload: the encoded protected header. */
  protectedBytes: Uint8Array;
  unprotected: CborMap;
  /** null when it is detached: whoever verifies brings it. */
  payload: Uint8Array | null;
  /** 64 bytes. */
  signature: Uint8Array;
}

/** Encodes a COSE_Sign1. @throws DomainError malformed when the signature is not 64 bytes */
export function encodeSign1({ protectedBytes, unprotected, payload, signature }: Sign1): Uint8Array {
  if (signature.length !== signatureBytes) {
    throw new DomainError(
      "malformed",
      `signature: expected ${signatureBytes} bytes, got ${signature.length}`,
    );
  }
  return encodeCbor(new CborTag(coseSign1Tag, [protectedBytes, unprotected, payload, signature]));
}

/**
 * Decodes a COSE_Sign1, refusing everything `encodeSign1` would not have written.
 * @param name what the bytes should be, for the message
 * @throws DomainError malformed
 */
export function decodeSign1(bytes: Uint8Array, name: string): Sign1 {
  const tagged = decodeCbor(bytes);
  if (!(tagged instanceof CborTag) || tagged.tag !== coseSign1Tag || !Array.isArray(tagged.value)) {
    throw new DomainError("malformed", `${name}: expected a COSE_Sign1 with tag 18, got another value`);
  }
  const [protectedBytes, unprotected, payload, signature, ...rest] = tagged.value;
  if (!(protectedBytes instanceof Uint8Array) || !isPayload(payload) || rest.length > 0) {
    throw new DomainError("malformed", `${name}: expected the four members of a COSE_Sign1, got others`);
  }
  if (!(unprotected instanceof Map)) {
    throw new DomainError("malformed", `${name}: expected a map as unprotected header, got another value`);
  }
  if (!(signature instanceof Uint8Array) || signature.length !== signatureBytes) {
    throw new DomainError("malformed", `signature: expected ${signatureBytes} bytes, got another value`);
  }
  return { protectedBytes, unprotected, payload, signature };
}

/** `["Signature1", …` in CBOR: an array of four whose first member is that text. */
const signatureContext = concatBytes(Uint8Array.of(0x84, 0x6a), utf8("Signature1"));

/** Encodes the Sig_structure of a COSE_Sign1 without external data: what its signature covers (RFC 9052 §4.4). */
export function signedMessage(protectedBytes: Uint8Array, payload: Uint8Array): Uint8Array {
  const [header, body] = [byteStringHead(protectedBytes.length), byteStringHead(payload.length)];
  return concatBytes(signatureContext, header, protectedBytes, noExternalData, body, payload);
}

const noExternalData = Uint8Array.of(0x40);

/** Writes the head of a CBOR byte string (RFC 8949 §3). */
function byteStringHead(length: number): Uint8Array {
  if (length < 24) return Uint8Array.of(0x40 | length);
  if (length < 256) return Uint8Array.of(0x58, length);
  if (length < 65_536) return Uint8Array.of(0x59, length >> 8, length & 255);
  return Uint8Array.of(0x5a, length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255);
}

function isPayload(value: CborValue | undefined): value is Uint8Array | null {
  return value === null || value instanceof Uint8Array;
}
