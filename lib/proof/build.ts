/**
 * Building proof bundles out of what the ledger and the disclosure policy give.
 */
import { toBase64Url } from "@/lib/bytes";
import type { PublicKey } from "@/lib/crypto/suite";
import type { CaptureNode } from "@/lib/fields/pruned-tree";
import type { KeyLeaf } from "@/lib/membership/key-leaf";
import { formatTlogProof, type TlogProof } from "@/lib/note/tlog-proof";
import { encodeCoseKey } from "@/lib/statement/cose-key";
import type { ProofBundle } from "./bundle";

/** What a bundle is built of; paths are leaf → root, checkpoints signed notes, verbatim. */
export interface BundleParts {
  statement: Uint8Array;
  capture: CaptureNode;
  proof: TlogProof;
  issuer: {
    key: PublicKey;
    leaf: KeyLeaf;
    /** The leaf's place in the state's tree. */
    index: number;
    size: number;
    path: Uint8Array[];
    /** The `membership.state` statement and where it is in the log. */
    statement: Uint8Array;
    proof: TlogProof;
  };
}

/**
 * Builds a proof bundle. Nothing is verified here: a bundle of wrong parts is refused by whoever checks it.
 * @throws DomainError malformed on a key or a proof that has no encoding
 */
export function buildBundle(parts: BundleParts): ProofBundle {
  const { issuer } = parts;
  return {
    version: 1,
    statement: toBase64Url(parts.statement),
    capture: parts.capture,
    proof: formatTlogProof(parts.proof),
    issuer: {
      key: toBase64Url(encodeCoseKey(issuer.key)),
      leaf: issuer.leaf,
      index: issuer.index,
      size: issuer.size,
      path: issuer.path.map(toBase64Url),
      statement: toBase64Url(issuer.statement),
      proof: formatTlogProof(issuer.proof),
    },
  };
}
