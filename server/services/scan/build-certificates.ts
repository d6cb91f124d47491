/** Certificates as a page shows them: the claim, who verified it, until when. */
import type { Certificate } from "@/server/services/trace/master-data";
import { signerOf } from "./build-stops";
import { localizedShown, momentValue, type PageLanguage, textIn, textShown } from "./claim";
import type { CertificateShown, Shown } from "./page-model";
import type { ScanMaterial } from "./read-material";

/** Builds them in the order given; one without a claim or an end is left out. */
export function buildCertificates(
  material: ScanMaterial,
  language: PageLanguage,
  nowMs: number,
): CertificateShown[] {
  return material.certificates.flatMap((certificate) => {
    const claim = localizedShown(certificate, "claim", certificate.claim, language);
    const validUntil = momentShown(certificate, "validUntil", certificate.validUntil);
    const standard = textShown(certificate, "standard", certificate.standard);
    if (claim === undefined || validUntil === undefined || standard === undefined) return [];
    const fromMs =
      certificate.validFrom === null ? Number.NEGATIVE_INFINITY : Date.parse(certificate.validFrom);
    const evidence = textIn(certificate.body, "evidence");
    return [
      {
        claim,
        standard,
        verifier: signerOf({ id: certificate.recordId, iss: certificate.iss }, material, language),
        validUntil,
        isCurrent: fromMs <= nowMs && nowMs <= lastMoment(validUntil.text),
        ...(evidence === undefined ? {} : evidenceShown(certificate, evidence)),
      },
    ];
  });
}

/** A date is valid to the end of its day, in UTC. */
function lastMoment(text: string): number {
  return Date.parse(text) + (/^\d{4}-\d{2}-\d{2}$/.test(text) ? 86_399_999 : 0);
}

function momentShown(certificate: Certificate, member: string, mirrored: string | null): Shown | undefined {
  if (mirrored === null) return undefined;
  const value = momentValue(certificate.body[member], mirrored);
  return { text: value, claims: [{ id: certificate.recordId, pointer: `/${member}`, value }] };
}

function evidenceShown(certificate: Certificate, text: string): { evidence: Shown } {
  return { evidence: { text, claims: [{ id: certificate.recordId, pointer: "/evidence", value: text }] } };
}
