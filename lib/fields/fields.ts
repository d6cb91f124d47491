/**
 * An event cut into fields, the leaves of its tree (DESIGN §2, "Fields").
 *
 * A field is one member of the event, except that the elements of the lists below, and the members of `ilmd`, are
 * fields of their own, so that one EPC or one lot attribute can be shown without the rest.
 */
import { isObject, type JsonObject, type JsonValue } from "@/lib/json";
import { formatPointer } from "./pointer";

/** One field: where it sits in the event (RFC 6901) and what it holds. */
export interface Field {
  pointer: string;
  value: JsonValue;
}

const elementwiseLists: ReadonlySet<string> = new Set([
  "epcList",
  "childEPCs",
  "inputEPCList",
  "outputEPCList",
  "quantityList",
  "childQuantityList",
  "inputQuantityList",
  "outputQuantityList",
  "bizTransactionList",
  "sourceList",
  "destinationList",
  "sensorElementList",
  "certificationInfo",
]);

/** Tells whether the elements of a list under this member name are fields of their own. */
export function isElementwise(name: string): boolean {
  return elementwiseLists.has(name);
}

/** Tells whether the members of an object under this member name are fields of their own. */
export function isMemberwise(name: string): boolean {
  return name === "ilmd";
}

/** Tells whether a member is several fields rather than one; an empty list or object is one. */
export function isSplit(name: string, value: JsonValue): boolean {
  if (Array.isArray(value)) return isElementwise(name) && value.length > 0;
  return isMemberwise(name) && isObject(value) && Object.keys(value).length > 0;
}

/**
 * Lists the fields of an event in leaf order: members in JCS key order (UTF-16 code units, RFC 8785 §3.2.3), the
 * elements of a list in theirs.
 */
export function fieldsOf(event: JsonObject): Field[] {
  return sortedMembers(event).flatMap(([name, value]) => fieldsOfMember(name, value));
}

function fieldsOfMember(name: string, value: JsonValue): Field[] {
  if (!isSplit(name, value)) return [{ pointer: formatPointer(name), value }];
  if (Array.isArray(value)) {
    return value.map((element, index) => ({ pointer: formatPointer(name, String(index)), value: element }));
  }
  return sortedMembers(value as JsonObject).map(([key, member]) => ({
    pointer: formatPointer(name, key),
    value: member,
  }));
}

/** Array.prototype.sort without a comparator orders by UTF-16 code units, as JCS does. */
function sortedMembers(object: JsonObject): [string, JsonValue][] {
  return Object.keys(object)
    .sort()
    .map((key) => [key, object[key] ?? null]);
}
