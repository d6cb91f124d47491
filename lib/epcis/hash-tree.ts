/**
 * An event as the tree of elements that the CBV event hash walks: the XML shape of EPCIS, whatever the event came in. Lists have an
 * element for each member, extension names are written `{namespace}name`, standard words as web URIs.
 */
import { isObject, type JsonArray, type JsonObject, type JsonValue } from "../json";
import { formatNumber } from "./hash-text";
import { type VocabularyName, webUri } from "./vocabulary";

/** An element: its name, its text (empty when it has none) and what is below it. */
export interface HashNode {
  name: string;
  text: string;
  children: HashNode[];
  /** Whether the children have an order of their own that sorting must not touch. */
  isOrdered: boolean;
}

/** Members that are not part of what an event says, at any depth. */
export const comments: ReadonlySet<string> = new Set(["rdfs:comment", "comment"]);
/** Lists whose elements are pairs of a type and a value. */
export const pairedLists: ReadonlySet<string> = new Set([
  "bizTransactionList",
  "sourceList",
  "destinationList",
]);
/** Where values of standard vocabularies stand. */
export const vocabularyMembers: ReadonlyMap<string, VocabularyName> = new Map([
  ["/bizStep", "bizStep"],
  ["/disposition", "disposition"],
  ["/persistentDisposition/set", "disposition"],
  ["/persistentDisposition/unset", "disposition"],
  ["/bizTransactionList/type", "bizTransactionType"],
  ["/sourceList/type", "sourceDestinationType"],
  ["/destinationList/type", "sourceDestinationType"],
  ["/sensorElementList/sensorReport/type", "measurementType"],
  ["/sensorElementList/sensorReport/exception", "sensorAlertType"],
  ["/sensorElementList/sensorReport/component", "component"],
]);

/** Builds the children of the root: the elements of an event in normal form, without those whose names are left out. */
export function hashTree(event: JsonObject, leftOut: ReadonlySet<string>): HashNode[] {
  const namespaces = namespacesOf(event["@context"]);
  const members = Object.fromEntries(Object.entries(event).filter(([name]) => !leftOut.has(name)));
  return new TreeBuilder(namespaces).children(members, "");
}

/** Reads prefixes and their namespaces from the context an event carries. */
export function namespacesOf(context: JsonValue | undefined): Map<string, string> {
  const entries: JsonArray = Array.isArray(context) ? context : [];
  const namespaces = new Map<string, string>();
  for (const entry of entries.filter(isObject)) {
    for (const [prefix, definition] of Object.entries(entry)) {
      const id = isObject(definition) ? definition["@id"] : definition;
      if (typeof id === "string") namespaces.set(prefix, id);
    }
  }
  return namespaces;
}

class TreeBuilder {
  private readonly namespaces: Map<string, string>;

  constructor(namespaces: Map<string, string>) {
    this.namespaces = namespaces;
  }

  children(object: JsonObject, place: string): HashNode[] {
    const nodes: HashNode[] = [];
    for (const [member, value] of Object.entries(object)) {
      if (comments.has(member)) continue;
      const name = this.expandName(member);
      const below = `${place}/${member}`;
      const elements = (Array.isArray(value) ? value : [value]).map((one) => this.node(name, one, below));
      nodes.push(...grouped(name, elements));
    }
    return nodes;
  }

  private node(name: string, value: JsonValue, place: string): HashNode {
    if (isObject(value)) {
      return { name, text: "", children: this.children(value, place), isOrdered: false };
    }
    if (Array.isArray(value)) {
      const children = value.map((one) => this.node("", one, place));
      return { name, text: "", children, isOrdered: false };
    }
    return { name, text: this.textOf(value, place), children: [], isOrdered: false };
  }

  private textOf(value: string | number | boolean | null, place: string): string {
    if (typeof value === "number") return formatNumber(value);
    if (typeof value !== "string") return value === null ? "" : String(value);
    const vocabulary = vocabularyMembers.get(place);
    if (vocabulary !== undefined && !value.includes(":")) return webUri(vocabulary, value);
    const colon = value.indexOf(":");
    const namespace = colon < 0 ? undefined : this.namespaces.get(value.slice(0, colon));
    return namespace === undefined ? value : namespace + value.slice(colon + 1);
  }

  private expandName(member: string): string {
    const colon = member.indexOf(":");
    const namespace = colon < 0 ? undefined : this.namespaces.get(member.slice(0, colon));
    return namespace === undefined ? member : `{${namespace}}${member.slice(colon + 1)}`;
  }
}

/** Puts the elements of a list under one element of its name, as the XML of EPCIS has them. */
function grouped(name: string, elements: HashNode[]): HashNode[] {
  if (elements.length === 0) return [];
  if (name === "childEPCs") {
    const children = elements.map((element) => ({ ...element, name: "epc" }));
    return [{ name, text: "", children, isOrdered: false }];
  }
  if (!name.endsWith("List")) return elements;
  const children = elements.map((element) =>
    pairedLists.has(name) ? paired(element) : { ...element, name: elementName(name, element) },
  );
  return [{ name, text: "", children, isOrdered: false }];
}

/** A business transaction, source or destination has no element of its own: its type comes right before its value. */
function paired(element: HashNode): HashNode {
  const type = element.children.filter((child) => child.name === "type");
  const rest = element.children.filter((child) => child.name !== "type");
  return { name: "", text: "", children: [...type, ...rest], isOrdered: true };
}

function elementName(listName: string, element: HashNode): string {
  if (listName === "inputEPCList" || listName === "outputEPCList") return "epc";
  if (/^(?:quantity|(?:child|input|output)Quantity)List$/.test(listName) && element.children.length > 0) {
    return "quantityElement";
  }
  return listName.slice(0, -"List".length);
}
