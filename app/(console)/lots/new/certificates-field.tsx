"use client";

import { formatDate } from "@/app/design/format";
import { textIn } from "@/app/texts/language";
import { lotsText } from "@/app/texts/lots";
import type { BatchForm } from "./batch-form-hook";
import type { Certificate } from "./form-state";

/** The certificates one may attach, as boxes to tick. */
export function CertificatesField({ form, certificates }: { form: BatchForm; certificates: Certificate[] }) {
  const { state, language, dispatch } = form;
  const chosen = state.draft.certificates;
  const toggle = (id: string, isChosen: boolean): void =>
    dispatch({
      type: "changed",
      patch: { certificates: isChosen ? [...chosen, id] : chosen.filter((one) => one !== id) },
    });
  return (
    <ul className="grid gap-1">
      {certificates.map((certificate) => (
        <li key={certificate.id}>
          <label className="flex min-h-8 cursor-pointer items-start gap-3 py-1">
            <input
              type="checkbox"
              className="mt-0.5 size-5 shrink-0 accent-(--ink)"
              checked={chosen.includes(certificate.id)}
              onChange={({ target }) => toggle(certificate.id, target.checked)}
            />
            <span>
              {certificate.claim === null ? certificate.id : textIn(language, certificate.claim)}
              <span className="block text-small text-ink-faint">
                {[
                  certificate.standard,
                  certificate.validUntil === null
                    ? null
                    : lotsText[language].page.certificates.until(
                        formatDate(language, certificate.validUntil),
                      ),
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </span>
          </label>
        </li>
      ))}
    </ul>
  );
}
