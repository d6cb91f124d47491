/**
 * A proof set as a server sends it and a shopper keeps it: beside the bundles a note of which log they come from, and of which records they
 * show. Both are conveniences and unauthenticated: a verifier brings its own key, and takes the numbers only as names.
 */
import { DomainError } from "@/lib/errors";
import { isObject, type JsonObject, type JsonValue } from "@/lib/json";
import { type ProofSet, parseProofSet } from "./bundle";

/** The log a file says it comes from. */
export interface ClaimedTrust {
  origin: string;
  /** C2SP verifier key of the log. */
  vkey: string;
  /** C2SP tlog-policy text. */
  policy?: string;
}

/** A proof set with what stands beside it. */
export interface ProofFile {
  set: ProofSet;
  /** null when the file names no log. */
  trust: ClaimedTrust | null;
  /** For each bundle the ids (`index.ordinal`) of the events it shows, in order; null when the file does not say. */
  records: string[][] | null;
}

/** Writes a proof file as JSON. */
export function formatProofFile({ set, trust, records }: ProofFile): JsonObject {
  const notes = {
    ...(trust === null ? {} : { trust: { ...trust } }),
    ...(records === null ? {} : { records }),
  };
  return { ...(set as unknown as JsonObject), ...notes };
}

/**
 * Parses a proof file, a bare proof set or a single bundle.
 * @throws DomainError malformed | unsupported as `parseProofSet`, and when the notes are not what they should be
 */
export function parseProofFile(value: JsonValue): ProofFile {
  if (!isObject(value) || value.bundles === undefined)
    return { set: parseProofSet(value), trust: null, records: null };
  const { trust, records, ...rest } = value;
  return { set: parseProofSet(rest), trust: trustOf(trust), records: recordsOf(records) };
}

function trustOf(value: JsonValue | undefined): ClaimedTrust | null {
  if (value === undefined) return null;
  if (!isObject(value) || typeof value.origin !== "string" || typeof value.vkey !== "string") {
    throw new DomainError("malformed", "/trust: expected origin and vkey, got something else", {
      path: "/trust",
    });
  }
  const { origin, vkey, policy } = value;
  return typeof policy === "string" ? { origin, vkey, policy } : { origin, vkey };
}

function recordsOf(value: JsonValue | undefined): string[][] | null {
  if (value === undefined) return null;
  const isList =
    Array.isArray(value) &&
    value.every((ids) => Array.isArray(ids) && ids.every((id) => typeof id === "string"));
  if (!isList) {
    throw new DomainError("malformed", "/records: expected a list of lists of ids, got something else", {
      path: "/records",
    });
  }
  return value as string[][];
}
