/**
 * Verifiable data structure proofs in COSE (RFC 9942 §5.2, §5.3): the value of unprotected header 396 for
 * RFC9162_SHA256, with exactly one proof in it.
 */
import { type CborMap, type CborValue, decodeCbor, encodeCbor } from "@/lib/cbor";
import { DomainError } from "@/lib/errors";
import { countOf, hashOf, mapOf } from "@/lib/statement/header-values";

/** That a leaf is in a tree. Paths are leaf → root, 32 bytes each. */
export interface InclusionVdp {
  kind: "inclusion";
  size: number;
  index: number;
  path: Uint8Array[];
}

/** That the tree of size1 is the beginning of the tree of size2. */
export interface ConsistencyVdp {
  kind: "consistency";
  size1: number;
  size2: number;
  path: Uint8Array[];
}

/** The proof of a receipt. */
export type Vdp = InclusionVdp | ConsistencyVdp;

/** Header label: the proofs. */
export const vdpLabel = 396;

const kinds = { inclusion: -1, consistency: -2 } as const;
/** A tree of fewer than 2^53 leaves has paths no longer than this; a consistency proof has one hash more. */
const pathLengthMax = 54;

/** Makes the unprotected header of a receipt: `{396: {-1: [bstr .cbor [size, index, path]]}}`, or −2 with two sizes. */
export function encodeVdp(vdp: Vdp): CborMap {
  const numbers = vdp.kind === "inclusion" ? [vdp.size, vdp.index] : [vdp.size1, vdp.size2];
  const proof = encodeCbor([...numbers, vdp.path]);
  return new Map([[vdpLabel, new Map([[kinds[vdp.kind], [proof]]])]]);
}

/**
 * Reads the unprotected header of a receipt.
 * @throws DomainError malformed on other labels, more than one proof, other encodings, hashes that are not 32 bytes;
 * unsupported on another kind of proof
 */
export function decodeVdp(unprotected: CborMap): Vdp {
  const proofs = mapOf(unprotected, "unprotected header", [vdpLabel]).get(vdpLabel);
  if (!(proofs instanceof Map) || proofs.size !== 1)
    throw malformed("header 396", "a map of one kind of proof");
  const [[label, list]] = [...proofs] as [[CborValue, CborValue]];
  if (label !== kinds.inclusion && label !== kinds.consistency) {
    throw new DomainError("unsupported", `header 396: expected proofs −1 or −2, got ${String(label)}`);
  }
  const [bytes, ...rest] = Array.isArray(list) ? list : [];
  if (!(bytes instanceof Uint8Array) || rest.length > 0) throw malformed(`proof ${label}`, "one byte string");
  return label === kinds.inclusion ? inclusionOf(decodeCbor(bytes)) : consistencyOf(decodeCbor(bytes));
}

function inclusionOf(value: CborValue): InclusionVdp {
  const [size, index, path] = threeOf(value);
  return {
    kind: "inclusion",
    size: countOf(size, "tree-size"),
    index: countOf(index, "leaf-index"),
    path: pathOf(path),
  };
}

function consistencyOf(value: CborValue): ConsistencyVdp {
  const [size1, size2, path] = threeOf(value);
  return {
    kind: "consistency",
    size1: countOf(size1, "tree-size-1"),
    size2: countOf(size2, "tree-size-2"),
    path: pathOf(path),
  };
}

function threeOf(value: CborValue): CborValue[] {
  if (Array.isArray(value) && value.length === 3) return value;
  throw malformed("proof", "two numbers and a path");
}

function pathOf(value: CborValue | undefined): Uint8Array[] {
  if (!Array.isArray(value) || value.length > pathLengthMax) {
    throw malformed("path", `a list of at most ${pathLengthMax} hashes`);
  }
  return value.map((hash, i) => hashOf(hash, `path[${i}]`));
}

function malformed(path: string, expected: string): DomainError {
  return new DomainError("malformed", `${path}: expected ${expected}, got another value`, { path });
}
