/**
 * The protected header of a statement (DESIGN §2, "Statement"): exactly these labels, each with exactly this shape.
 */
import { type CborValue, decodeCbor, encodeCbor } from "@/lib/cbor";
import type { SignatureAlgorithm } from "@/lib/crypto/suite";
import { DomainError } from "@/lib/errors";
import { ed25519, esp256 } from "./cose-key";
import { countOf, hashOf, mapOf, textOf } from "./header-values";

/** What a statement can be: the media type in its `typ` (RFC 9596). */
export const statementTypes = {
  /** One or more events; payload = capture root. */
  capture: "application/vnd.suyuan.capture+cose",
  /** One or more sealed records; payload = capture root over their roots. */
  record: "application/vnd.suyuan.record+cose",
  /** A decision about members, roles and keys; payload = JCS. */
  membership: "application/vnd.suyuan.membership+cose",
  /** A notice that events were erased; payload = JCS. */
  erasure: "application/vnd.suyuan.erasure+cose",
  /** The log's summary of all keys; payload = root over key leaves. */
  membershipState: "application/vnd.suyuan.membership-state+cose",
} as const;

/** One of `statementTypes`. */
export type StatementType = (typeof statementTypes)[keyof typeof statementTypes];

/** The claims of a statement. */
export interface StatementHeader {
  alg: SignatureAlgorithm;
  /** Thumbprint of the issuer's key, 32 bytes (RFC 9679). */
  kid: Uint8Array;
  /** The issuing member's https URI. */
  iss: string;
  /** The origin of the log it is meant for. */
  sub: string;
  /** Seconds since 1970, by the issuer's clock. */
  iat: number;
  typ: StatementType;
  /** The key's gapless counter, from 0. */
  seq: number;
}

// IANA "COSE Header Parameters" and "CWT Claims"; −65537 is from the range for private use.
const labels = { alg: 1, kid: 4, claims: 15, typ: 16, seq: -65_537 } as const;
const claims = { iss: 1, sub: 2, iat: 6 } as const;

/** Encodes a protected header in deterministic CBOR. @throws DomainError malformed */
export function encodeHeader(header: StatementHeader): Uint8Array {
  return encodeCbor(
    new Map<number, CborValue>([
      [labels.alg, header.alg],
      [labels.kid, header.kid],
      [
        labels.claims,
        new Map<number, CborValue>([
          [claims.iss, header.iss],
          [claims.sub, header.sub],
          [claims.iat, header.iat],
        ]),
      ],
      [labels.typ, header.typ],
      [labels.seq, header.seq],
    ]),
  );
}

/**
 * Decodes a protected header.
 * @throws DomainError malformed on a missing, additional or misshapen member or any other encoding; unsupported on
 * another algorithm or type
 */
export function decodeHeader(bytes: Uint8Array): StatementHeader {
  const header = mapOf(decodeCbor(bytes), "header", Object.values(labels));
  const claim = mapOf(header.get(labels.claims), "header 15", Object.values(claims));
  return {
    alg: algorithmOf(header.get(labels.alg)),
    kid: hashOf(header.get(labels.kid), "kid"),
    iss: textOf(claim.get(claims.iss), "iss"),
    sub: textOf(claim.get(claims.sub), "sub"),
    iat: countOf(claim.get(claims.iat), "iat"),
    typ: typeOf(header.get(labels.typ)),
    seq: countOf(header.get(labels.seq), "seq"),
  };
}

function algorithmOf(value: CborValue | undefined): SignatureAlgorithm {
  if (value === ed25519 || value === esp256) return value;
  throw new DomainError("unsupported", `alg: expected ${ed25519} or ${esp256}, got ${String(value)}`);
}

function typeOf(value: CborValue | undefined): StatementType {
  const known = Object.values(statementTypes).find((type) => type === value);
  if (known !== undefined) return known;
  throw new DomainError("unsupported", `typ: expected a statement type of version 1, got ${String(value)}`);
}
