import { checkDigit } from "@/lib/digital-link/check-digit";

/** Completes a GTIN, GLN or SSCC with its check digit (GS1 General Specifications §7.9.1). */
export function withCheckDigit(digits: string): string {
  return digits + checkDigit(digits);
}
