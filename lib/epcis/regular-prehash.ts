/**
 * The string behind the CBV event hash in one pass, for events whose standard members have the shape the standard gives
 * them. It writes what the tree of event-hash.ts gives, which remains for all other events and says what is right.
 */
import { isObject, type JsonObject, type JsonValue } from "../json";
import { canonicalTime, canonicalValue, formatNumber, isTimeName, sortByCodePoint } from "./hash-text";
import { comments, namespacesOf, pairedLists, vocabularyMembers } from "./hash-tree";
import { webUri } from "./vocabulary";

/** What the members of one event are written with. */
interface Scope {
  namespaces: ReadonlyMap<string, string>;
}

/** Says that a member is shaped otherwise, so that the whole event takes the general way. */
const irregular = Symbol("irregular");
type Written = string | typeof irregular;

/** Writes a standard member; undefined members are not asked for. */
type Writer = (value: JsonValue, scope: Scope) => Written;

/** Builds the string, or returns null when the event is not of the regular shape. */
export function regularPrehash(event: JsonObject, ignored: readonly string[] = []): string | null {
  if (typeof event.eventTime !== "string") return null;
  const scope: Scope = { namespaces: namespacesOf(event["@context"]) };
  let text = `eventType=${String(event.type)}`;
  for (const [name, write] of writers) {
    const value = event[name];
    if (value === undefined) continue;
    const written = ignored.includes(name) ? irregular : write(value, scope);
    if (written === irregular) return null;
    text += written;
  }
  const rest: string[] = [];
  for (const name of Object.keys(event)) {
    if (writtenOrLeftOut.has(name) || ignored.includes(name)) continue;
    addMember(rest, name, event[name] as JsonValue, `/${name}`, scope);
  }
  return text + sortByCodePoint(rest).join("");
}

/** Makes the writer of an element with text only. */
function leaf(name: string, place: string): Writer {
  const isTime = isTimeName(name);
  return (value, scope) => {
    if (typeof value === "object" && value !== null) return irregular;
    const text = textOf(value, place, scope).trim();
    if (text === "") return "";
    return `${name}=${isTime ? canonicalTime(text) : canonicalValue(text)}`;
  };
}

/** Makes the writer of an object that has these members only, in this order. */
function fixed(name: string, place: string, names: string): Writer {
  const parts = names.split(" ").map((part): [string, Writer] => [part, leaf(part, `${place}/${part}`)]);
  const known = new Set(names.split(" "));
  return (value, scope) => {
    if (!isObject(value)) return irregular;
    for (const member in value) if (!known.has(member)) return irregular;
    const inside = inOrder(value, parts, scope);
    return inside === irregular || inside === "" ? inside : name + inside;
  };
}

function inOrder(object: JsonObject, parts: [string, Writer][], scope: Scope): Written {
  let text = "";
  for (const [part, write] of parts) {
    const value = object[part];
    if (value === undefined) continue;
    const written = write(value, scope);
    if (written === irregular) return irregular;
    text += written;
  }
  return text;
}

/** Makes the writer of an array with an element for each member, sorted; a name of "" makes no element around them. */
function each(name: string, write: Writer): Writer {
  return (value, scope) => {
    if (!Array.isArray(value)) return irregular;
    const texts: string[] = [];
    for (const one of value) {
      const written = write(one, scope);
      if (written === irregular) return irregular;
      texts.push(written);
    }
    const inside = texts.length === 1 ? (texts[0] as string) : sortByCodePoint(texts).join("");
    return inside === "" ? "" : name + inside;
  };
}

const sensorMetadata = fixed(
  "sensorMetadata",
  "/sensorElementList/sensorMetadata",
  "time startTime endTime deviceID deviceMetadata rawData dataProcessingMethod bizRules",
);
const sensorReport = fixed(
  "sensorReport",
  "/sensorElementList/sensorReport",
  "type exception deviceID deviceMetadata rawData dataProcessingMethod time microorganism chemicalSubstance value " +
    "component stringValue booleanValue hexBinaryValue uriValue minValue maxValue meanValue sDev percRank percValue " +
    "uom coordinateReferenceSystem",
);
const sensorParts: [string, Writer][] = [
  ["sensorMetadata", sensorMetadata],
  ["sensorReport", each("", sensorReport)],
];

const sensorElement: Writer = (value, scope) => {
  if (!isObject(value)) return irregular;
  for (const name in value) if (name !== "sensorMetadata" && name !== "sensorReport") return irregular;
  const inside = inOrder(value, sensorParts, scope);
  return inside === irregular || inside === "" ? inside : `sensorElement${inside}`;
};

const dispositionParts: [string, Writer][] = ["set", "unset"].map((part) => [
  part,
  each("", leaf(part, `/persistentDisposition/${part}`)),
]);

const persistentDisposition: Writer = (value, scope) => {
  if (!isObject(value)) return irregular;
  for (const name in value) if (name !== "set" && name !== "unset") return irregular;
  const inside = inOrder(value, dispositionParts, scope);
  return inside === irregular || inside === "" ? inside : `persistentDisposition${inside}`;
};

const quantityElement = fixed("quantityElement", "", "epcClass quantity uom");

