/** Reading the values of a protected header, each of exactly one shape. */
import type { CborMap, CborValue } from "@/lib/cbor";
import { DomainError } from "@/lib/errors";

const textLengthMax = 1024;

/** Requires a map with exactly these labels. @throws DomainError malformed */
export function mapOf(value: CborValue | undefined, path: string, labels: readonly number[]): CborMap {
  if (value instanceof Map && value.size === labels.length && labels.every((label) => value.has(label))) {
    return value;
  }
  throw malformed(path, `a map with exactly the labels ${labels.join(", ")}`);
}

/** Requires text of 1 to 1024 characters. @throws DomainError malformed */
export function textOf(value: CborValue | undefined, path: string): string {
  if (typeof value === "string" && value.length > 0 && value.length <= textLengthMax) return value;
  throw malformed(path, `text of 1 to ${textLengthMax} characters`);
}

/** Requires an integer from 0 to 2^53 − 1. @throws DomainError malformed */
export function countOf(value: CborValue | undefined, path: string): number {
  if (typeof value === "number" && value >= 0) return value;
  throw malformed(path, "an integer from 0 to 2^53 − 1");
}

/** Requires 32 bytes: a hash or a thumbprint. @throws DomainError malformed */
export function hashOf(value: CborValue | undefined, path: string): Uint8Array {
  if (value instanceof Uint8Array && value.length === 32) return value;
  throw malformed(path, "32 bytes");
}

/** Makes the refusal of a header's value. */
export function malformed(path: string, expected: string): DomainError {
  return new DomainError("malformed", `${path}: expected ${expected}, got another value`, { path });
}
