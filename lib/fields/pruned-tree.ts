/**
 * Event and capture trees with parts left out: what a proof bundle carries (DESIGN §2, "Proof bundle").
 *
 * Pruning replaces what is not shown by hashes. Opening reads a tree somebody else pruned, checks it, and gives the
 * root it proves; whether that root is the one that was signed is for the caller to compare.
 */
import { toBase64Url } from "@/lib/bytes";
import type { CryptoSuite, Sha256 } from "@/lib/crypto/suite";
import { VerificationError } from "@/lib/errors";
import { canonicalBytes } from "@/lib/jcs";
import { isObject, type JsonObject, type JsonValue } from "@/lib/json";
import { leafHash, nodeHash } from "@/lib/merkle/hash";
import { type Disclosure, disclosuresOf, manifestPointer } from "./commit";
import { type ReadNode, readEventNode, readHash, treeDepthMax } from "./disclosures";
import { type CheckedLeaves, checkLeaves, eventRootOf } from "./leaves";
import { pruneTree } from "./prune";

/** A pruned event tree: base64url hash, pair, or a disclosed leaf `[salt, pointer, value]`. */
export type EventNode = string | [EventNode, EventNode] | Disclosure;

/** A pruned capture tree: base64url hash, pair, or an event. */
export type CaptureNode = string | [CaptureNode, CaptureNode] | { event: EventNode };

/** An event tree that was checked, and its root: MTH over the leaf inputs, 32 bytes. */
export interface OpenedEvent extends CheckedLeaves {
  root: Uint8Array;
}

/** A capture tree that was checked, and its root: MTH over the event roots, 32 bytes. */
export interface OpenedCapture {
  root: Uint8Array;
  events: OpenedCaptureEvent[];
}

/** One event of a capture. */
export interface OpenedCaptureEvent {
  /** Its place in the capture; null where hidden events before it leave that unproven. */
  ordinal: number | null;
  event: OpenedEvent;
}

/**
 * Prunes an event to the fields shown; the manifest always is.
 * @param isDisclosed asked once per field
 * @throws DomainError malformed when the secret is not 32 bytes
 */
export function pruneEvent(
  suite: CryptoSuite,
  event: JsonObject,
  secret: Uint8Array,
  isDisclosed: (pointer: string, value: JsonValue) => boolean,
): EventNode {
  const leaves = disclosuresOf(suite, event, secret);
  const hashes = leaves.map((leaf) => leafHash(suite.sha256, canonicalBytes(leaf)));
  const shown = leaves.map((leaf) => {
    const [, pointer, value] = leaf;
    return pointer === manifestPointer || isDisclosed(pointer, value) ? leaf : undefined;
  });
  return pruneTree<Disclosure>(suite.sha256, hashes, shown);
}

/**
 * Prunes a capture to the events shown.
 * @param eventRoots of all its events, in order, 32 bytes each, at least one
 * @param nodes the events shown, by ordinal; null for one of which only the hash is, in its place: an erased one
 */
export function pruneCapture(
  sha256: Sha256,
  eventRoots: Uint8Array[],
  nodes: ReadonlyMap<number, EventNode | null>,
): CaptureNode {
  const hashes = eventRoots.map((root) => leafHash(sha256, root));
  const shown = hashes.map((hash, ordinal) => {
    const event = nodes.get(ordinal);
    if (event === undefined) return undefined;
    return event === null ? toBase64Url(hash) : { event };
  });
  return pruneTree<{ event: EventNode } | string>(sha256, hashes, shown);
}

/**
 * Tells whether a capture has a hidden event of this root: with the root signed over it, proof that such an event
 * exists, of one that was erased too.
 * @param node checked, as by `openCaptureNode`
 */
export function holdsHiddenEvent(sha256: Sha256, node: CaptureNode, eventRoot: Uint8Array): boolean {
  if (typeof node === "string") return node === toBase64Url(leafHash(sha256, eventRoot));
  return Array.isArray(node) && node.some((child) => holdsHiddenEvent(sha256, child, eventRoot));
}

/**
 * Opens a pruned event: reads its disclosures, holds every leaf against the manifest, recomputes the root.
 * @param node untrusted
 * @throws VerificationError "disclosures" (a node is malformed), "manifest" (it is missing or impossible, or a leaf is
 * not where it says), "event root" (the tree has not the shape of its number of leaves)
 */
export function openEventNode(sha256: Sha256, node: JsonValue): OpenedEvent {
  const tree = readEventNode(node);
  return openTree(sha256, tree, checkLeaves(tree));
}

/**
 * Opens a pruned capture, all events at once, step by step, so that a step passes only when it holds for every event.
 * @param node untrusted
 * @throws VerificationError as `openEventNode`
 */
export function openCaptureNode(sha256: Sha256, node: JsonValue): OpenedCapture {
  const trees: ReadNode[] = [];
  const tree = readCaptureNode(node, trees, 0);
  const checked = trees.map((event) => ({ event, leaves: checkLeaves(event) }));
  const events = checked.map(({ event, leaves }) => openTree(sha256, event, leaves));
  const root = hashOfCapture(sha256, tree, events);
  const proven = countLeading(tree);
  return {
    root,
    events: events.map((event, i) => ({ ordinal: i < proven ? i : null, event })),
  };
}

function openTree(sha256: Sha256, tree: ReadNode, leaves: CheckedLeaves): OpenedEvent {
  return { ...leaves, root: eventRootOf(sha256, tree, leaves.pointers.length + 1) };
}

/** A hash, a pair, or the index of an event among those shown. */
type ReadCapture = Uint8Array | [ReadCapture, ReadCapture] | number;

function readCaptureNode(node: JsonValue, trees: ReadNode[], depth: number): ReadCapture {
  if (typeof node === "string") return readHash(node);
  if (isObject(node) && node.event !== undefined && Object.keys(node).length === 1) {
    return trees.push(readEventNode(node.event)) - 1;
  }
  if (Array.isArray(node) && node.length === 2 && depth < treeDepthMax) {
    const [left = null, right = null] = node;
    return [readCaptureNode(left, trees, depth + 1), readCaptureNode(right, trees, depth + 1)];
  }
  throw new VerificationError(
    "disclosures",
    "capture: expected a hash, a pair or an event, got another shape",
  );
}

function hashOfCapture(sha256: Sha256, node: ReadCapture, events: OpenedEvent[]): Uint8Array {
  if (node instanceof Uint8Array) return node;
  if (typeof node === "number") return leafHash(sha256, events[node]?.root ?? new Uint8Array());
  const [left, right] = node;
  return nodeHash(sha256, hashOfCapture(sha256, left, events), hashOfCapture(sha256, right, events));
}

/** Counts the events before the first hash: a hash may stand for any number of them. */
function countLeading(node: ReadCapture): number {
  let count = 0;
  const stack = [node];
  for (let top = stack.pop(); top !== undefined && !(top instanceof Uint8Array); top = stack.pop()) {
    if (typeof top === "number") count += 1;
    else stack.push(top[1], top[0]);
  }
  return count;
}
