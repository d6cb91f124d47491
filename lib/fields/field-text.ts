/**
 * The canonical text of an event, written once, with the places of its fields in it: what the leaves of its tree are cut
 * from (DESIGN §2, "Fields"). It says the same as `canonicalize` and `fieldsOf`, in one pass.
 */
import { canonicalize, sortedNames } from "@/lib/jcs";
import type { JsonArray, JsonObject, JsonValue } from "@/lib/json";
import { isSplit } from "./fields";
import { formatPointer } from "./pointer";

/** An event as text, and where its fields are. */
export interface FieldText {
  /** JCS of the event. */
  canonical: string;
  /** JCS of the pointers of all fields, in leaf order: the value of the manifest. */
  manifest: string;
  /**
   * Four numbers for each field, in UTF-16 code units: start and end of its pointer in `manifest`, quotes included; start
   * and end of its value in `canonical`. Each column ascends.
   */
  spans: number[];
}

/** Writes an event in normal form. @throws DomainError malformed as `canonicalize` does */
export function fieldTextOf(event: JsonObject): FieldText {
  const text: FieldText = { canonical: "{", manifest: "[", spans: [] };
  let isFirst = true;
  for (const name of sortedNames(event)) {
    const value = event[name] as JsonValue;
    const { name: quotedName, pointer } = quoted(name);
    text.canonical += isFirst ? `${quotedName}:` : `,${quotedName}:`;
    isFirst = false;
    if (!isSplit(name, value)) addField(text, `${pointer}"`, value);
    else if (Array.isArray(value)) addElements(text, pointer, value);
    else addMembers(text, pointer, value as JsonObject);
  }
  text.canonical += "}";
  text.manifest += "]";
  return text;
}

/** Adds a field. @param pointer as JSON text */
function addField(text: FieldText, pointer: string, value: JsonValue): void {
  const { spans } = text;
  if (spans.length > 0) text.manifest += ",";
  const pointerAt = text.manifest.length;
  const valueAt = text.canonical.length;
  text.manifest += pointer;
  text.canonical += canonicalize(value);
  spans.push(pointerAt, text.manifest.length, valueAt, text.canonical.length);
}

function addElements(text: FieldText, pointer: string, values: JsonArray): void {
  for (let index = 0; index < values.length; index++) {
    text.canonical += index > 0 ? "," : "[";
    addField(text, `${pointer}/${index}"`, values[index] as JsonValue);
  }
  text.canonical += "]";
}

function addMembers(text: FieldText, pointer: string, members: JsonObject): void {
  let before = "{";
  for (const key of sortedNames(members)) {
    const { name, pointer: below } = quoted(key);
    text.canonical += `${before}${name}:`;
    before = ",";
    addField(text, `${pointer}${below.slice(1)}"`, members[key] as JsonValue);
  }
  text.canonical += "}";
}

/** A member name as JSON text, and as a JSON Pointer in JSON text without its closing quote. */
interface Quoted {
  name: string;
  pointer: string;
}

const rememberedMax = 1_024;
const remembered = new Map<string, Quoted>();

function quoted(name: string): Quoted {
  const known = remembered.get(name);
  if (known !== undefined) return known;
  const fresh = { name: canonicalize(name), pointer: canonicalize(formatPointer(name)).slice(0, -1) };
  // Emptied rather than trimmed: the names of the standard are soon there again.
  if (remembered.size >= rememberedMax) remembered.clear();
  remembered.set(name, fresh);
  return fresh;
}
