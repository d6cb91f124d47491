/**
 * Statements: what members sign and the log holds. COSE_Sign1 (RFC 9052 §4.2), tag 18, deterministic CBOR; a log
 * entry is a statement's bytes (DESIGN §2, "Statement").
 */

import { concatBytes, equalBytes, toHex, utf8 } from "@/lib/bytes";
import { CborTag, decodeCbor, encodeCbor } from "@/lib/cbor";
import type { CryptoSuite, PublicKey } from "@/lib/crypto/suite";
import { DomainError, VerificationError } from "@/lib/errors";
import { keyThumbprint } from "./cose-key";
import {
  decodeHeader,
  encodeHeader,
  type StatementHeader,
  type StatementType,
  statementTypes,
} from "./header";

export { type StatementHeader, type StatementType, statementTypes };

/** The most bytes a log entry, and so a statement, may have (C2SP tlog-tiles, uint16 length). */
export const statementBytesMax = 65_535;

const coseSign1Tag = 18;
const signatureBytes = 64;
const rootBytes = 32;
const rootTypes: ReadonlySet<string> = new Set([
  statementTypes.capture,
  statementTypes.record,
  statementTypes.membershipState,
]);

/** A decoded statement; `protectedBytes` is what was signed, `header` what it says. */
export interface Statement {
  header: StatementHeader;
  protectedBytes: Uint8Array;
  payload: Uint8Array;
  /** 64 bytes. */
  signature: Uint8Array;
}

/**
 * Prepares a statement for its signer.
 * @returns the protected header's bytes, and the message to sign: the Sig_structure of RFC 9052 §4.4
 * @throws DomainError malformed when the header or the payload is not one of version 1
 */
export function statementToSign(
  header: StatementHeader,
  payload: Uint8Array,
): { protectedBytes: Uint8Array; message: Uint8Array } {
  const protectedBytes = encodeHeader(header);
  checkPayload(decodeHeader(protectedBytes), payload);
  return { protectedBytes, message: signedMessage(protectedBytes, payload) };
}

/**
 * Encodes a signed statement.
 * @throws DomainError too_large beyond 65,535 bytes; malformed when the signature is not 64 bytes
 */
export function encodeStatement(
  protectedBytes: Uint8Array,
  payload: Uint8Array,
  signature: Uint8Array,
): Uint8Array {
  if (signature.length !== signatureBytes) {
    throw new DomainError(
      "malformed",
      `signature: expected ${signatureBytes} bytes, got ${signature.length}`,
    );
  }
  const bytes = encodeCbor(new CborTag(coseSign1Tag, [protectedBytes, new Map(), payload, signature]));
  requireSize(bytes);
  return bytes;
}

/**
 * Decodes a statement. What this accepts, `encodeStatement` writes back byte for byte.
 * @throws DomainError malformed | unsupported | too_large
 */
export function decodeStatement(bytes: Uint8Array): Statement {
  requireSize(bytes);
  const tagged = decodeCbor(bytes);
  if (!(tagged instanceof CborTag) || tagged.tag !== coseSign1Tag || !Array.isArray(tagged.value)) {
    throw new DomainError("malformed", "statement: expected a COSE_Sign1 with tag 18, got another value");
  }
  const [protectedBytes, unprotected, payload, signature, ...rest] = tagged.value;
  if (!(protectedBytes instanceof Uint8Array) || !(payload instanceof Uint8Array) || rest.length > 0) {
    throw new DomainError(
      "malformed",
      "statement: expected four members with an attached payload, got others",
    );
  }
  if (!(unprotected instanceof Map) || unprotected.size > 0) {
    throw new DomainError("malformed", "statement: expected an empty unprotected header, got members");
  }
  if (!(signature instanceof Uint8Array) || signature.length !== signatureBytes) {
    throw new DomainError("malformed", `signature: expected ${signatureBytes} bytes, got another value`);
  }
  const header = decodeHeader(protectedBytes);
  checkPayload(header, payload);
  return { header, protectedBytes, payload, signature };
}

/**
 * Verifies that `key` is the one the statement names and that it signed it.
 * @throws VerificationError "issuer signature"
 */
export async function verifyStatement(
  suite: CryptoSuite,
  statement: Statement,
  key: PublicKey,
): Promise<void> {
  const { header, protectedBytes, payload, signature } = statement;
  const thumbprint = keyThumbprint(suite.sha256, key);
  if (key.alg !== header.alg || !equalBytes(thumbprint, header.kid)) {
    throw refusal(`key: expected ${toHex(header.kid)}, got ${toHex(thumbprint)}`, statement);
  }
  if (!(await suite.verify(key, signedMessage(protectedBytes, payload), signature))) {
    throw refusal(`signature: expected one by ${toHex(header.kid)}, got one that does not verify`, statement);
  }
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

function checkPayload(header: StatementHeader, payload: Uint8Array): void {
  if (rootTypes.has(header.typ) ? payload.length !== rootBytes : payload.length === 0) {
    const expected = rootTypes.has(header.typ) ? `${rootBytes} bytes` : "a JSON record";
    throw new DomainError("malformed", `payload: expected ${expected}, got ${payload.length} bytes`);
  }
}

function requireSize(bytes: Uint8Array): void {
  if (bytes.length <= statementBytesMax) return;
  throw new DomainError(
    "too_large",
    `statement: expected at most ${statementBytesMax} bytes, got ${bytes.length}`,
  );
}

function refusal(message: string, statement: Statement): VerificationError {
  const { iss, seq } = statement.header;
  return new VerificationError("issuer signature", message, { iss, seq, kid: toHex(statement.header.kid) });
}
