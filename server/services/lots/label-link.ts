import { percentEncode } from "@/lib/digital-link/percent";

/**
 * Writes the Digital Link that a lot's label carries. Where nothing in it depends on letter case the whole link is in capitals,
 * which a QR code holds in 5.5 bits a character instead of 8: scheme and host mean the same in either case (RFC 3986
 * §6.2.2.1), a lot or a path with lowercase letters does not.
 *
 * @param publicUrl without a trailing slash
 */
export function labelLink(publicUrl: string, { gtin, lot }: { gtin: string; lot: string }): string {
  const { origin, pathname } = new URL(publicUrl);
  const path = `${pathname.replace(/\/$/, "")}/01/${gtin}/10/${percentEncode(lot)}`;
  return /[a-z]/.test(path) ? origin + path : (origin + path).toUpperCase();
}

/** The same page's path on this server. */
export function lotPath({ gtin, lot }: { gtin: string; lot: string }): string {
  return `/01/${gtin}/10/${percentEncode(lot)}`;
}
