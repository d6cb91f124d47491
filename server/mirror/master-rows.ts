/** Master data records as rows. Which of several records of one id stands in the table is decided by write-masters.ts. */
import { isObject, type JsonObject, type JsonValue } from "@/lib/json";
import {
  indexedOrNull,
  indexedText,
  instantOrNull,
  integerOrNull,
  memberOf,
  numberOrNull,
  textOrNull,
} from "./column-values";
import type { EventSource } from "./event-rows";
import { keysOf } from "./item-keys";
import { searchTerms } from "./search-terms";
import type { MasterTableName, MirrorRows } from "./tables";

/** The table of each type of master data record. */
export const masterTableOfType: Readonly<Record<string, MasterTableName>> = {
  "party.described": "parties",
  "location.described": "locations",
  "product.described": "products",
  "certificate.issued": "certificates",
};

type Head = Pick<EventSource, "leafIndex" | "ordinal" | "iss">;

/** Adds the row of a master data record; of any other record, nothing. */
export function addMasterRow(rows: MirrorRows, source: Head, body: JsonObject): void {
  const table = typeof body.type === "string" ? masterTableOfType[body.type] : undefined;
  if (table === undefined || typeof body.id !== "string") return;
  const head = {
    id: indexedText(body.id),
    leafIndex: source.leafIndex,
    ordinal: source.ordinal,
    iss: source.iss,
    body,
  };
  switch (table) {
    case "parties":
      rows.parties.push({
        ...head,
        ...named(body, []),
        country: textOrNull(body.country),
        website: textOrNull(body.website),
      });
      break;
    case "locations":
      rows.locations.push({ ...head, ...locationColumns(body) });
      break;
    case "products":
      rows.products.push({ ...head, ...productColumns(body) });
      break;
    default:
      rows.certificates.push({ ...head, ...certificateColumns(body) });
  }
}

function localized(value: JsonValue | undefined): { en: string | null; zh: string | null } {
  return { en: textOrNull(memberOf(value, "en")), zh: textOrNull(memberOf(value, "zh-CN")) };
}

function named(
  body: JsonObject,
  more: (string | null)[],
): { nameEn: string | null; nameZh: string | null; terms: string } {
  const name = localized(body.name);
  return { nameEn: name.en, nameZh: name.zh, terms: searchTerms([name.en, name.zh, ...more]) };
}

function locationColumns(body: JsonObject) {
  const city = localized(body.city);
  const gln = typeof body.id === "string" ? (/\/414\/(\d{13})/.exec(body.id)?.[1] ?? null) : null;
  return {
    ...named(body, [city.en, city.zh, gln]),
    cityEn: city.en,
    cityZh: city.zh,
    country: textOrNull(body.country),
    latitude: numberOrNull(body.latitude),
    longitude: numberOrNull(body.longitude),
    timeZone: textOrNull(body.timeZone),
    party: indexedOrNull(body.party),
  };
}

function productColumns(body: JsonObject) {
  const brand = localized(body.brand);
  const band = isObject(body.temperatureBand) ? body.temperatureBand : {};
  const gtin = typeof body.id === "string" ? keysOf(body.id).gtin : null;
  return {
    ...named(body, [brand.en, brand.zh, gtin, gtin?.replace(/^0+/, "") ?? null]),
    gtin,
    brandEn: brand.en,
    brandZh: brand.zh,
    party: indexedOrNull(body.party),
    minimumTemperature: numberOrNull(band.minimum),
    maximumTemperature: numberOrNull(band.maximum),
    temperatureUom: textOrNull(band.uom),
    shelfLifeDays: integerOrNull(body.shelfLifeDays),
    image: textOrNull(body.image),
  };
}

function certificateColumns(body: JsonObject) {
  const claim = localized(body.claim);
  return {
    claimEn: claim.en,
    claimZh: claim.zh,
    terms: searchTerms([claim.en, claim.zh, textOrNull(body.standard)]),
    subject: indexedOrNull(body.subject),
    standard: textOrNull(body.standard),
    validFrom: instantOrNull(body.validFrom),
    validUntil: instantOrNull(body.validUntil),
  };
}
