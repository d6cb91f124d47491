/**
 * COSE receipts (RFC 9942) under the log's COSE key: that an entry is in the log, or that the log only grew. The
 * payload, a root hash, is detached, so that nobody can check the signature without computing the root from the proof.
 *
 * Protected: `{1: −19, 4: kid, 15: {1: iss, 2: sub}, 395: 1, −65538: size}`; unprotected: one proof, see vdp.ts.
 * Header and root depend on the tree alone: the receipts of all its entries carry one signature.
 */
import { equalBytes } from "@/lib/bytes";
import type { CryptoSuite } from "@/lib/crypto/suite";
import { DomainError, VerificationError } from "@/lib/errors";
import { leafHash } from "@/lib/merkle/hash";
import { rootFromInclusion, rootsFromConsistency } from "@/lib/merkle/verify";
import { malformed } from "@/lib/statement/header-values";
import {
  decodeLogHeader,
  encodeLogHeader,
  type LogHeader,
  type LogSigned,
  type NamedLog,
  verifyLogSigned,
} from "@/lib/statement/log-header";
import { decodeSign1, encodeSign1, signedMessage } from "@/lib/statement/sign1";
import { type ConsistencyVdp, decodeVdp, encodeVdp, type InclusionVdp, type Vdp } from "./vdp";

/** Media type of a receipt (RFC 9943 §10, IANA). */
export const receiptMediaType = "application/scitt-receipt+cose";

/** Header label: which verifiable data structure, and 1, RFC9162_SHA256 (RFC 9942 §4.1). */
const vdsLabel = 395;
const rfc9162Sha256 = 1;
const extras = { labels: [vdsLabel], claims: [] };

/** A decoded receipt. */
export interface Receipt extends LogSigned {
  vdp: Vdp;
}

/** Prepares a root for the log's key: the protected header's bytes, and the message to sign. */
export function receiptToSign(
  header: LogHeader,
  root: Uint8Array,
): { protectedBytes: Uint8Array; message: Uint8Array } {
  const labels = new Map([[vdsLabel, rfc9162Sha256]]);
  const protectedBytes = encodeLogHeader(header, { labels, claims: new Map() });
  return { protectedBytes, message: signedMessage(protectedBytes, root) };
}

/** Encodes a receipt. @throws DomainError malformed when `decodeReceipt` would refuse it */
export function encodeReceipt(
  { protectedBytes, signature }: Omit<LogSigned, "header">,
  vdp: Vdp,
): Uint8Array {
  const bytes = encodeSign1({ protectedBytes, unprotected: encodeVdp(vdp), payload: null, signature });
  decodeReceipt(bytes);
  return bytes;
}

/**
 * Decodes a receipt. What this accepts, `encodeReceipt` writes back byte for byte.
 * @throws DomainError malformed, also when the proof is about a tree of another size than was signed; unsupported
 */
export function decodeReceipt(bytes: Uint8Array): Receipt {
  const { protectedBytes, unprotected, payload, signature } = decodeSign1(bytes, "receipt");
  if (payload !== null) {
    throw new DomainError("malformed", "receipt: expected a detached payload, got an attached one");
  }
  const { header, labels } = decodeLogHeader(protectedBytes, extras);
  if (labels.get(vdsLabel) !== rfc9162Sha256) throw malformed("header 395", "1 (RFC9162_SHA256)");
  const vdp = decodeVdp(unprotected);
  const size = vdp.kind === "inclusion" ? vdp.size : vdp.size2;
  if (size !== header.size) throw malformed("tree-size", `${header.size}, as signed`);
  return { header, protectedBytes, vdp, signature };
}

/**
 * Verifies a receipt of inclusion: first the path, from the entry to a root, then the signature over it (RFC 9942 §5.2.1).
 * @param entry the bytes of the log entry
 * @throws VerificationError "receipt kind" | "path" | "log signature"
 */
export async function verifyInclusionReceipt(
  suite: CryptoSuite,
  receipt: Receipt,
  entry: Uint8Array,
  log: NamedLog,
): Promise<InclusionVdp> {
  const { vdp } = receipt;
  if (vdp.kind !== "inclusion") throw otherKind("inclusion", vdp);
  const root = rootFromInclusion(suite.sha256, { ...vdp, leafHash: leafHash(suite.sha256, entry) });
  await verifyLogSigned(suite, receipt, root, log);
  return vdp;
}

/** A tree head that the verifier has from elsewhere. */
export interface KnownHead {
  size: number;
  rootHash: Uint8Array;
}

/**
 * Verifies a receipt of consistency against an older tree: the path leads from its root to the newer one, and that is
 * what the log signed (RFC 9942 §5.3.1; the payload is detached, so the path comes first).
 * @returns the newer head
 * @throws VerificationError "receipt kind" | "older tree" | "path" | "log signature"
 */
export async function verifyConsistencyReceipt(
  suite: CryptoSuite,
  receipt: Receipt,
  older: KnownHead,
  log: NamedLog,
): Promise<KnownHead> {
  const { vdp } = receipt;
  if (vdp.kind !== "consistency") throw otherKind("consistency", vdp);
  if (vdp.size1 !== older.size) {
    throw new VerificationError("older tree", `size: expected ${vdp.size1}, got ${older.size}`, { vdp });
  }
  const [root1, root2] = rootsFromConsistency(suite.sha256, { ...vdp, root1: older.rootHash });
  if (!equalBytes(root1, older.rootHash)) {
    throw new VerificationError(
      "path",
      `root: expected the older tree of ${older.size} entries, got another`,
      {
        vdp,
      },
    );
  }
  await verifyLogSigned(suite, receipt, root2, log);
  return { size: vdp.size2, rootHash: root2 };
}

function otherKind(expected: Vdp["kind"], vdp: InclusionVdp | ConsistencyVdp): VerificationError {
  return new VerificationError("receipt kind", `receipt: expected one of ${expected}, got ${vdp.kind}`, {
    vdp,
  });
}
