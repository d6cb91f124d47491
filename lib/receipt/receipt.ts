/**
 * COSE receipts (RFC 9942) under the log's COSE key: that an entry is in the log, or that the log only grew. The
 * payload, a root hash, is detached, so that nobody can check the signature without computing the root from the proof.
 *
 * Protected: `{1: −19, 4: kid, 15: {1: iss, 2: sub}, 395: 1, −65538: size}`; unprotected: one proof, see vdp.ts.
 * Header and root depend on the tree alone: the receipts of all its entries carry one signature.
 */
import { equalBytes, toHex } from "@/lib/bytes";
import type { CryptoSuite } from "@/lib/crypto/suite";
import { DomainError, VerificationError } from "@/lib/errors";
import { leafHash } from "@/lib/merkle/hash";
import { rootFromInclusion, rootsFromConsistency } from "@/lib/merkle/verify";
import { StepRunner, type Steps } from "@/lib/proof/steps";
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

/** The steps of a receipt: a path from the entry or from the older tree to a root, then the signature over it. */
export type ReceiptStep = "receipt kind" | "leaf hash" | "path" | "consistency" | "log signature";

/**
 * Verifies a receipt of inclusion (RFC 9942 §5.2.1).
 * @param entry the bytes of the log entry
 * @throws VerificationError naming the step
 */
export async function verifyInclusionReceipt(
  suite: CryptoSuite,
  receipt: Receipt,
  entry: Uint8Array,
  log: NamedLog,
  steps: Steps<ReceiptStep> = new StepRunner<ReceiptStep>(),
): Promise<{ vdp: InclusionVdp; head: KnownHead }> {
  const { vdp } = receipt;
  if (vdp.kind !== "inclusion") return steps.fail("receipt kind", otherKind("inclusion", vdp));
  const hash = await steps.run("leaf hash", () => leafHash(suite.sha256, entry), toHex);
  const rootHash = await steps.run(
    "path",
    () => rootFromInclusion(suite.sha256, { ...vdp, leafHash: hash }),
    () => `entry ${vdp.index} of ${vdp.size}`,
  );
  const signed = () => verifyLogSigned(suite, receipt, rootHash, log);
  await steps.run("log signature", signed, () => log.origin);
  return { vdp, head: { size: vdp.size, rootHash } };
}

/** A tree head: one that the verifier has from elsewhere, or that a receipt has shown. */
export interface KnownHead {
  size: number;
  rootHash: Uint8Array;
}

/**
 * Verifies a receipt of consistency against an older tree: the path leads from its root to the newer one, and that is
 * what the log signed (RFC 9942 §5.3.1; the payload is detached, so the path comes first).
 * @returns the newer head
 * @throws VerificationError naming the step
 */
export async function verifyConsistencyReceipt(
  suite: CryptoSuite,
  receipt: Receipt,
  older: KnownHead,
  log: NamedLog,
  steps: Steps<ReceiptStep> = new StepRunner<ReceiptStep>(),
): Promise<KnownHead> {
  const { vdp } = receipt;
  if (vdp.kind !== "consistency") return steps.fail("receipt kind", otherKind("consistency", vdp));
  const rootHash = await steps.run(
    "consistency",
    () => newerRoot(suite, vdp, older),
    () => `${vdp.size1} entries are the beginning of ${vdp.size2}`,
  );
  const signed = () => verifyLogSigned(suite, receipt, rootHash, log);
  await steps.run("log signature", signed, () => log.origin);
  return { size: vdp.size2, rootHash };
}

function newerRoot(suite: CryptoSuite, vdp: ConsistencyVdp, older: KnownHead): Uint8Array {
  if (vdp.size1 !== older.size) {
    throw new VerificationError("consistency", `size: expected ${vdp.size1}, got ${older.size}`, { vdp });
  }
  const [root1, root2] = rootsFromConsistency(suite.sha256, { ...vdp, root1: older.rootHash });
  if (equalBytes(root1, older.rootHash)) return root2;
  const message = `root: expected ${toHex(older.rootHash)} of the older tree, got ${toHex(root1)} from the path`;
  throw new VerificationError("consistency", message, { vdp });
}

function otherKind(expected: Vdp["kind"], vdp: InclusionVdp | ConsistencyVdp): VerificationError {
  return new VerificationError("receipt kind", `receipt: expected one of ${expected}, got ${vdp.kind}`, {
    vdp,
  });
}
