import { isObject, type JsonValue } from "@/lib/json";

/** A place where two JSON values differ; undefined = not there. */
export interface JsonDifference {
  /** RFC 6901. */
  pointer: string;
  ledger: JsonValue | undefined;
  mirror: JsonValue | undefined;
}

/** Lists where two JSON values differ, as deep as both have members there. */
export function jsonDifferences(
  ledger: JsonValue | undefined,
  mirror: JsonValue | undefined,
  pointer = "",
): JsonDifference[] {
  const [a, b] = [membersOf(ledger), membersOf(mirror)];
  if (a === null || b === null || Array.isArray(ledger) !== Array.isArray(mirror)) {
    return JSON.stringify(ledger) === JSON.stringify(mirror) ? [] : [{ pointer, ledger, mirror }];
  }
  const names = new Set([...a.keys(), ...b.keys()]);
  return [...names].flatMap((name) => {
    const token = name.replaceAll("~", "~0").replaceAll("/", "~1");
    return jsonDifferences(a.get(name), b.get(name), `${pointer}/${token}`);
  });
}

function membersOf(value: JsonValue | undefined): Map<string, JsonValue> | null {
  if (Array.isArray(value)) return new Map(value.map((element, i) => [String(i), element]));
  return isObject(value) ? new Map(Object.entries(value)) : null;
}
