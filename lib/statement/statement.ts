/**
 * Statements: what members sign and the log holds. COSE_Sign1 (RFC 9052 §4.2), tag 18, deterministic CBOR; a log
 * entry is a statement's bytes (DESIGN §2, "Statement").
 */

import { equalBytes, toHex } from "@/lib/bytes";
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

import { decodeSign1, encodeSign1, signedMessage } from "./sign1";

export { type StatementHeader, type StatementType, statementTypes };

/** The most bytes a log entry, and so a statement, may have (C2SP tlog-tiles, uint16 length). */
export const statementBytesMax = 65_535;

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
  const bytes = encodeSign1({ protectedBytes, unprotected: new Map(), payload, signature });
  requireSize(bytes);
  return bytes;
}

/**
 * Decodes a statement. What this accepts, `encodeStatement` writes back byte for byte.
 * @throws DomainError malformed | unsupported | too_large
 */
export function decodeStatement(bytes: Uint8Array): Statement {
  requireSize(bytes);
  const { protectedBytes, unprotected, payload, signature } = decodeSign1(bytes, "statement");
  if (unprotected.size > 0) {
    throw new DomainError("malformed", "statement: expected an empty unprotected header, got members");
  }
  if (payload === null) {
    throw new DomainError("malformed", "statement: expected an attached payload, got none");
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
