/** The records a check has verified, by the names the page uses for them, and what stands in them. */
import { parsePointer } from "@/lib/fields/pointer";
import { isObject, type JsonObject, type JsonValue } from "@/lib/json";
import type { VerifiedBundle } from "@/lib/proof/verify";

/** One verified event or record. */
export interface SignedRecord {
  iss: string;
  /** Field pointer → value. */
  disclosed: ReadonlyMap<string, JsonValue>;
}

/**
 * Names the events of verified bundles. The index is proven; an ordinal is taken from `ids` and refused where it contradicts what is proven.
 * A wrong ordinal can only make a claim fail: the values compared are signed either way.
 */
export function namedRecords(
  bundles: readonly VerifiedBundle[],
  ids: readonly string[][],
): Map<string, SignedRecord> {
  const records = new Map<string, SignedRecord>();
  bundles.forEach((bundle, i) => {
    bundle.events.forEach((event, k) => {
      const id = ids[i]?.[k] ?? "";
      const [index, ordinal] = id.split(".").map(Number);
      const isHonest = index === bundle.index && (event.ordinal === null || event.ordinal === ordinal);
      if (isHonest) records.set(id, { iss: bundle.iss, disclosed: event.disclosed });
    });
  });
  return records;
}

/** Reads what stands at a pointer of a record; undefined when nothing disclosed does. `@iss` is who signed it. */
export function valueAt(record: SignedRecord, pointer: string): JsonValue | undefined {
  if (pointer === "@iss") return record.iss;
  const tokens = parsePointer(pointer);
  for (const depth of [2, 1]) {
    const field = pointer
      .split("/")
      .slice(0, depth + 1)
      .join("/");
    const value = tokens.length < depth ? undefined : record.disclosed.get(field);
    if (value !== undefined) return tokens.slice(depth).reduce<JsonValue | undefined>(step, value);
  }
  return undefined;
}

function step(value: JsonValue | undefined, token: string): JsonValue | undefined {
  if (Array.isArray(value)) return value[Number(token)];
  return isObject(value) ? value[token] : undefined;
}

/** Puts the disclosed fields of a record together again, as far as they go; list elements keep their order. */
export function reassemble(record: SignedRecord): JsonObject {
  const event: JsonObject = {};
  for (const [pointer, value] of record.disclosed) {
    const [member = "", element] = parsePointer(pointer);
    if (element === undefined) event[member] = value;
    else if (member === "ilmd")
      event[member] = { ...(event[member] as JsonObject | undefined), [element]: value };
    else event[member] = [...((event[member] as JsonValue[] | undefined) ?? []), value];
  }
  return event;
}
