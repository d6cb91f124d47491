/**
 * Reading an EventNode as it came, before anything in it is believed (DESIGN §2, "Proof bundle").
 */
import { fromBase64Url } from "@/lib/bytes";
import { failStep, VerificationError } from "@/lib/errors";
import { canonicalBytes } from "@/lib/jcs";
import type { JsonArray, JsonValue } from "@/lib/json";
import { isSplit } from "./fields";
import { parsePointer } from "./pointer";
import { saltBytes } from "./secret";

/** A node of a pruned event tree: the hash of a hidden subtree, an inner node, or a disclosed leaf. */
export type ReadNode =
  | { kind: "hash"; hash: Uint8Array }
  | { kind: "pair"; left: ReadNode; right: ReadNode }
  | { kind: "leaf"; pointer: string; value: JsonValue; input: Uint8Array };

/** Deeper than any tree of 2^40 leaves; keeps hostile input from exhausting the stack. */
export const treeDepthMax = 40;

const hashBytes = 32;

/**
 * Reads an EventNode: hashes of 32 bytes, pairs, disclosures `[salt, pointer, value]`, whose leaf inputs are made
 * canonical again, so that spelling proves nothing.
 * @throws VerificationError "disclosures"
 */
export function readEventNode(node: JsonValue, depth = 0): ReadNode {
  if (depth > treeDepthMax) throw refusal(`at most ${treeDepthMax} levels`, "more");
  if (typeof node === "string") return { kind: "hash", hash: readHash(node) };
  if (!Array.isArray(node)) throw refusal("a hash, a pair or a disclosure", node);
  if (node.length === 3) return readDisclosure(node);
  const [left, right, ...rest] = node;
  if (left === undefined || right === undefined || rest.length > 0) {
    throw refusal("a pair or a disclosure", `${node.length} elements`);
  }
  return { kind: "pair", left: readEventNode(left, depth + 1), right: readEventNode(right, depth + 1) };
}

/**
 * Reads the hash of a hidden subtree: base64url of 32 bytes.
 * @throws VerificationError "disclosures"
 */
export function readHash(text: string): Uint8Array {
  return readBytes(text, hashBytes);
}

function readDisclosure(node: JsonArray): ReadNode {
  const [salt, pointer, value] = node;
  if (typeof salt !== "string") throw refusal("a salt", salt);
  if (typeof pointer !== "string") throw refusal("a pointer", pointer);
  if (value === undefined) throw refusal("a value", value);
  readBytes(salt, saltBytes);
  if (pointer !== "") checkField(pointer, value);
  try {
    return { kind: "leaf", pointer, value, input: canonicalBytes([salt, pointer, value]) };
  } catch (error) {
    return failStep("disclosures", error);
  }
}

/** Refuses a list or an object committed whole that `fieldsOf` would have split. */
function checkField(pointer: string, value: JsonValue): void {
  try {
    const [name = "", ...deeper] = parsePointer(pointer);
    if (deeper.length === 0 && isSplit(name, value)) {
      throw refusal(`the elements of ${pointer} as fields of their own`, "the whole");
    }
  } catch (error) {
    failStep("disclosures", error);
  }
}

function readBytes(text: string, length: number): Uint8Array {
  try {
    const bytes = fromBase64Url(text);
    if (bytes.length === length) return bytes;
    throw refusal(`${length} bytes`, `${bytes.length} in ${text}`);
  } catch (error) {
    return failStep("disclosures", error);
  }
}

function refusal(expected: string, got: JsonValue | undefined): VerificationError {
  const shown = typeof got === "string" ? got : (JSON.stringify(got) ?? "nothing");
  return new VerificationError("disclosures", `disclosure: expected ${expected}, got ${shown.slice(0, 120)}`);
}
