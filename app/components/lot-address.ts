/** Writes the address of a lot's page, or of a page below it. */
export function lotAddress({ gtin, lot }: { gtin: string; lot: string }, below = ""): string {
  return `/lots/${gtin}/${encodeURIComponent(lot)}${below === "" ? "" : `/${below}`}`;
}

/** Reads the lot that an address names; null when it names none. */
export function lotOfAddress(parameters: {
  gtin: string;
  lot: string;
}): { gtin: string; lot: string } | null {
  try {
    const lot = decodeURIComponent(parameters.lot);
    return /^\d{14}$/.test(parameters.gtin) && lot.length <= 20 ? { gtin: parameters.gtin, lot } : null;
  } catch {
    // A stray % in the address.
    return null;
  }
}
