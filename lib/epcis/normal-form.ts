/**
 * The normal form of an event (DESIGN §2): CBV values as bare words, no recordTime, the document's own context
 * entries inside the event, all else as captured. Everything that is signed, hashed and stored is in this form.
 */
import { canonicalize } from "../jcs";
import { isObject, type JsonArray, type JsonObject, type JsonValue } from "../json";
import { bareWord, type VocabularyName } from "./vocabulary";

/** The context that every EPCIS 2.0 document and event has, and that the normal form therefore leaves out. */
export const standardContext = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld";

const standardContextPattern =
  /^https?:\/\/(?:ref\.gs1\.org\/standards\/epcis|gs1\.github\.io\/EPCIS)\/(?:[0-9.]+\/)?epcis-context\.jsonld$/i;

/** Tells whether a context entry is the standard one, in any of its published places. */
export function isStandardContext(entry: JsonValue): boolean {
  return typeof entry === "string" && standardContextPattern.test(entry);
}

/** Lists the entries of an `@context` that are not the standard one, in order. */
export function ownContextEntries(context: JsonValue | undefined): JsonArray {
  if (context === undefined || context === null) return [];
  const entries = Array.isArray(context) ? context : [context];
  return entries.filter((entry) => !isStandardContext(entry));
}

/**
 * Brings an event to its normal form. Normalising again changes nothing.
 * @param documentEntries the document's own context entries; those the event repeats are kept once
 */
export function normalizeEvent(event: JsonObject, documentEntries: JsonArray = []): JsonObject {
  const own = ownContextEntries(event["@context"]);
  const entries = own.length === 0 ? documentEntries : distinct([...documentEntries, ...own]);
  const normal: JsonObject = entries.length === 0 ? {} : { "@context": entries };
  for (const member of Object.keys(event)) {
    if (member === "@context" || member === "recordTime") continue;
    const value = event[member] as JsonValue;
    setMember(normal, member, normalizers.get(member)?.(value) ?? value);
  }
  return normal;
}

/**
 * Builds the EPCISDocument that holds events in normal form, equal to them in meaning: parsing it gives them back.
 * A context that all events share is written once, for the document.
 * @param creationDate an RFC 3339 date and time
 */
export function toDocument(events: readonly JsonObject[], creationDate: string): JsonObject {
  const shared = sharedContext(events);
  const eventList = events.map((event) => {
    if (shared.length === 0) return event;
    const { "@context": _, ...rest } = event;
    return rest;
  });
  return {
    "@context": [standardContext, ...shared],
    type: "EPCISDocument",
    schemaVersion: "2.0",
    creationDate,
    epcisBody: { eventList },
  };
}

function sharedContext(events: readonly JsonObject[]): JsonArray {
  const [first, ...others] = events.map((event) => ownContextEntries(event["@context"]));
  if (first === undefined) return [];
  const text = canonicalize(first);
  return others.every((entries) => canonicalize(entries) === text) ? first : [];
}

function distinct(entries: JsonArray): JsonArray {
  const seen = new Set<string>();
  return entries.filter((entry) => {
    const text = canonicalize(entry);
    return seen.has(text) ? false : seen.add(text);
  });
}

/** Gives the normal form of a value: the value itself when it is in it already. */
type Normalizer = (value: JsonValue) => JsonValue;

function word(name: VocabularyName): Normalizer {
  return (value) => (typeof value === "string" ? bareWord(name, value) : value);
}

function each(normalizer: Normalizer): Normalizer {
  return (value) => {
    if (!Array.isArray(value)) return value;
    const normal = value.map(normalizer);
    return normal.some((one, index) => one !== value[index]) ? normal : value;
  };
}

function members(of: [string, Normalizer][]): Normalizer {
  return (value) => {
    if (!isObject(value)) return value;
    let normal = value;
    for (const [name, normalizer] of of) {
      const changed = changedMember(value, name, normalizer);
      if (changed === undefined) continue;
      if (normal === value) normal = { ...value };
      normal[name] = changed;
    }
    return normal;
  };
}

/** Gives the normal form of a member when it is another than the member; undefined when not, or there is none. */
function changedMember(object: JsonObject, name: string, normalizer: Normalizer): JsonValue | undefined {
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  if (value === undefined) return undefined;
  const normal = normalizer(value);
  return normal === value ? undefined : normal;
}

/** Sets an own member whatever its name: assigning to `__proto__` would not. */
function setMember(object: JsonObject, name: string, value: JsonValue): void {
  if (name !== "__proto__") object[name] = value;
  else Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
}

const sensorReport = members([
  ["type", word("measurementType")],
  ["exception", word("sensorAlertType")],
  ["component", word("component")],
]);

const normalizers = new Map<string, Normalizer>([
  ["bizStep", word("bizStep")],
  ["disposition", word("disposition")],
  [
    "persistentDisposition",
    members([
      ["set", each(word("disposition"))],
      ["unset", each(word("disposition"))],
    ]),
  ],
  ["bizTransactionList", each(members([["type", word("bizTransactionType")]]))],
  ["sourceList", each(members([["type", word("sourceDestinationType")]]))],
  ["destinationList", each(members([["type", word("sourceDestinationType")]]))],
  ["errorDeclaration", members([["reason", word("errorReason")]])],
  ["sensorElementList", each(members([["sensorReport", each(sensorReport)]]))],
]);
