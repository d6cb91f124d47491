import { hasCheckDigit } from "./check-digit";
import { isEpcUrn, parseEpcUrn } from "./epc-urn";
import { identityOf, type KeyPath } from "./format";
import { parseDigitalLink } from "./parse";

/** A thing as a URI names it. */
export interface NamedThing {
  /** The canonical Digital Link of the finest level (see `identityOf`), or the URI itself when it names no GS1 key. */
  readonly id: string;
  /** The GS1 key and all qualifiers the URI held; null when it names no GS1 key. */
  readonly path: Readonly<KeyPath> | null;
}

/** Names the thing a URI identifies: an EPC URN, a Digital Link of any domain (GTINs of 8 to 14 digits), or neither. */
export function nameThing(uri: string): NamedThing {
  return canonicalTrade(uri) ?? remembered(uri);
}

// A GTIN alone, with a lot or with a serial, of characters that a link need not encode: the bulk of all EPCs.
const canonicalTradeLink = /^https:\/\/id\.gs1\.org\/01\/([0-9]{14})(?:\/(10|21)\/([A-Za-z0-9._-]{1,20}))?$/;

/** Names a trade item whose link is canonical already; null for all others. */
function canonicalTrade(uri: string): NamedThing | null {
  const match = canonicalTradeLink.exec(uri);
  if (match === null) return null;
  const [, gtin = "", ai, value = ""] = match;
  if (!hasCheckDigit(gtin)) return null;
  return {
    id: uri,
    path: { key: { ai: "01", value: gtin }, qualifiers: ai === undefined ? [] : [{ ai, value }] },
  };
}

const namesMax = 4_096;
const names = new Map<string, NamedThing>();

/** Names any other thing; places, devices and parties are named again and again. */
function remembered(uri: string): NamedThing {
  const known = names.get(uri);
  if (known !== undefined) return known;
  const path = keyPathOf(uri);
  const thing = path === null ? { id: uri, path } : { id: identityOf(path), path };
  // Emptied rather than trimmed: what repeats is soon there again.
  if (names.size >= namesMax) names.clear();
  names.set(uri, thing);
  return thing;
}

/** Gives the canonical id of the thing a URI identifies. */
export function canonicalItemId(uri: string): string {
  return nameThing(uri).id;
}

function keyPathOf(uri: string): KeyPath | null {
  try {
    if (isEpcUrn(uri)) return parseEpcUrn(uri);
    if (!/^https?:[^?#]*\/[0-9]{2,4}\//i.test(uri)) return null;
    const { key, qualifiers } = parseDigitalLink(uri, { shortGtins: true });
    return { key, qualifiers };
  } catch {
    // A URI that merely looks like one of GS1's is still a good name for itself.
    return null;
  }
}
