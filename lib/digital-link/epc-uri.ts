import { isEpcUrn, parseEpcUrn } from "./epc-urn";
import { identityOf, type KeyPath } from "./format";
import { parseDigitalLink } from "./parse";

/** A thing as a URI names it. */
export interface NamedThing {
  /** The canonical Digital Link of the finest level (see `identityOf`), or the URI itself when it names no GS1 key. */
  id: string;
  /** The GS1 key and all qualifiers the URI held; null when it names no GS1 key. */
  path: KeyPath | null;
}

/** Names the thing a URI identifies: an EPC URN, a Digital Link of any domain (GTINs of 8 to 14 digits), or neither. */
export function nameThing(uri: string): NamedThing {
  const path = keyPathOf(uri);
  return path === null ? { id: uri, path } : { id: identityOf(path), path };
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
