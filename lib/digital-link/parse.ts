/**
 * Reads GS1 Digital Link URIs (GS1 Digital Link: URI Syntax 1.7): any domain, any stem, the rightmost primary key.
 * Compressed links and association rules between application identifiers are not handled.
 */
import { DomainError } from "../errors";
import { applicationIdentifier, isPrimaryKey } from "./application-identifiers";
import { percentDecode } from "./percent";
import { checkValue, type ElementString, padGtin } from "./value";

/** A Digital Link taken apart; all values decoded, GTINs of 14 digits. */
export interface DigitalLink {
  /** Everything before the primary key, without a trailing slash: `https://example.com/some/path`. */
  stem: string;
  key: ElementString;
  /** In the order the key prescribes. */
  qualifiers: ElementString[];
  /** Data attributes of the query, in the order given. */
  attributes: ElementString[];
  /** Other members of the query (`linkType`, `context`, one's own), name and value, in the order given. */
  parameters: [string, string][];
}

/** How forgiving to be. The defaults are what a label must satisfy. */
export interface DigitalLinkOptions {
  /** Let GTINs of 8, 12 and 13 digits pass, padded. */
  shortGtins?: boolean;
  /** Refuse wrong check digits; true when not given. */
  checkDigits?: boolean;
}

const uriPattern = /^(https?|HTTPS?):\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#.*)?$/;
const authorityPattern = /^(?:[A-Za-z0-9.\-_~]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?$/;
const uriCharacters = /^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*$/;

/**
 * Parses a Digital Link URI. A trailing slash is tolerated, a fragment ignored.
 * @throws DomainError malformed saying which part is wrong, what was expected and what was found
 */
export function parseDigitalLink(uri: string, options: DigitalLinkOptions = {}): DigitalLink {
  const parts = uriPattern.exec(uri);
  if (parts === null || !uriCharacters.test(uri)) {
    throw malformed("uri", "a web address beginning with http:// or https://", uri);
  }
  const [, scheme = "", authority = "", path = "", query] = parts;
  if (!authorityPattern.test(authority)) throw malformed("authority", "a domain name", authority);
  const segments = path.replace(/\/$/, "").split("/").slice(1);
  const { start, elements } = walkFromTheRight(segments);
  const [key, ...qualifiers] = elements.map((element) => accept(element, options));
  if (key === undefined) {
    throw malformed("path", "a GS1 primary key such as /01/{gtin}", path);
  }
  checkQualifiers(key, qualifiers);
  const stem = [`${scheme}://${authority}`, ...segments.slice(0, start)].join("/");
  return { stem, key, qualifiers, ...parseQuery(query, [key, ...qualifiers], options) };
}

/** Takes pairs of AI and value from the end until a primary key: the rightmost one wins. */
function walkFromTheRight(segments: string[]): { start: number; elements: ElementString[] } {
  const elements: ElementString[] = [];
  for (let i = segments.length - 2; i >= 0; i -= 2) {
    const ai = segments[i] ?? "";
    if (applicationIdentifier(ai) === undefined) break;
    elements.unshift({ ai, value: percentDecode(segments[i + 1] ?? "") });
    if (isPrimaryKey(ai)) return { start: i, elements };
  }
  return { start: segments.length, elements: [] };
}

function accept(element: ElementString, options: DigitalLinkOptions): ElementString {
  const isGtin = element.ai === "01" || element.ai === "02";
  const value = isGtin && options.shortGtins === true ? padGtin(element.value) : element.value;
  const accepted = { ai: element.ai, value };
  checkValue(accepted, { checkDigits: options.checkDigits !== false });
  return accepted;
}

/**
 * Checks that qualifiers belong to their key and stand in its order.
 * @throws DomainError malformed otherwise
 */
export function checkQualifiers(key: ElementString, qualifiers: ElementString[]): void {
  const given = qualifiers.map((qualifier) => qualifier.ai);
  if (isSequenceOf(key.ai, given)) return;
  const alternatives = (applicationIdentifier(key.ai)?.qualifiers ?? []).map((one) => one.join(", "));
  const expected =
    alternatives.length === 0 ? "no qualifiers" : `qualifiers in the order ${alternatives.join(" or ")}`;
  throw malformed("path", `${expected} after (${key.ai})`, given.join(", "));
}

function isSequenceOf(keyAi: string, given: string[]): boolean {
  if (given.length === 0) return true;
  const alternatives = applicationIdentifier(keyAi)?.qualifiers ?? [];
  return alternatives.some((order) => {
    const places = given.map((ai) => order.indexOf(ai));
    return places.every((place, i) => place >= 0 && (i === 0 || place > (places[i - 1] ?? -1)));
  });
}

function parseQuery(
  query: string | undefined,
  path: ElementString[],
  options: DigitalLinkOptions,
): Pick<DigitalLink, "attributes" | "parameters"> {
  const attributes: ElementString[] = [];
  const parameters: [string, string][] = [];
  for (const member of (query ?? "").split(/[&;]/)) {
    if (member === "") continue;
    const equals = member.indexOf("=");
    const name = percentDecode(equals < 0 ? member : member.slice(0, equals));
    const raw = equals < 0 ? "" : member.slice(equals + 1);
    // A plus sign is a space in the query only.
    const value = percentDecode(raw.replaceAll("+", " "));
    if (/^[0-9]+$/.test(name)) attributes.push(attribute({ ai: name, value }, path, attributes, options));
    else parameters.push([name, value]);
  }
  return { attributes, parameters };
}

function attribute(
  element: ElementString,
  path: ElementString[],
  before: ElementString[],
  options: DigitalLinkOptions,
): ElementString {
  if (applicationIdentifier(element.ai)?.isAttribute !== true) {
    throw malformed("query", "application identifiers that may be data attributes", element.ai);
  }
  if ([...path, ...before].some((one) => one.ai === element.ai)) {
    throw malformed("query", "each application identifier once", element.ai);
  }
  if (couldQualify(path, element.ai)) {
    throw malformed("query", `(${element.ai}) in the path`, element.ai);
  }
  return accept(element, options);
}

/** Tells whether an attribute would fit among the qualifiers of the path: then the path is where it belongs. */
function couldQualify(path: ElementString[], ai: string): boolean {
  const [key, ...qualifiers] = path.map((element) => element.ai);
  return (applicationIdentifier(key ?? "")?.qualifiers ?? []).some(
    (order) => order.includes(ai) && qualifiers.every((qualifier) => order.includes(qualifier)),
  );
}

function malformed(path: string, expected: string, got: string): DomainError {
  return new DomainError("malformed", `${path}: expected ${expected}, got ${JSON.stringify(got)}`, { path });
}
