/**
 * The manifest, leaf 0 of an event's tree: the pointers of all other leaves, in order (DESIGN §2).
 *
 * It is accepted only if some event has exactly these fields. Nobody can then commit two values for one pointer, hide
 * a field behind another spelling, or give one event two manifests.
 */
import { VerificationError } from "@/lib/errors";
import type { JsonValue } from "@/lib/json";
import { isElementwise, isMemberwise } from "./fields";
import { parsePointer } from "./pointer";

/**
 * Checks the value of a manifest and returns its pointers, those of leaves 1…n.
 * @throws VerificationError "manifest" when it is not an array of distinct RFC 6901 pointers in the order `fieldsOf`
 * gives: members in JCS key order, list elements 0, 1, 2 …, nothing nested elsewhere, no pointer within another
 */
export function checkManifest(value: JsonValue): string[] {
  if (!Array.isArray(value)) throw refusal("an array of pointers", value);
  const pointers: string[] = [];
  let previous: string[] = [];
  for (const pointer of value) {
    if (typeof pointer !== "string") throw refusal("pointers only", pointer);
    const tokens = tokensOf(pointer);
    if (!isSuccessor(previous, tokens)) {
      throw refusal(`a field that follows ${JSON.stringify(pointers.at(-1) ?? "the manifest")}`, pointer);
    }
    pointers.push(pointer);
    previous = tokens;
  }
  return pointers;
}

function tokensOf(pointer: string): string[] {
  try {
    return parsePointer(pointer);
  } catch {
    throw refusal("an RFC 6901 pointer", pointer);
  }
}

/** Tells whether a field may come right after another; `previous` is empty before the first. */
function isSuccessor(previous: string[], tokens: string[]): boolean {
  const [name = "", key, ...deeper] = tokens;
  const [previousName, previousKey] = previous;
  if (deeper.length > 0) return false;
  const isSameMember = name === previousName;
  // JavaScript compares strings by UTF-16 code units, as JCS orders keys.
  if (!isSameMember && previousName !== undefined && name < previousName) return false;
  if (key === undefined) return !isSameMember;
  if (isSameMember && previousKey === undefined) return false;
  if (isMemberwise(name)) return !isSameMember || (previousKey ?? "") < key;
  return isElementwise(name) && key === (isSameMember ? String(Number(previousKey) + 1) : "0");
}

function refusal(expected: string, got: JsonValue): VerificationError {
  return new VerificationError("manifest", `manifest: expected ${expected}, got ${JSON.stringify(got)}`, {
    got,
  });
}
