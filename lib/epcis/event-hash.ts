/**
 * The event hash of CBV 2.0 §8.9: an id for an event that any capturer computes alike, from JSON or XML. Where the text of the
 * standard and its published vectors differ, the vectors decide: certificationInfo and parentID come before epcList, and
 * lists of transactions, sources and destinations follow, sorted with the extensions.
 *
 * recordTime, eventID and errorDeclaration do not enter: an error declaration has the hash of the event it corrects. The hash is
 * therefore an id and a key for duplicates, never what a proof rests on.
 */
import { toHex, utf8 } from "../bytes";
import type { Sha256 } from "../crypto/suite";
import { isEpcUrn, parseEpcUrn } from "../digital-link/epc-urn";
import { identityOf } from "../digital-link/format";
import { parseDigitalLink } from "../digital-link/parse";
import type { JsonObject } from "../json";
import { formatNumber, type HashNode, hashTree } from "./hash-tree";
import { instantOf } from "./time";

/** What does not enter the hash besides what never does. */
export interface HashOptions {
  /** Top-level extension members to leave out, spelled as in the event, such as `repository:captureID`. */
  ignoreFields?: readonly string[];
}

/**
 * Computes the CBV event hash of an event in normal form: `ni:///sha-256;<hex>?ver=CBV2.0`.
 */
export function cbvEventHash(sha256: Sha256, event: JsonObject, options: HashOptions = {}): string {
  return `ni:///sha-256;${toHex(sha256(utf8(prehashString(event, options))))}?ver=CBV2.0`;
}

/** Gives the event with an eventID: its own, or else its CBV event hash. */
export function assignEventId(sha256: Sha256, event: JsonObject): JsonObject {
  return event.eventID === undefined ? { ...event, eventID: cbvEventHash(sha256, event) } : event;
}

/** Builds the string whose SHA-256 is the CBV event hash; for tests and for finding out why two hashes differ. */
export function prehashString(event: JsonObject, options: HashOptions = {}): string {
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
  let text = "";
  for (const [name, below] of order) {
    const found = nodes.filter((node) => node.name === name);
    text += found
      .map((node) => orderedText(node, below))
      .sort(byCodePoint)
      .join("");
    for (const node of found) if (node.children.length === 0) nodes.splice(nodes.indexOf(node), 1);
  }
  return text + restOf(extensions);
}

function orderedText(node: HashNode, below: Order | null): string {
  const inside = below === null ? "" : takeInOrder(node.children, below);
  const trimmed = node.text.trim();
  const isTime = /time/i.test(node.name) && !/offset/i.test(node.name);
  const value = trimmed === "" ? "" : `=${isTime ? canonicalTime(trimmed) : canonicalValue(trimmed)}`;
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
  return (isOrdered ? texts : texts.sort(byCodePoint)).join("");
}

function canonicalTime(text: string): string {
  const instant = instantOf(text);
  return instant === null ? text : new Date(instant).toISOString();
}

function canonicalValue(text: string): string {
  if (/^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(text)) {
    const number = Number(text);
    return Number.isFinite(number) ? formatNumber(number) : text;
  }
  return canonicalUri(text);
}

/** Keys the reference implementation knows; others stay as they are. */
const hashedKeys = new Set("00 01 253 255 401 402 414 417 8003 8004 8006 8010 8017 8018".split(" "));
/** Names for keys and qualifiers that Digital Link allowed before 1.3. */
const formerNames = new Map([
  ["gtin", "01"],
  ["itip", "8006"],
  ["cpid", "8010"],
  ["gln", "414"],
  ["party", "417"],
  ["gsrnp", "8017"],
  ["gsrn", "8018"],
  ["gcn", "255"],
  ["sscc", "00"],
  ["gdti", "253"],
  ["ginc", "401"],
  ["gsin", "402"],
  ["grai", "8003"],
  ["giai", "8004"],
  ["cpv", "22"],
  ["lot", "10"],
  ["ser", "21"],
]);

/** Writes any URI of a GS1 key as its canonical Digital Link of the finest level; all else as it is. */
function canonicalUri(text: string): string {
  try {
    if (isEpcUrn(text)) return readable(identityOf(parseEpcUrn(text)));
    if (!/^https?:\/\//.test(text)) return text;
    const numbered = text.replace(/\/([a-z]+)(?=\/)/g, (whole, name: string) => {
      const ai = formerNames.get(name);
      return ai === undefined ? whole : `/${ai}`;
    });
    // The reference implementation hashes links whatever their check digits.
    const link = parseDigitalLink(numbered, { shortGtins: true, checkDigits: false });
    return hashedKeys.has(link.key.ai) ? readable(identityOf(link)) : text;
  } catch {
    return text;
  }
}

/** The hash leaves three characters bare that a link percent-encodes. */
function readable(link: string): string {
  return link.replace(/%27|%3B|%3D/g, (encoded) => decodeURIComponent(encoded));
}

/** Orders text by Unicode code points, as every implementation must. */
function byCodePoint(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
