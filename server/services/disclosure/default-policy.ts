/**
 * The default disclosure policy: what of an event anybody may see (DESIGN §8).
 *
 * Public: what happened, when, where, how it was kept, certifications, and the dates and origin a pack carries. Of the lists of items only
 * those elements that are about the journey being shown. Everything else stays a hash: eventID (a hash of the whole event would let its
 * holder guess hidden values), quantities of others, business transactions, trading parties, the other items of a box.
 */
import { canonicalItemId } from "@/lib/digital-link/epc-uri";
import { isObject, type JsonValue } from "@/lib/json";

/** What the policy needs to know about the page or request that asks. */
export interface DisclosureContext {
  /** Canonical Digital Links of the scanned item, its containers and its ancestors. */
  subjects: ReadonlySet<string>;
}

const publicMembers: ReadonlySet<string> = new Set([
  "type",
  "action",
  "eventTime",
  "eventTimeZoneOffset",
  "bizStep",
  "disposition",
  "persistentDisposition",
  "readPoint",
  "bizLocation",
  "certificationInfo",
  "@context",
]);

const itemLists: ReadonlySet<string> = new Set([
  "epcList",
  "childEPCs",
  "inputEPCList",
  "outputEPCList",
  "quantityList",
  "childQuantityList",
  "inputQuantityList",
  "outputQuantityList",
]);

/** CBV and GS1 Web Vocabulary names of dates and origin that a pack shows anyway (CBV 2.0 §9, instance/lot master data). */
const publicIlmd: ReadonlySet<string> = new Set([
  "lotNumber",
  "bestBeforeDate",
  "itemExpirationDate",
  "expirationDate",
  "expirationDateTime",
  "sellByDate",
  "useByDate",
  "productionDate",
  "productionDateTime",
  "harvestDate",
  "harvestStartDate",
  "harvestEndDate",
  "packagingDate",
  "countryOfOrigin",
  "regionOfOrigin",
  "provenanceStatement",
]);

/** Drops the prefix or namespace of a member name: `cbvmda:lotNumber` and `https://ns/lotNumber` are both `lotNumber`. */
export function localName(name: string): string {
  return name.slice(Math.max(name.lastIndexOf(":"), name.lastIndexOf("/"), name.lastIndexOf("#")) + 1);
}

function itemIdOf(value: JsonValue): string | undefined {
  if (typeof value === "string") return value;
  if (isObject(value) && typeof value.epcClass === "string") return value.epcClass;
  return undefined;
}

function isAboutSubject(value: JsonValue, subjects: ReadonlySet<string>): boolean {
  const id = itemIdOf(value);
  return id !== undefined && (subjects.has(id) || subjects.has(canonicalItemId(id)));
}

/**
 * Decides whether one field of an event is public.
 * `pointer` is the field's RFC 6901 pointer (DESIGN §2), `value` what stands there.
 * A quantity element about a subject (the scanned lot, its containers, its ingredients) is disclosed whole, because it is one
 * field: without it nothing would prove that the event is about the lot, or that the ingredient went into it. Its quantity is
 * thereby in the proof file, though on no page.
 */
export function isPublic(pointer: string, value: JsonValue, context: DisclosureContext): boolean {
  const [member = "", rest] = pointer.slice(1).split("/").map(unescapePointer);
  if (publicMembers.has(member) || member === "sensorElementList") return true;
  if (member === "parentID") return isAboutSubject(value, context.subjects);
  if (itemLists.has(member)) return rest !== undefined && isAboutSubject(value, context.subjects);
  if (member === "ilmd") return rest !== undefined && publicIlmd.has(localName(rest));
  return false;
}

function unescapePointer(token: string): string {
  return token.replaceAll("~1", "/").replaceAll("~0", "~");
}
