/**
 * Pruning: a tree in which every subtree that shows nothing is replaced by its hash.
 */
import { toBase64Url } from "@/lib/bytes";
import type { Sha256 } from "@/lib/crypto/suite";
import { nodeHash } from "@/lib/merkle/hash";
import { splitPoint } from "@/lib/merkle/tree";

/** A tree whose leaves of type L are shown and whose hidden subtrees are base64url hashes. */
export type PrunedTree<L> = string | [PrunedTree<L>, PrunedTree<L>] | L;

/**
 * Prunes a tree (RFC 9162 §2.1.1) to the leaves shown.
 * @param leafHashes at least one
 * @param shown by leaf index; undefined where hidden
 */
export function pruneTree<L>(
  sha256: Sha256,
  leafHashes: Uint8Array[],
  shown: (L | undefined)[],
): PrunedTree<L> {
  return prune(sha256, leafHashes, shown).node;
}

function prune<L>(
  sha256: Sha256,
  leafHashes: Uint8Array[],
  shown: (L | undefined)[],
): { hash: Uint8Array; node: PrunedTree<L> } {
  const [only] = leafHashes;
  if (only !== undefined && leafHashes.length === 1)
    return { hash: only, node: shown[0] ?? toBase64Url(only) };
  const split = splitPoint(leafHashes.length);
  const left = prune(sha256, leafHashes.slice(0, split), shown.slice(0, split));
  const right = prune(sha256, leafHashes.slice(split), shown.slice(split));
  const hash = nodeHash(sha256, left.hash, right.hash);
  const isHidden = shown.every((leaf) => leaf === undefined);
  return { hash, node: isHidden ? toBase64Url(hash) : [left.node, right.node] };
}
