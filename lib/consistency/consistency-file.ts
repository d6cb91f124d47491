/**
 * That a log only grew, as a file (`application/vnd.suyuan.consistency+json`): a consistency path between two sizes
 * (RFC 9162 §2.1.4), and the signed checkpoints of either, where whoever wrote the file had them.
 */
import { fromBase64Url, toBase64Url } from "@/lib/bytes";
import { DomainError } from "@/lib/errors";
import { isObject, type JsonObject, type JsonValue } from "@/lib/json";

/** Media type of the JSON form. */
export const consistencyMediaType = "application/vnd.suyuan.consistency+json";

/** A claim about two trees of one log. */
export interface ConsistencyFile {
  size1: number;
  size2: number;
  /** 32 bytes each. null: whoever was asked for the path gave none. */
  path: Uint8Array[] | null;
  /** Signed checkpoints (C2SP notes), verbatim. */
  older?: string;
  newer?: string;
}

const members = ["version", "size1", "size2", "path", "older", "newer"];
const pathLengthMax = 54;

/** Writes the file as JSON. */
export function formatConsistencyFile({ size1, size2, path, older, newer }: ConsistencyFile): JsonObject {
  const notes = { ...(older === undefined ? {} : { older }), ...(newer === undefined ? {} : { newer }) };
  return { version: 1, size1, size2, path: path?.map(toBase64Url) ?? null, ...notes };
}

/** Reads the file; nothing is verified. @throws DomainError malformed | unsupported */
export function parseConsistencyFile(value: JsonValue): ConsistencyFile {
  if (!isObject(value) || Object.keys(value).some((name) => !members.includes(name))) {
    throw malformed("consistency", `only the members ${members.join(", ")}`);
  }
  if (value.version !== 1) throw new DomainError("unsupported", "consistency/version: expected 1");
  return {
    size1: sizeOf(value.size1, "size1"),
    size2: sizeOf(value.size2, "size2"),
    path: value.path === null ? null : pathOf(value.path),
    ...(value.older === undefined ? {} : { older: noteOf(value.older, "older") }),
    ...(value.newer === undefined ? {} : { newer: noteOf(value.newer, "newer") }),
  };
}

function sizeOf(value: JsonValue | undefined, name: string): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw malformed(name, "a tree size from 0 to 2^53 − 1");
}

function pathOf(value: JsonValue | undefined): Uint8Array[] {
  if (!Array.isArray(value) || value.length > pathLengthMax)
    throw malformed("path", `at most ${pathLengthMax} hashes, or null`);
  return value.map((text, i) => {
    const hash = typeof text === "string" ? fromBase64Url(text) : new Uint8Array();
    if (hash.length !== 32) throw malformed(`path/${i}`, "32 bytes of base64url");
    return hash;
  });
}

function noteOf(value: JsonValue, name: string): string {
  if (typeof value === "string") return value;
  throw malformed(name, "a signed checkpoint");
}

function malformed(path: string, expected: string): DomainError {
  return new DomainError("malformed", `${path}: expected ${expected}, got another value`, { path });
}
