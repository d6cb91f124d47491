import { isEpcUrn, parseEpcUrn } from "../digital-link/epc-urn";
import { identityOf } from "../digital-link/format";
import { parseDigitalLink } from "../digital-link/parse";

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

const looksLikeLink = new RegExp(`/(?:${[...hashedKeys, ...formerNames.keys()].join("|")})/`);

/**
 * Writes any URI of a GS1 key, EPC URN or Digital Link of any domain and age, as the CBV event hash wants it: the canonical
 * Digital Link of the finest level. All else stays as it is.
 */
export function canonicalUri(text: string): string {
  if (canonicalAlready.test(text)) return text;
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const canonical = workOut(text);
  // Emptied rather than trimmed: what repeats (places, devices, parties) is soon there again.
  if (remembered.size >= rememberedMax) remembered.clear();
  remembered.set(text, canonical);
  return canonical;
}

/** Links that are their own canonical form: the bulk of all EPCs. */
const canonicalAlready =
  /^https:\/\/id\.gs1\.org\/(?:01\/[0-9]{14}(?:\/(?:10|21)\/[A-Za-z0-9._-]{1,20})?|00\/[0-9]{18})$/;

const rememberedMax = 4_096;
const remembered = new Map<string, string>();

function workOut(text: string): string {
  try {
    if (isEpcUrn(text)) return readable(identityOf(parseEpcUrn(text)));
    // Most web addresses are no Digital Links; refusing them by exception would cost more than all else here.
    if (!/^https?:\/\//.test(text) || !looksLikeLink.test(text)) return text;
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
