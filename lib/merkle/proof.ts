import type { Sha256 } from "../crypto/suite";
import { DomainError, invariant } from "../errors";
import { emptyRoot, nodeHash } from "./hash";
import { splitPoint } from "./tree";

/** Names the perfect subtree of 2^level leaves that begins at leaf index · 2^level. */
export interface NodeId {
  level: number;
  index: number;
}

/** Where proofs take their hashes from: memory, tiles on disk, or somebody else's server. */
export interface HashReader {
  /** Returns the hashes of the named subtrees, in the order asked. All of them lie within the tree proved about. */
  read(ids: NodeId[]): Uint8Array[] | Promise<Uint8Array[]>;
}

/** The subtrees whose hashes a proof needs: one group for each hash of the proof, in proof order. */
export type ProofPlan = NodeId[][];

/** Plans the path of leaf `index` in the tree of `size` leaves (RFC 9162 §2.1.3.1). @throws DomainError not_found */
export function planInclusion(index: number, size: number): ProofPlan {
  requireWithin("index", index, 0, size - 1);
  const plan: ProofPlan = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + splitPoint(end - start);
    if (index < middle) {
      plan.push(subtrees(middle, end));
      end = middle;
    } else {
      plan.push(subtrees(start, middle));
      start = middle;
    }
  }
  return plan.reverse();
}

/**
 * Plans the proof that the tree of size1 begins the tree of size2 (RFC 9162 §2.1.4.1). Empty when size1 is 0 or
 * equals size2. @throws DomainError not_found when size1 > size2
 */
export function planConsistency(size1: number, size2: number): ProofPlan {
  requireWithin("size1", size1, 0, size2);
  if (size1 === 0 || size1 === size2) return [];
  const plan: ProofPlan = [];
  let start = 0;
  let end = size2;
  while (end !== size1) {
    const middle = start + splitPoint(end - start);
    if (size1 <= middle) {
      plan.push(subtrees(middle, end));
      end = middle;
    } else {
      plan.push(subtrees(start, middle));
      start = middle;
    }
  }
  // What is left is the last perfect part of the smaller tree; when it is the whole of it, the verifier has its hash.
  if (start > 0) plan.push(subtrees(start, end));
  return plan.reverse();
}

/** Folds the hashes read for a plan, in the order of its subtrees, into the hashes of the proof. */
export function buildProof(sha256: Sha256, plan: ProofPlan, hashes: Uint8Array[]): Uint8Array[] {
  let offset = 0;
  const proof = plan.map((group) => {
    const part = hashes.slice(offset, offset + group.length);
    offset += group.length;
    return fold(sha256, part);
  });
  invariant(offset === hashes.length, `${offset} hashes for the plan, not ${hashes.length}`);
  return proof;
}

/** Proves that leaf `index` is in the tree of `size`: leaf-to-root order, one read. @throws DomainError not_found */
export async function inclusionProof(
  reader: HashReader,
  sha256: Sha256,
  index: number,
  size: number,
): Promise<Uint8Array[]> {
  return readAndBuild(reader, sha256, planInclusion(index, size));
}

/** Proves that the tree of size1 begins the tree of size2, in one read. @throws DomainError not_found */
export async function consistencyProof(
  reader: HashReader,
  sha256: Sha256,
  size1: number,
  size2: number,
): Promise<Uint8Array[]> {
  return readAndBuild(reader, sha256, planConsistency(size1, size2));
}

/** Computes the root the tree had at `size`, in one read. */
export async function rootAt(reader: HashReader, sha256: Sha256, size: number): Promise<Uint8Array> {
  requireWithin("size", size, 0, Number.MAX_SAFE_INTEGER);
  if (size === 0) return emptyRoot(sha256);
  const [root] = await readAndBuild(reader, sha256, [subtrees(0, size)]);
  invariant(root !== undefined, "one group gives one hash");
  return root;
}

async function readAndBuild(reader: HashReader, sha256: Sha256, plan: ProofPlan): Promise<Uint8Array[]> {
  const ids = plan.flat();
  return ids.length === 0 ? [] : buildProof(sha256, plan, await reader.read(ids));
}

/**
 * Lists the perfect subtrees that leaves [start, end) of a proof are made of, left to right. Such a range is always
 * the right part of some split, so its largest subtree comes first.
 */
function subtrees(start: number, end: number): NodeId[] {
  const ids: NodeId[] = [];
  let from = start;
  while (from < end) {
    const level = Math.floor(Math.log2(end - from));
    const width = 2 ** level;
    ids.push({ level, index: from / width });
    from += width;
  }
  return ids;
}

function fold(sha256: Sha256, parts: Uint8Array[]): Uint8Array {
  const last = parts.at(-1);
  invariant(last !== undefined, "a subtree has a hash");
  return parts.slice(0, -1).reduceRight((right, left) => nodeHash(sha256, left, right), last);
}

function requireWithin(name: string, value: number, least: number, most: number): void {
  if (!Number.isSafeInteger(value) || value < least || value > most) {
    throw new DomainError("not_found", `${name}: expected ${least} ≤ ${name} ≤ ${most}, got ${value}`);
  }
}
