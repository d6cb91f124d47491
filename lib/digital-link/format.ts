import { DomainError } from "../errors";
import { applicationIdentifier } from "./application-identifiers";
import { checkQualifiers, type DigitalLink } from "./parse";
import { percentEncode } from "./percent";
import { checkValue, type ElementString } from "./value";

/** The stem of canonical Digital Links. */
export const canonicalStem = "https://id.gs1.org";

/** A key with its qualifiers: all that names a thing. */
export type KeyPath = Pick<DigitalLink, "key" | "qualifiers">;

/** What a link is made of, apart from its stem. */
export interface LinkParts extends KeyPath {
  attributes?: ElementString[];
  parameters?: [string, string][];
}

/**
 * Writes a Digital Link URI: key, qualifiers, then attributes and parameters as given.
 * @param stem where the link leads, such as `https://example.com`; a trailing slash is dropped
 * @throws DomainError malformed when a value, the key or the order of qualifiers is wrong
 */
export function formatDigitalLink(stem: string, parts: LinkParts): string {
  const { key, qualifiers, attributes = [], parameters = [] } = parts;
  if ((applicationIdentifier(key.ai)?.qualifiers ?? null) === null) {
    throw new DomainError("malformed", `key: expected a GS1 primary key, got ${JSON.stringify(key.ai)}`);
  }
  for (const element of [key, ...qualifiers, ...attributes]) checkValue(element);
  checkQualifiers(key, qualifiers);
  const query = [...attributes.map(({ ai, value }) => [ai, value] as const), ...parameters]
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join("&");
  return `${stem.replace(/\/$/, "")}${pathOf(parts)}${query === "" ? "" : `?${query}`}`;
}

/** Writes the canonical form of a link: `https://id.gs1.org`, attributes sorted by AI, nothing that is not GS1's. */
export function canonicalDigitalLink(link: LinkParts): string {
  const attributes = [...(link.attributes ?? [])].sort((a, b) => (a.ai < b.ai ? -1 : 1));
  const query = attributes.map(({ ai, value }) => `${ai}=${percentEncode(value)}`).join("&");
  return `${canonicalStem}${pathOf(link)}${query === "" ? "" : `?${query}`}`;
}

/**
 * Writes the one canonical link of the thing a link names: attributes gone, and of the qualifiers only the finest.
 * A serial number makes lot and variant mere description (as in the EPC URN), a lot the variant; so a link with GTIN, lot and
 * serial, one with GTIN and serial, and the URN of the SGTIN are one and the same thing.
 */
export function identityOf(link: KeyPath): string {
  const finest = link.qualifiers.filter((qualifier) => qualifier.ai !== "22").slice(-1);
  return `${canonicalStem}${pathOf({ key: link.key, qualifiers: finest })}`;
}

function pathOf({ key, qualifiers }: KeyPath): string {
  return [key, ...qualifiers].map(({ ai, value }) => `/${ai}/${percentEncode(value)}`).join("");
}
