/**
 * Payloads that are JSON records: membership and erasure statements (DESIGN §2, "Statement").
 */
import { equalBytes, fromUtf8 } from "@/lib/bytes";
import { DomainError } from "@/lib/errors";
import { canonicalBytes } from "@/lib/jcs";
import { isObject, type JsonObject, parseJson } from "@/lib/json";
import type { Statement } from "./statement";

/**
 * Reads a statement's payload as a JSON object in canonical form.
 * @throws DomainError malformed when it is not the JCS bytes of an object
 */
export function jsonPayload(statement: Pick<Statement, "payload">): JsonObject {
  const value = parseJson(fromUtf8(statement.payload));
  if (!isObject(value) || !equalBytes(canonicalBytes(value), statement.payload)) {
    throw new DomainError("malformed", "payload: expected the canonical bytes of a JSON object, got others");
  }
  return value;
}
