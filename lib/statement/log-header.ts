/**
 * The protected headers of what the log signs as COSE: receipts (RFC 9942) and promises. Each signature covers a root,
 * and with it, in the header, how many leaves the root is over: a Merkle path alone does not fix the index of a leaf
 * in a tree of unknown size, and RFC 9942 leaves the size in the unprotected header.
 */
import { equalBytes, toHex } from "@/lib/bytes";
import { type CborMap, type CborValue, decodeCbor, encodeCbor } from "@/lib/cbor";
import type { CryptoSuite, PublicKey, Sha256 } from "@/lib/crypto/suite";
import { VerificationError } from "@/lib/errors";
import { ed25519, keyThumbprint } from "./cose-key";
import { countOf, hashOf, malformed, mapOf, textOf } from "./header-values";
import { logIssuer } from "./log-key";
import { signedMessage } from "./sign1";

/** The log as a header names it. */
export interface LogHeader {
  /** Thumbprint of the log's key, 32 bytes (RFC 9679). */
  kid: Uint8Array;
  iss: string;
  /** The log's origin. */
  sub: string;
  /** The number of leaves under the signed root. */
  size: number;
}

/** A log, as much of it as a header names. */
export interface NamedLog {
  origin: string;
  key: PublicKey;
}

// IANA "COSE Header Parameters" and "CWT Claims"; −65538 is from the range for private use.
const labels = { alg: 1, kid: 4, claims: 15, size: -65_538 } as const;
const claimLabels = { iss: 1, sub: 2 } as const;

/** Labels and claims beyond those that every header has. */
export interface HeaderExtras {
  labels: ReadonlyMap<number, CborValue>;
  claims: ReadonlyMap<number, CborValue>;
}

/** Names a log over a root of `size` leaves. */
export function headerOfLog(sha256: Sha256, { origin, key }: NamedLog, size: number): LogHeader {
  return { kid: keyThumbprint(sha256, key), iss: logIssuer(origin), sub: origin, size };
}

/** Encodes a header in deterministic CBOR. */
export function encodeLogHeader({ kid, iss, sub, size }: LogHeader, extras: HeaderExtras): Uint8Array {
  const claims: CborMap = new Map<CborValue, CborValue>([
    [claimLabels.iss, iss],
    [claimLabels.sub, sub],
    ...extras.claims,
  ]);
  return encodeCbor(
    new Map<CborValue, CborValue>([
      [labels.alg, ed25519],
      [labels.kid, kid],
      [labels.claims, claims],
      [labels.size, size],
      ...extras.labels,
    ]),
  );
}

/**
 * Decodes a header that has exactly the common members and those named.
 * @returns the common members, and all labels and claims for what is the caller's
 * @throws DomainError malformed
 */
export function decodeLogHeader(
  bytes: Uint8Array,
  more: { labels: readonly number[]; claims: readonly number[] },
): { header: LogHeader; labels: CborMap; claims: CborMap } {
  const all = mapOf(decodeCbor(bytes), "header", [...Object.values(labels), ...more.labels]);
  const claims = mapOf(all.get(labels.claims), "header 15", [...Object.values(claimLabels), ...more.claims]);
  if (all.get(labels.alg) !== ed25519) throw malformed("alg", `${ed25519} (Ed25519)`);
  const header = {
    kid: hashOf(all.get(labels.kid), "kid"),
    iss: textOf(claims.get(claimLabels.iss), "iss"),
    sub: textOf(claims.get(claimLabels.sub), "sub"),
    size: countOf(all.get(labels.size), "size"),
  };
  return { header, labels: all, claims };
}

/** Something the log signed: a header, and a signature over it and a root. */
export interface LogSigned {
  header: LogHeader;
  protectedBytes: Uint8Array;
  signature: Uint8Array;
}

/**
 * Checks that a header names the log, and that the log's key signed it with this root.
 * @throws VerificationError "log signature"
 */
export async function verifyLogSigned(
  suite: CryptoSuite,
  { header, protectedBytes, signature }: LogSigned,
  root: Uint8Array,
  log: NamedLog,
): Promise<void> {
  const expected = headerOfLog(suite.sha256, log, header.size);
  if (header.iss !== expected.iss) throw refusal(`iss: expected ${expected.iss}, got ${header.iss}`, header);
  if (header.sub !== expected.sub) throw refusal(`sub: expected ${expected.sub}, got ${header.sub}`, header);
  if (!equalBytes(header.kid, expected.kid)) {
    throw refusal(`kid: expected ${toHex(expected.kid)}, got ${toHex(header.kid)}`, header);
  }
  if (await suite.verify(log.key, signedMessage(protectedBytes, root), signature)) return;
  throw refusal(`signature: expected one of ${log.origin} over the root ${toHex(root)}, got another`, header);
}

function refusal(message: string, { iss, sub, kid, size }: LogHeader): VerificationError {
  return new VerificationError("log signature", message, { iss, sub, kid: toHex(kid), size });
}
