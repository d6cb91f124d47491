/**
 * Evidence that the log broke a promise, as a file (`application/vnd.suyuan.broken-promise+json`): the promise, and
 * the proof that another entry is at the promised index.
 */
import { toBase64Url } from "@/lib/bytes";
import { DomainError } from "@/lib/errors";
import { isObject, type JsonObject, type JsonValue } from "@/lib/json";
import { type EntryPromise, formatEntryPromise, hashOf, parseEntryPromise } from "./entry-promise";

/** Two things the log signed. */
export interface BrokenPromise {
  promise: EntryPromise;
  /** Leaf hash of the entry that is at the promised index, 32 bytes. */
  leafHash: Uint8Array;
  /** C2SP tlog-proof of that entry, with the signed checkpoint. */
  proof: string;
}

/** Writes the evidence as JSON. */
export function formatBrokenPromise({ promise, leafHash, proof }: BrokenPromise): JsonObject {
  return { version: 1, promise: formatEntryPromise(promise), leafHash: toBase64Url(leafHash), proof };
}

/** Reads the evidence; nothing is verified. @throws DomainError malformed | unsupported */
export function parseBrokenPromise(value: JsonValue): BrokenPromise {
  const names = ["version", "promise", "leafHash", "proof"];
  if (
    !isObject(value) ||
    Object.keys(value).length !== names.length ||
    !names.every((name) => Object.hasOwn(value, name))
  ) {
    throw new DomainError("malformed", `broken promise: expected exactly the members ${names.join(", ")}`);
  }
  if (value.version !== 1) throw new DomainError("unsupported", "broken promise/version: expected 1");
  if (typeof value.proof !== "string")
    throw new DomainError("malformed", "broken promise/proof: expected text");
  return {
    promise: parseEntryPromise(value.promise),
    leafHash: hashOf(value.leafHash, "broken promise/leafHash"),
    proof: value.proof,
  };
}
