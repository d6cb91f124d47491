import { hasCheckDigit } from "@/lib/digital-link/check-digit";
import { DomainError } from "@/lib/errors";
import type { LocalizedText, Principal } from "@/server/auth/principal";
import type { ServiceDeps } from "@/server/services/deps";
import { appendRecords } from "@/server/services/records/append-records";
import { productsOf } from "@/server/services/trace/master-data";
import { inBothLanguages } from "./in-both-languages";

/** What a member says of a product of its own. */
export interface ProductDescription {
  /** 8, 12, 13 or 14 digits. */
  gtin: string;
  name: LocalizedText;
  brand: LocalizedText;
  shelfLifeDays?: number;
  /** °C */
  temperatureBand?: { minimum: number; maximum: number };
}

/**
 * Signs a product's description into the log, and waits until the mirror shows it.
 * A crash after the append leaves the product described; describing it again the same way is harmless.
 * @returns the GTIN, 14 digits
 * @throws DomainError malformed (GTIN, names), conflict (another member describes this GTIN)
 */
export async function describeProduct(
  deps: ServiceDeps,
  principal: Pick<Principal, "iss">,
  description: ProductDescription,
): Promise<{ gtin: string }> {
  const gtin = gtinOf(description.gtin);
  const { name, brand, shelfLifeDays, temperatureBand } = description;
  if (name.en === "" && name["zh-CN"] === "") {
    throw new DomainError("malformed", "name: expected a name in English or Chinese, got none", {
      path: "name",
    });
  }
  const known = (await productsOf(deps.sql, [gtin])).get(gtin);
  if (known !== undefined && known.iss !== principal.iss) {
    throw new DomainError(
      "conflict",
      `gtin: expected a GTIN of yours, got ${gtin}, which another member describes`,
      {
        path: "gtin",
      },
    );
  }
  const { leafIndex } = await appendRecords(deps, principal.iss, [
    {
      type: "product.described",
      id: `https://id.gs1.org/01/${gtin}`,
      name: inBothLanguages(name),
      brand: inBothLanguages(brand),
      party: principal.iss,
      ...(shelfLifeDays === undefined ? {} : { shelfLifeDays }),
      ...(temperatureBand === undefined ? {} : { temperatureBand: { ...temperatureBand, uom: "CEL" } }),
    },
  ]);
  await deps.mirror.whenApplied(leafIndex + 1);
  return { gtin };
}

/** Checks a GTIN of 8, 12, 13 or 14 digits and writes it with 14. */
function gtinOf(text: string): string {
  const digits = text.replace(/\s/g, "");
  const isGtin = /^(\d{8}|\d{12,14})$/.test(digits);
  if (isGtin && hasCheckDigit(digits)) return digits.padStart(14, "0");
  const expected = isGtin ? "a right check digit" : "8, 12, 13 or 14 digits";
  throw new DomainError("malformed", `gtin: expected ${expected}, got ${JSON.stringify(text)}`, {
    path: "gtin",
  });
}
