/**
 * An operator's yes to a log that continues another: a COSE_Sign1 with the key the old log knows, over the hash of the
 * new log's founding without its approvals. It is no entry of either log, so it has no `seq`.
 *
 * Protected: `{1: alg, 4: kid, 15: {1: iss, 2: sub, 6: iat}, 16: typ}`, `sub` the new origin; payload: SHA-256, 32 bytes.
 */
import { type CborValue, decodeCbor, encodeCbor } from "@/lib/cbor";
import type { SignatureAlgorithm } from "@/lib/crypto/suite";
import { DomainError } from "@/lib/errors";
import { ed25519, esp256 } from "@/lib/statement/cose-key";
import { countOf, hashOf, malformed, mapOf, textOf } from "@/lib/statement/header-values";
import { decodeSign1, encodeSign1, signedMessage } from "@/lib/statement/sign1";

/** The `typ` of an approval (RFC 9596). */
export const continuationApprovalType = "application/vnd.suyuan.continuation-approval+cose";

const labels = { alg: 1, kid: 4, claims: 15, typ: 16 } as const;
const claims = { iss: 1, sub: 2, iat: 6 } as const;

/** Who approves, of which new log, and when. */
export interface ApprovalHeader {
  readonly alg: SignatureAlgorithm;
  /** Thumbprint of the operator's key, 32 bytes. */
  readonly kid: Uint8Array;
  readonly iss: string;
  /** The new log's origin. */
  readonly sub: string;
  /** Seconds since 1970. */
  readonly iat: number;
}

/** A decoded approval. */
export interface ContinuationApproval {
  readonly header: ApprovalHeader;
  /** SHA-256 of what is approved, 32 bytes. */
  readonly digest: Uint8Array;
  /** What was signed. */
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** Prepares an approval for its signer: the protected header's bytes, and the message to sign. */
export function approvalToSign(
  { alg, kid, iss, sub, iat }: ApprovalHeader,
  digest: Uint8Array,
): { protectedBytes: Uint8Array; message: Uint8Array } {
  const protectedBytes = encodeCbor(
    new Map<number, CborValue>([
      [labels.alg, alg],
      [labels.kid, kid],
      [
        labels.claims,
        new Map<number, CborValue>([
          [claims.iss, iss],
          [claims.sub, sub],
          [claims.iat, iat],
        ]),
      ],
      [labels.typ, continuationApprovalType],
    ]),
  );
  return { protectedBytes, message: signedMessage(protectedBytes, digest) };
}

/** Encodes a signed approval. @throws DomainError malformed when the signature is not 64 bytes */
export function encodeApproval(
  protectedBytes: Uint8Array,
  digest: Uint8Array,
  signature: Uint8Array,
): Uint8Array {
  return encodeSign1({ protectedBytes, unprotected: new Map(), payload: digest, signature });
}

/** Decodes an approval, strictly. Says nothing of its signature. @throws DomainError malformed */
export function decodeApproval(bytes: Uint8Array): ContinuationApproval {
  const { protectedBytes, unprotected, payload, signature } = decodeSign1(bytes, "approval");
  if (unprotected.size > 0) throw malformed("approval", "an empty unprotected header");
  const header = mapOf(decodeCbor(protectedBytes), "approval", Object.values(labels));
  const claim = mapOf(header.get(labels.claims), "approval 15", Object.values(claims));
  const alg = header.get(labels.alg);
  if (alg !== ed25519 && alg !== esp256)
    throw new DomainError("unsupported", "approval alg: expected −19 or −9");
  if (header.get(labels.typ) !== continuationApprovalType) throw malformed("typ", continuationApprovalType);
  const digest = hashOf(payload ?? undefined, "approval payload");
  return {
    header: {
      alg,
      kid: hashOf(header.get(labels.kid), "approval kid"),
      iss: textOf(claim.get(claims.iss), "approval iss"),
      sub: textOf(claim.get(claims.sub), "approval sub"),
      iat: countOf(claim.get(claims.iat), "approval iat"),
    },
    digest,
    message: signedMessage(protectedBytes, digest),
    signature,
  };
}
