import { checkDigit, hasCheckDigit } from "@/lib/digital-link/check-digit";
import { DomainError } from "@/lib/errors";
import type { LocalizedText, Principal } from "@/server/auth/principal";
import type { ServiceDeps } from "@/server/services/deps";
import { appendRecords } from "@/server/services/records/append-records";
import { locationsOf } from "@/server/services/trace/master-data";
import { inBothLanguages } from "./in-both-languages";
import { ownPlaces } from "./own-places";

/** What a member says of a place of its own. */
export interface PlaceDescription {
  /** 13 digits; empty: the member's party GLN with the next free extension (AI 254). */
  gln: string;
  name: LocalizedText;
  city: LocalizedText;
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** Degrees north, −90 to 90. */
  latitude: number;
  /** Degrees east, −180 to 180. */
  longitude: number;
  /** IANA name. */
  timeZone: string;
}

/**
 * Signs a place's description into the log, and waits until the mirror shows it.
 * A crash after the append leaves the place described; describing it again the same way is harmless.
 * @returns the place's id
 * @throws DomainError malformed, conflict (another member describes this place)
 */
export async function describePlace(
  deps: ServiceDeps,
  principal: Pick<Principal, "iss">,
  description: PlaceDescription,
): Promise<{ id: string }> {
  checkPlace(description);
  const id = await placeId(deps, principal.iss, description.gln.replace(/\s/g, ""));
  const known = (await locationsOf(deps.sql, [id])).get(id);
  if (known !== undefined && known.iss !== principal.iss) {
    throw refused("gln", "a GLN of yours", `${description.gln}, which another member describes`, "conflict");
  }
  const { name, city, country, latitude, longitude, timeZone } = description;
  const { leafIndex } = await appendRecords(deps, principal.iss, [
    {
      type: "location.described",
      id,
      name: inBothLanguages(name),
      ...(city.en === "" && city["zh-CN"] === "" ? {} : { city: inBothLanguages(city) }),
      country,
      latitude,
      longitude,
      timeZone,
      party: principal.iss,
    },
  ]);
  await deps.mirror.whenApplied(leafIndex + 1);
  return { id };
}

function checkPlace({ name, country, latitude, longitude, timeZone }: PlaceDescription): void {
  if (name.en === "" && name["zh-CN"] === "") throw refused("name", "a name in English or Chinese", "none");
  if (!/^[A-Z]{2}$/.test(country)) throw refused("country", "two capital letters (ISO 3166-1)", country);
  if (!(Math.abs(latitude) <= 90)) throw refused("latitude", "−90 to 90 degrees", String(latitude));
  if (!(Math.abs(longitude) <= 180)) throw refused("longitude", "−180 to 180 degrees", String(longitude));
  if (!isTimeZone(timeZone)) throw refused("timeZone", "a zone such as Asia/Shanghai", timeZone);
}

/** Finds the id to describe the place under: its own GLN, or the member's with the next free extension. */
async function placeId(deps: ServiceDeps, iss: string, gln: string): Promise<string> {
  if (gln !== "") {
    if (/^\d{13}$/.test(gln) && hasCheckDigit(gln)) return `https://id.gs1.org/414/${gln}`;
    const isLong = /^\d{13}$/.test(gln);
    throw refused("gln", isLong ? `check digit ${checkDigit(gln.slice(0, -1))}` : "13 digits", gln);
  }
  const party = /\/417\/(\d{13})$/.exec(iss)?.[1];
  if (party === undefined) throw refused("gln", "13 digits", "nothing, and the member has no GLN of its own");
  const taken = new Set((await ownPlaces(deps.sql, iss)).map((place) => place.id));
  for (let extension = 1; ; extension++) {
    const id = `https://id.gs1.org/414/${party}/254/${extension}`;
    if (!taken.has(id)) return id;
  }
}

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return timeZone.includes("/") || timeZone === "UTC";
  } catch {
    return false;
  }
}

function refused(
  path: string,
  expected: string,
  got: string,
  code: "malformed" | "conflict" = "malformed",
): DomainError {
  return new DomainError(code, `${path}: expected ${expected}, got ${got}`, { path });
}
