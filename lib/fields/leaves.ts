/**
 * Checking a pruned event tree that was read: every leaf against the manifest, and the shape against their number.
 */
import type { Sha256 } from "@/lib/crypto/suite";
import { VerificationError } from "@/lib/errors";
import type { JsonValue } from "@/lib/json";
import { leafHash, nodeHash } from "@/lib/merkle/hash";
import { splitPoint } from "@/lib/merkle/tree";
import { manifestPointer } from "./commit";
import type { ReadNode } from "./disclosures";
import { checkManifest } from "./manifest";

/** The fields of an event whose leaves all sit where the manifest says. */
export interface CheckedLeaves {
  /** Every field the event has, in leaf order: leaves 1…n. */
  pointers: string[];
  disclosed: Map<string, JsonValue>;
  /** The pointers that are not disclosed, in leaf order. */
  hidden: string[];
}

/**
 * Holds every disclosed leaf of an event tree against its manifest.
 * @throws VerificationError "manifest" when the manifest is hidden or impossible, or a leaf is not the one it lists at
 * that position
 */
export function checkLeaves(tree: ReadNode): CheckedLeaves {
  const pointers = checkManifest(manifestOf(tree));
  const disclosed = new Map<string, JsonValue>();
  visitLeaves(tree, 0, pointers.length + 1, (leaf, position) => {
    const expected = position === 0 ? manifestPointer : pointers[position - 1];
    if (leaf.pointer !== expected) {
      const message = `leaf ${position}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(leaf.pointer)}`;
      throw new VerificationError("manifest", message, { position, expected, got: leaf.pointer });
    }
    if (position > 0) disclosed.set(leaf.pointer, leaf.value);
  });
  return { pointers, disclosed, hidden: pointers.filter((pointer) => !disclosed.has(pointer)) };
}

/**
 * Recomputes the root of a pruned event tree, 32 bytes, as MTH over `size` leaves (RFC 9162 §2.1.1).
 * @throws VerificationError "event root" when the tree has another shape
 */
export function eventRootOf(sha256: Sha256, tree: ReadNode, size: number): Uint8Array {
  if (tree.kind === "hash") return tree.hash;
  if ((tree.kind === "leaf") !== (size === 1)) {
    const expected = size === 1 ? "one leaf" : `a tree of ${size} leaves`;
    const got = tree.kind === "leaf" ? `the leaf ${JSON.stringify(tree.pointer)}` : "two subtrees";
    throw new VerificationError("event root", `event tree: expected ${expected}, got ${got}`, { size });
  }
  if (tree.kind === "leaf") return leafHash(sha256, tree.input);
  const split = splitPoint(size);
  const left = eventRootOf(sha256, tree.left, split);
  return nodeHash(sha256, left, eventRootOf(sha256, tree.right, size - split));
}

function manifestOf(tree: ReadNode): JsonValue {
  let node = tree;
  while (node.kind === "pair") node = node.left;
  if (node.kind === "leaf" && node.pointer === manifestPointer) return node.value;
  const got = node.kind === "leaf" ? JSON.stringify(node.pointer) : "a hidden leaf";
  throw new VerificationError("manifest", `leaf 0: expected the manifest, got ${got}`, { got });
}

type Leaf = Extract<ReadNode, { kind: "leaf" }>;

/** Visits the disclosed leaves below a node of `size` leaves from `position` on; `eventRootOf` judges the shape. */
function visitLeaves(
  node: ReadNode,
  position: number,
  size: number,
  visit: (leaf: Leaf, position: number) => void,
): void {
  if (node.kind === "leaf") visit(node, position);
  if (node.kind !== "pair" || size === 1) return;
  const split = splitPoint(size);
  visitLeaves(node.left, position, split, visit);
  visitLeaves(node.right, position + split, size - split, visit);
}
