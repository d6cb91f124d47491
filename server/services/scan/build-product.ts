/** What was scanned: its name, and the dates and numbers that its pack carries too. */
import { formatPointer } from "@/lib/fields/pointer";
import { isObject } from "@/lib/json";
import { localName } from "@/server/services/disclosure/default-policy";
import { idClaim, localizedShown, type PageLanguage, textIn } from "./claim";
import type { Claim, ProductShown, Shown } from "./page-model";
import type { MaterialEvent, ScanMaterial } from "./read-material";

type BestBefore = NonNullable<ProductShown["bestBefore"]>;
type Produced = NonNullable<ProductShown["produced"]>;

const endDates: Record<string, BestBefore["role"]> = {
  bestBeforeDate: "best_before",
  itemExpirationDate: "expiry",
  expirationDate: "expiry",
  expirationDateTime: "expiry",
  useByDate: "expiry",
  sellByDate: "sell_by",
};

const makingDates: Record<string, Produced["role"]> = {
  harvestEndDate: "harvested",
  harvestDate: "harvested",
  harvestStartDate: "harvested",
  productionDate: "produced",
  productionDateTime: "produced",
  packagingDate: "packed",
};

interface Attribute {
  text: string;
  claims: Claim[];
}

/** Lists the texts among an event's ILMD by their local names. */
function ilmdOf(event: MaterialEvent): Map<string, Attribute> {
  const attributes = new Map<string, Attribute>();
  const { ilmd } = event.body;
  if (!isObject(ilmd)) return attributes;
  for (const name of Object.keys(ilmd)) {
    const text = textIn(ilmd, name);
    const pointer = formatPointer("ilmd", name);
    if (text !== undefined)
      attributes.set(localName(name), { text, claims: [{ id: event.id, pointer, value: text }] });
  }
  return attributes;
}

/** Finds the dates of a pack in one event's ILMD. */
export function packDates(event: MaterialEvent): Pick<ProductShown, "bestBefore" | "produced"> {
  const attributes = ilmdOf(event);
  const end = firstOf(endDates, attributes);
  const making = firstOf(makingDates, attributes);
  return {
    ...(end === undefined ? {} : { bestBefore: { iso: end.text, role: end.role, claims: end.claims } }),
    ...(making === undefined
      ? {}
      : { produced: { iso: making.text, role: making.role, claims: making.claims } }),
  };
}

function firstOf<Role extends string>(
  roles: Record<string, Role>,
  attributes: ReadonlyMap<string, Attribute>,
) {
  for (const [name, role] of Object.entries(roles)) {
    const found = attributes.get(name);
    if (found !== undefined) return { ...found, role };
  }
  return undefined;
}

/** Describes what was scanned. Only published events may be claimed. */
export function buildProduct(
  material: ScanMaterial,
  events: readonly MaterialEvent[],
  language: PageLanguage,
): ProductShown {
  const { thing } = material;
  const own = events.filter(({ via }) => via === "self" || via === "lot");
  const dates = own.map(packDates);
  const produced =
    dates.find((one) => one.produced)?.produced ??
    events.map(packDates).find((one) => one.produced)?.produced;
  const bestBefore = dates.find((one) => one.bestBefore)?.bestBefore;
  return {
    ...described(material, language),
    ...(thing.gtin === undefined ? {} : { gtin: thing.gtin }),
    ...numbersOf(material, own),
    ...(bestBefore === undefined ? {} : { bestBefore }),
    ...(produced === undefined ? {} : { produced }),
  };
}

function described({ thing, products, parties }: ScanMaterial, language: PageLanguage): ProductShown {
  const product = thing.gtin === undefined ? undefined : products.get(thing.gtin);
  if (product === undefined) return {};
  const party = product.party === null ? undefined : parties.get(product.party);
  const maker = party === undefined ? undefined : localizedShown(party, "name", party.name, language);
  const name = localizedShown(product, "name", product.name, language);
  const brand = localizedShown(product, "brand", product.brand, language);
  const tie: Claim[] =
    party === undefined ? [] : [idClaim(party), { id: product.recordId, pointer: "/party", value: party.id }];
  return {
    ...(name === undefined ? {} : { name: { ...name, claims: [idClaim(product), ...name.claims] } }),
    ...(brand === undefined ? {} : { brand }),
    ...(maker === undefined ? {} : { maker: { ...maker, claims: [...tie, ...maker.claims] } }),
    ...(product.image !== null && /^\/[^/]/.test(product.image) ? { image: product.image } : {}),
  };
}

/** The numbers of the label, each with the record that names the very thing. */
function numbersOf({ thing }: ScanMaterial, own: readonly MaterialEvent[]): ProductShown {
  const naming = own.flatMap((event) =>
    event.items.filter((item) => item.id === thing.id).map((item) => ({ event, item })),
  );
  const first = naming[0];
  const claims: Claim[] = first === undefined ? [] : [{ id: first.event.id, ...whereIs(first.item) }];
  const lot =
    thing.lot === undefined ? lotFrom(own) : { text: thing.lot, claims: thing.level === "lot" ? claims : [] };
  return {
    ...(lot === undefined ? {} : { lot }),
    ...(thing.serial === undefined ? {} : { serial: { text: thing.serial, claims } }),
    ...(thing.sscc === undefined ? {} : { sscc: { text: thing.sscc, claims } }),
  };
}

/** An element of a quantity list names its class in a member, one of an EPC list is the name. */
function whereIs({ pointer, epc }: MaterialEvent["items"][number]): { pointer: string; value: string } {
  return { pointer: /quantityList/i.test(pointer) ? `${pointer}/epcClass` : pointer, value: epc };
}

function lotFrom(own: readonly MaterialEvent[]): Shown | undefined {
  return own.map((event) => ilmdOf(event).get("lotNumber")).find((attribute) => attribute !== undefined);
}
