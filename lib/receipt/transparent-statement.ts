/**
 * Transparent statements (RFC 9943): a statement with its receipts in the unprotected header 394. The log entry is the
 * statement without them, since nothing signed covers that header.
 */
import type { CborMap } from "@/lib/cbor";
import { DomainError } from "@/lib/errors";
import { decodeSign1, encodeSign1 } from "@/lib/statement/sign1";

/** Media type of a signed statement, transparent or not (RFC 9943 §10, IANA). */
export const statementMediaType = "application/scitt-statement+cose";

/** Header label: receipts (RFC 9942 §2). */
const receiptsLabel = 394;
const receiptsMax = 16;

/** A statement and what was attached to it. */
export interface TransparentStatement {
  /** The log entry: the statement with an empty unprotected header. */
  statement: Uint8Array;
  receipts: Uint8Array[];
}

/** Attaches receipts to a statement. @throws DomainError malformed as `detachReceipts`, which reads it back */
export function attachReceipts({ statement, receipts }: TransparentStatement): Uint8Array {
  const sign1 = decodeSign1(statement, "statement");
  const unprotected: CborMap = new Map([[receiptsLabel, receipts]]);
  const bytes = encodeSign1({ ...sign1, unprotected });
  detachReceipts(bytes);
  return bytes;
}

/**
 * Takes a transparent statement apart; neither part is verified or even decoded.
 * @throws DomainError malformed when the unprotected header is not exactly 1 to 16 receipts
 */
export function detachReceipts(bytes: Uint8Array): TransparentStatement {
  const sign1 = decodeSign1(bytes, "statement");
  const receipts = sign1.unprotected.get(receiptsLabel);
  const isList = Array.isArray(receipts) && receipts.length > 0 && receipts.length <= receiptsMax;
  if (sign1.unprotected.size !== 1 || !isList || !receipts.every((one) => one instanceof Uint8Array)) {
    throw new DomainError(
      "malformed",
      `header 394: expected 1 to ${receiptsMax} receipts, got another value`,
    );
  }
  return { statement: encodeSign1({ ...sign1, unprotected: new Map() }), receipts: receipts as Uint8Array[] };
}

/** Tells whether an unprotected header has receipts in it, well formed or not. */
export function hasReceipts(unprotected: CborMap): boolean {
  return unprotected.has(receiptsLabel);
}
