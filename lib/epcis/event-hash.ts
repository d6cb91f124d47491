/**
 * The event hash of CBV 2.0 §8.9: an id for an event that any capturer computes alike, from JSON or XML. Where the text of the
 * standard and its reference implementation (1.9.3, with its published vectors) differ, the implementation decides:
 * certificationInfo and parentID come before epcList, and lists of transactions, sources and destinations follow at the end,
 * sorted with the extensions. Two of its faults are not copied: booleans are written true and false, as XML has them, and a link
 * with percent-encoded characters is canonical too.
 *
 * recordTime, eventID and errorDeclaration do not enter: an error declaration has the hash of the event it corrects. The hash is
 * therefore an id and a key for duplicates, never what a proof rests on.
 */
import { toHex, utf8 } from "../bytes";
import type { Sha256 } from "../crypto/suite";
import type { JsonObject } from "../json";
import { canonicalTime, canonicalValue, isTimeName, sortByCodePoint } from "./hash-text";
import { type HashNode, hashTree } from "./hash-tree";
import { regularPrehash } from "./regular-prehash";

/** What does not enter the hash besides what never does. */
export interface HashOptions {
  /** Top-level extension members to leave out, spelled as in the event, such as `repository:captureID`. */
  ignoreFields?: readonly string[];
}

/**
 * Computes the CBV event hash of an event in normal form: `ni:///sha-256;<hex>?ver=CBV2.0`.
 */
export function cbvEventHash(sha256: Sha256, event: JsonObject, options: HashOptions = {}): string {
  return eventHashUri(toHex(sha256(utf8(prehashString(event, options)))));
}

/** Writes the URI of an event hash. @param hex SHA-256 of the string that `prehashString` builds */
export function eventHashUri(hex: string): string {
  return `ni:///sha-256;${hex}?ver=CBV2.0`;
}

/** Gives the event with an eventID: its own, or else its CBV event hash. */
export function assignEventId(sha256: Sha256, event: JsonObject): JsonObject {
  return event.eventID === undefined ? { ...event, eventID: cbvEventHash(sha256, event) } : event;
}

/** Builds the string whose SHA-256 is the CBV event hash. */
export function prehashString(event: JsonObject, options: HashOptions = {}): string {
  return regularPrehash(event, options.ignoreFields) ?? generalPrehash(event, options);
}

/** Builds the same string of any event whatever, through its tree: several times slower. */
export function generalPrehash(event: JsonObject, options: HashOptions = {}): string {
  const nodes = hashTree(event, new Set([...neverHashed, ...(options.ignoreFields ?? [])]));
  const ordered = takeInOrder(nodes, eventOrder);
  return `eventType=${String(event.type)}${ordered}${restOf(nodes)}`;
}

const neverHashed = ["@context", "type", "recordTime", "eventID", "errorDeclaration"];

/** Names in the order they are hashed, each with the order of what is below it. */
type Order = [name: string, below: Order | null][];

function leaves(names: string): Order {
  return names.split(" ").map((name) => [name, null]);
}

const epcs: Order = [["epc", null]];
const quantities: Order = [["quantityElement", leaves("epcClass quantity uom")]];
const place = leaves("id");
const sensorElement: Order = [
  [
    "sensorMetadata",
    leaves("time startTime endTime deviceID deviceMetadata rawData dataProcessingMethod bizRules"),
  ],
  [
    "sensorReport",
    leaves(
      "type exception deviceID deviceMetadata rawData dataProcessingMethod time microorganism chemicalSubstance value " +
        "component stringValue booleanValue hexBinaryValue uriValue minValue maxValue meanValue sDev percRank percValue " +
        "uom coordinateReferenceSystem",
    ),
  ],
];

const eventOrder: Order = [
  ...leaves("eventTime eventTimeZoneOffset certificationInfo parentID"),
  ["epcList", epcs],
  ["inputEPCList", epcs],
  ["childEPCs", epcs],
  ["quantityList", quantities],
  ["childQuantityList", quantities],
  ["inputQuantityList", quantities],
  ["outputEPCList", epcs],
  ["outputQuantityList", quantities],
  ...leaves("action transformationID bizStep disposition"),
  ["persistentDisposition", leaves("set unset")],
  ["readPoint", place],
  ["bizLocation", place],
  ["sensorElementList", [["sensorElement", sensorElement]]],
];

/** Writes the nodes that the order names and takes them out of the list; nodes that keep something below them stay. */
function takeInOrder(nodes: HashNode[], order: Order): string {
  const extensions = takeExtensions(nodes);
  const byName = groupByName(nodes);
  let text = "";
  for (const [name, below] of order) {
    const found = byName.get(name);
    if (found === undefined) continue;
    const texts = found.map((node) => orderedText(node, below));
    text += sortByCodePoint(texts).join("");
    for (const node of found) if (node.children.length === 0) nodes.splice(nodes.indexOf(node), 1);
  }
  return text + restOf(extensions);
}

function groupByName(nodes: readonly HashNode[]): Map<string, HashNode[]> {
  const groups = new Map<string, HashNode[]>();
  for (const node of nodes) {
    const group = groups.get(node.name);
    if (group === undefined) groups.set(node.name, [node]);
    else group.push(node);
  }
  return groups;
}

function orderedText(node: HashNode, below: Order | null): string {
  const inside = below === null ? "" : takeInOrder(node.children, below);
  const trimmed = node.text.trim();
  const value =
    trimmed === "" ? "" : `=${isTimeName(node.name) ? canonicalTime(trimmed) : canonicalValue(trimmed)}`;
  return value === "" && inside === "" ? "" : node.name + value + inside;
}

/**
 * Takes out the extensions of an element below the event, so that they follow its standard members. As in the reference
 * implementation only namespaces ending in a slash count, and an element that holds nothing else keeps them; what stays
 * behind is written at the very end.
 */
function takeExtensions(nodes: HashNode[]): HashNode[] {
  if (nodes.length <= 1 || nodes.some(({ name }) => name.includes("eventTime") || name.includes("action")))
    return [];
  const extensions = nodes.filter(({ name }) => name.includes("{") && name.includes("/}"));
  for (const extension of extensions) nodes.splice(nodes.indexOf(extension), 1);
  return extensions;
}

/** Writes nodes that no order names: sorted by what is written. */
function restOf(nodes: readonly HashNode[], isOrdered = false): string {
  const texts = nodes.map((node) => {
    const trimmed = node.text.trim();
    const value = trimmed === "" ? "" : `=${canonicalValue(trimmed)}`;
    return node.name + value + restOf(node.children, node.isOrdered);
  });
  return (isOrdered ? texts : sortByCodePoint(texts)).join("");
}
