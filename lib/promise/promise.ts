/**
 * Promises: what the log signs when a batch is durable and not yet in a checkpoint, so that it cannot go back on the
 * index it gave. One COSE_Sign1 per batch over the root of the batch's tree (batch.ts); with the path to its own leaf
 * each submitter holds a promise for its own entry and learns nothing of the others.
 *
 * Protected: `{1: −19, 4: kid, 15: {1: iss, 2: sub, 6: iat}, 16: typ, −65538: count}`; payload: the root.
 */
import type { CborValue } from "@/lib/cbor";
import { DomainError } from "@/lib/errors";
import { countOf, hashOf, malformed } from "@/lib/statement/header-values";
import { decodeLogHeader, encodeLogHeader, type LogHeader, type LogSigned } from "@/lib/statement/log-header";
import { decodeSign1, encodeSign1, signedMessage } from "@/lib/statement/sign1";

/** The `typ` of the signed part (RFC 9596). */
export const batchPromiseType = "application/vnd.suyuan.promise+cose";

const typLabel = 16;
const iatClaim = 6;
const extras = { labels: [typLabel], claims: [iatClaim] };

/** The signed part: a root over the leaves of a batch. */
export interface BatchPromise extends LogSigned {
  /** `size` is the number of entries in the batch. */
  header: LogHeader;
  /** When it was signed: seconds since 1970, by the log's clock. */
  iat: number;
  /** 32 bytes. */
  root: Uint8Array;
}

/** Prepares the root of a batch for the log's key: the protected header's bytes, and the message to sign. */
export function batchPromiseToSign(
  header: LogHeader,
  iat: number,
  root: Uint8Array,
): { protectedBytes: Uint8Array; message: Uint8Array } {
  const protectedBytes = encodeLogHeader(header, {
    labels: new Map<number, CborValue>([[typLabel, batchPromiseType]]),
    claims: new Map([[iatClaim, iat]]),
  });
  return { protectedBytes, message: signedMessage(protectedBytes, root) };
}

/**
 * Encodes the signed part, from what `batchPromiseToSign` gave and a signature over it.
 * @throws DomainError malformed when the signature is not 64 bytes
 */
export function encodeBatchPromise(
  protectedBytes: Uint8Array,
  root: Uint8Array,
  signature: Uint8Array,
): Uint8Array {
  return encodeSign1({ protectedBytes, unprotected: new Map(), payload: root, signature });
}

/**
 * Decodes the signed part. What this accepts, `encodeBatchPromise` writes back byte for byte.
 * @throws DomainError malformed
 */
export function decodeBatchPromise(bytes: Uint8Array): BatchPromise {
  const { protectedBytes, unprotected, payload, signature } = decodeSign1(bytes, "promise");
  if (unprotected.size > 0) {
    throw new DomainError("malformed", "promise: expected an empty unprotected header, got members");
  }
  const { header, labels, claims } = decodeLogHeader(protectedBytes, extras);
  if (labels.get(typLabel) !== batchPromiseType) throw malformed("typ", batchPromiseType);
  const iat = countOf(claims.get(iatClaim), "iat");
  return { header, iat, protectedBytes, root: hashOf(payload, "payload"), signature };
}
