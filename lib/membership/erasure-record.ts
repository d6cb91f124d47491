/**
 * The JSON record of an erasure statement: which event can no longer be read, and why (DESIGN §3, "Erasure").
 */
import { DomainError } from "@/lib/errors";
import type { JsonValue } from "@/lib/json";
import { isObject } from "@/lib/json";

/** An erased event, by its public id, with a code for the reason and nothing personal. */
export interface ErasureRecord {
  type: "event.erased";
  /** `index.ordinal` */
  event: string;
  /** Lower-case letters, digits, `.`, `-` and `_`, at most 64. */
  reason: string;
}

/**
 * Parses an erasure record.
 * @param index the log index it stands at: it can only erase what is before it
 * @throws DomainError malformed
 */
export function parseErasureRecord(value: JsonValue, index: number): ErasureRecord {
  const { type, event, reason, ...rest } = isObject(value) ? value : {};
  if (type !== "event.erased" || Object.keys(rest).length > 0) {
    throw new DomainError("malformed", "record: expected an event.erased with event and reason, got another");
  }
  if (typeof event !== "string" || !/^(0|[1-9]\d{0,15})\.(0|[1-9]\d{0,8})$/.test(event)) {
    throw new DomainError("malformed", `event: expected index.ordinal, got ${JSON.stringify(event ?? null)}`);
  }
  if (Number.parseInt(event, 10) >= index) {
    throw new DomainError("malformed", `event: expected one before entry ${index}, got ${event}`);
  }
  if (typeof reason !== "string" || !/^[a-z0-9._-]{1,64}$/.test(reason)) {
    throw new DomainError("malformed", `reason: expected a code, got ${JSON.stringify(reason ?? null)}`);
  }
  return { type, event, reason };
}
