/**
 * The commitment to an event: the root of its tree of salted fields (DESIGN §2, "Fields" and "Roots").
 */
import { toBase64Url } from "@/lib/bytes";
import type { CryptoSuite, Sha256 } from "@/lib/crypto/suite";
import { canonicalBytes } from "@/lib/jcs";
import type { JsonObject, JsonValue } from "@/lib/json";
import { rootOfLeaves } from "@/lib/merkle/tree";
import { fieldsOf } from "./fields";
import { saltsOf } from "./secret";

/** A leaf as it is disclosed: salt (base64url of 16 bytes), pointer, value; the shape of an RFC 9901 disclosure. */
export type Disclosure = [salt: string, pointer: string, value: JsonValue];

/** The pointer of leaf 0, the manifest: the whole event. */
export const manifestPointer = "";

/** An event committed to its fields. */
export interface CommittedEvent {
  /** MTH(leafInputs), 32 bytes. */
  root: Uint8Array;
  /** Leaf 0, the manifest, then one per field. */
  leafInputs: Uint8Array[];
  /** The pointers of leaves 1…n. */
  pointers: string[];
  /** JCS of the event: what is sealed. */
  canonicalBytes: Uint8Array;
}

/**
 * Commits an event to its fields.
 * @param event in normal form
 * @param secret 32 bytes, random, this event's own
 * @throws DomainError malformed when the secret is not 32 bytes or the event has no canonical form
 */
export function commitEvent(suite: CryptoSuite, event: JsonObject, secret: Uint8Array): CommittedEvent {
  const leaves = disclosuresOf(suite, event, secret);
  const leafInputs = leaves.map(canonicalBytes);
  return {
    root: rootOfLeaves(suite.sha256, leafInputs),
    leafInputs,
    pointers: leaves.slice(1).map(([, pointer]) => pointer),
    canonicalBytes: canonicalBytes(event),
  };
}

/**
 * Lists the leaves of an event as disclosures, in leaf order, the manifest first.
 * @throws DomainError malformed when the secret is not 32 bytes
 */
export function disclosuresOf(suite: CryptoSuite, event: JsonObject, secret: Uint8Array): Disclosure[] {
  const fields = fieldsOf(event);
  const manifest = { pointer: manifestPointer, value: fields.map((field) => field.pointer) };
  const salts = saltsOf(suite, secret, fields.length + 1);
  return [manifest, ...fields].map(({ pointer, value }, leaf) => [
    toBase64Url(salts[leaf] ?? new Uint8Array()),
    pointer,
    value,
  ]);
}

/** Computes the root a capture's statement signs: MTH over event roots, each a 32-byte leaf input, in their order. */
export function captureRoot(sha256: Sha256, eventRoots: Uint8Array[]): Uint8Array {
  return rootOfLeaves(sha256, eventRoots);
}
