/** What others vouch for: the claim, who verified it, until when. */
import { fill } from "@/app/texts/scan";
import { type Fragment, type Html, html } from "../html";
import { dateWords } from "../words";
import { claimed, shown } from "./claims";
import type { Speech } from "./context";
import { icon } from "./icons";
import type { CertificateShown, Shown } from "./view";

/** Draws the section; null without certificates. */
export function certificateSection(certificates: readonly CertificateShown[], speech: Speech): Html | null {
  if (certificates.length === 0) return null;
  return html`<section class="certificates" aria-labelledby="certificates">
    <h2 id="certificates">${speech.texts.certificates.heading}</h2>
    <ul>${certificates.map((certificate) => card(certificate, speech))}</ul>
  </section>`;
}

function card(certificate: CertificateShown, { texts, language }: Speech): Html {
  const words = texts.certificates;
  const { verifier, validUntil, isCurrent, evidence } = certificate;
  const until = claimed(validUntil.claims, dateWords(validUntil.text, language));
  return html`<li class="${!isCurrent && "lapsed"}">
    <h3>${icon(isCurrent ? "check" : "clock", 14)}<span>${shown(certificate.claim)}</span></h3>
    <p>${around(words.verifiedBy, claimed(verifier.claims, shown(verifier.name)))}</p>
    <p>${shown(certificate.standard)}<span class="sep"> · </span>${around(isCurrent ? words.validUntil : words.lapsed, until)}</p>
    ${evidence && evidenceLink(evidence, words.evidence)}
  </li>`;
}

/** Puts a marked value into the one place of a text. */
function around(text: string, value: Html): Fragment {
  const [before = "", after = ""] = fill(text, {}).split(/\{\w+\}/);
  return [before, value, after];
}

/** Only web addresses become links: the text comes from whoever issued the certificate. */
function evidenceLink(evidence: Shown, words: string): Fragment {
  if (!/^https?:\/\//.test(evidence.text)) return null;
  return html`<p>${claimed(evidence.claims, html`<a href="${evidence.text}" rel="noopener nofollow">${words}</a>`)}</p>`;
}
