/**
 * A leaf of the tree whose root a `membership.state` statement signs: one key, whose it is, and when it was valid.
 */
import { canonicalBytes } from "@/lib/jcs";
import type { JsonObject } from "@/lib/json";

/** One key as of a log index. Valid at index i when from ≤ i < to; `to` is null while it is valid. */
export interface KeyLeaf {
  iss: string;
  /** base64url of the 32-byte thumbprint. */
  kid: string;
  /** The member's roles, sorted. */
  roles: string[];
  from: number;
  to: number | null;
}

/** Encodes a key leaf as a leaf input: JCS(`{from, iss, kid, roles, to}`). */
export function keyLeafBytes(leaf: KeyLeaf): Uint8Array {
  const { iss, kid, roles, from, to } = leaf;
  return canonicalBytes({ iss, kid, roles, from, to } satisfies JsonObject);
}

/** Tells whether a key was valid at a log index, as far as this leaf knows. */
export function isValidAt(leaf: Pick<KeyLeaf, "from" | "to">, index: number): boolean {
  return leaf.from <= index && (leaf.to === null || index < leaf.to);
}
