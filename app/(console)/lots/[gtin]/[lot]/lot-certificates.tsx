import { formatDate } from "@/app/design/format";
import { type Language, textIn } from "@/app/texts/language";
import { lotsText } from "@/app/texts/lots";
import type { Lot } from "./load-lot";

/** What certifiers vouch for about a lot, its product or its maker. */
export function LotCertificates({
  certificates,
  language,
}: {
  certificates: Lot["certificates"];
  language: Language;
}) {
  return (
    <ul className="grid gap-3">
      {certificates.map((certificate) => (
        <li key={certificate.id}>
          <p>{certificate.claim === null ? certificate.id : textIn(language, certificate.claim)}</p>
          <p className="text-small text-ink-faint">
            {[
              certificate.standard,
              certificate.validUntil === null
                ? null
                : lotsText[language].page.certificates.until(formatDate(language, certificate.validUntil)),
            ]
              .filter(Boolean)
              .join(" · ")}
          </p>
        </li>
      ))}
    </ul>
  );
}
