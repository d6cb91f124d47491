/**
 * The promise of one entry, as a submitter keeps it (`application/vnd.suyuan.promise+json`): the signed part of its
 * batch and the path to its own leaf.
 */
import { fromBase64Url, toBase64Url } from "@/lib/bytes";
import { DomainError } from "@/lib/errors";
import { isObject, type JsonObject, type JsonValue } from "@/lib/json";

/** Media type of the JSON form. */
export const promiseMediaType = "application/vnd.suyuan.promise+json";

/** What the log promised: that the entry with this leaf hash will be at this index. */
export interface EntryPromise {
  /** The signed part: COSE_Sign1, see promise.ts. */
  statement: Uint8Array;
  index: number;
  /** RFC 9162 leaf hash of the entry, 32 bytes. */
  leafHash: Uint8Array;
  /** The entry's place in its batch, and how many entries the batch has. */
  position: number;
  count: number;
  /** Leaf → root of the batch, 32 bytes each. */
  path: Uint8Array[];
}

const members = ["version", "statement", "index", "leafHash", "position", "count", "path"];
const pathLengthMax = 53;

/** Writes a promise as JSON; byte strings are base64url without padding. */
export function formatEntryPromise(promise: EntryPromise): JsonObject {
  return {
    version: 1,
    statement: toBase64Url(promise.statement),
    index: promise.index,
    leafHash: toBase64Url(promise.leafHash),
    position: promise.position,
    count: promise.count,
    path: promise.path.map(toBase64Url),
  };
}

/**
 * Reads a promise; nothing is verified.
 * @throws DomainError malformed on missing, additional or misshapen members; unsupported on another version
 */
export function parseEntryPromise(value: JsonValue | undefined): EntryPromise {
  if (!isObject(value)) throw malformed("promise", "an object");
  const names = Object.keys(value);
  const odd = members.find((name) => !names.includes(name)) ?? names.find((name) => !members.includes(name));
  if (odd !== undefined) throw malformed(`promise/${odd}`, `exactly the members ${members.join(", ")}`);
  if (value.version !== 1) {
    throw new DomainError("unsupported", `promise/version: expected 1, got ${JSON.stringify(value.version)}`);
  }
  const { path } = value;
  if (!Array.isArray(path) || path.length > pathLengthMax) {
    throw malformed("promise/path", `a list of at most ${pathLengthMax} hashes`);
  }
  return {
    statement: bytesOf(value.statement, "promise/statement"),
    index: countOf(value.index, "promise/index"),
    leafHash: hashOf(value.leafHash, "promise/leafHash"),
    position: countOf(value.position, "promise/position"),
    count: countOf(value.count, "promise/count"),
    path: path.map((hash, i) => hashOf(hash, `promise/path/${i}`)),
  };
}

/** Reads base64url text. @throws DomainError malformed */
export function bytesOf(value: JsonValue | undefined, path: string): Uint8Array {
  if (typeof value !== "string") throw malformed(path, "base64url");
  return fromBase64Url(value);
}

/** Reads base64url text of 32 bytes. @throws DomainError malformed */
export function hashOf(value: JsonValue | undefined, path: string): Uint8Array {
  const bytes = bytesOf(value, path);
  if (bytes.length !== 32) throw malformed(path, "32 bytes");
  return bytes;
}

/** Reads an integer from 0 to 2^53 − 1. @throws DomainError malformed */
export function countOf(value: JsonValue | undefined, path: string): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw malformed(path, "an integer from 0 to 2^53 − 1");
}

function malformed(path: string, expected: string): DomainError {
  return new DomainError("malformed", `${path}: expected ${expected}, got another value`, { path });
}