/** An empty quantity is no quantityElement in the reference implementation. */
const someQuantity: Writer = (value, scope) =>
  isObject(value) && Object.keys(value).length > 0 ? quantityElement(value, scope) : irregular;

function epcs(name: string): [string, Writer] {
  return [name, each(name, leaf("epc", `/${name}`))];
}

function quantities(name: string): [string, Writer] {
  return [name, each(name, someQuantity)];
}

function texts(names: string): [string, Writer][] {
  return names.split(" ").map((name) => [name, leaf(name, `/${name}`)]);
}

const certificate = leaf("certificationInfo", "/certificationInfo");
const certificates = each("", certificate);

/** The order of event-hash.ts. */
const writers: [string, Writer][] = [
  ...texts("eventTime eventTimeZoneOffset"),
  ["certificationInfo", (value, scope) => (Array.isArray(value) ? certificates : certificate)(value, scope)],
  ...texts("parentID"),
  epcs("epcList"),
  epcs("inputEPCList"),
  epcs("childEPCs"),
  quantities("quantityList"),
  quantities("childQuantityList"),
  quantities("inputQuantityList"),
  epcs("outputEPCList"),
  quantities("outputQuantityList"),
  ...texts("action transformationID bizStep disposition"),
  ["persistentDisposition", persistentDisposition],
  ["readPoint", fixed("readPoint", "/readPoint", "id")],
  ["bizLocation", fixed("bizLocation", "/bizLocation", "id")],
  ["sensorElementList", each("sensorElementList", sensorElement)],
];

const writtenOrLeftOut: ReadonlySet<string> = new Set([
  ...writers.map(([name]) => name),
  ...["@context", "type", "recordTime", "eventID", "errorDeclaration"],
]);

/** Adds what a member writes whose place in the order is by its text: one text, or one for each element. */
function addMember(into: string[], member: string, value: JsonValue, place: string, scope: Scope): void {
  if (comments.has(member)) return;
  const name = expandName(member, scope);
  if (!Array.isArray(value)) {
    if (isList(name)) into.push(name + elementOf(name, value, place, scope));
    else into.push(element(name, value, place, scope));
  } else if (!isList(name)) {
    for (const one of value) into.push(element(name, one, place, scope));
  } else if (value.length > 0) {
    const elements = value.map((one) => elementOf(name, one, place, scope));
    into.push(name + sortByCodePoint(elements).join(""));
  }
}

/** Tells whether the elements of a member stand below one of its name, as the XML of EPCIS has them. */
function isList(name: string): boolean {
  return name === "childEPCs" || name.endsWith("List");
}

/** Writes one element of a list. */
function elementOf(list: string, value: JsonValue, place: string, scope: Scope): string {
  if (pairedLists.has(list)) return paired(value, place, scope);
  if (list === "childEPCs" || list === "inputEPCList" || list === "outputEPCList")
    return element("epc", value, place, scope);
  const isQuantity = /^(?:quantity|(?:child|input|output)Quantity)List$/.test(list);
  const name = isQuantity && hasChildren(value) ? "quantityElement" : list.slice(0, -"List".length);
  return element(name, value, place, scope);
}

function hasChildren(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (!isObject(value)) return false;
  return Object.entries(value).some(
    ([name, one]) => !comments.has(name) && !(Array.isArray(one) && one.length === 0),
  );
}

/** A business transaction, source or destination has no element of its own: its type comes right before its value. */
function paired(value: JsonValue, place: string, scope: Scope): string {
  if (!isObject(value))
    return Array.isArray(value) ? value.map((one) => element("", one, place, scope)).join("") : "";
  const types: string[] = [];
  const rest: string[] = [];
  for (const name of Object.keys(value)) {
    addMember(name === "type" ? types : rest, name, value[name] as JsonValue, `${place}/${name}`, scope);
  }
  return types.join("") + rest.join("");
}

/** Writes an element with all that is below it, sorted. */
function element(name: string, value: JsonValue, place: string, scope: Scope): string {
  if (typeof value !== "object" || value === null) {
    const text = textOf(value, place, scope).trim();
    return text === "" ? name : `${name}=${canonicalValue(text)}`;
  }
  const below: string[] = [];
  if (Array.isArray(value)) for (const one of value) below.push(element("", one, place, scope));
  else
    for (const member of Object.keys(value))
      addMember(below, member, value[member] as JsonValue, `${place}/${member}`, scope);
  return name + sortByCodePoint(below).join("");
}

function textOf(value: string | number | boolean | null, place: string, { namespaces }: Scope): string {
  if (typeof value === "number") return formatNumber(value);
  if (typeof value !== "string") return value === null ? "" : String(value);
  const vocabulary = vocabularyMembers.get(place);
  const colon = value.indexOf(":");
  if (vocabulary !== undefined && colon < 0) return webUri(vocabulary, value);
  const namespace = colon < 0 || namespaces.size === 0 ? undefined : namespaces.get(value.slice(0, colon));
  return namespace === undefined ? value : namespace + value.slice(colon + 1);
}

function expandName(member: string, { namespaces }: Scope): string {
  if (namespaces.size === 0) return member;
  const colon = member.indexOf(":");
  const namespace = colon < 0 ? undefined : namespaces.get(member.slice(0, colon));
  return namespace === undefined ? member : `{${namespace}}${member.slice(colon + 1)}`;
}
