/** "Check it yourself": the frame in which the visitor's own browser reports. Without script it says how else to check. */
import type { CheckTexts } from "@/app/texts/scan";
import { type Html, html, jsonScript } from "../html";
import type { Speech } from "./context";
import { icon } from "./icons";
import type { ProvenancePage } from "./view";

/** The steps of the check as a shopper reads them, in order. */
export const checkSteps: readonly (keyof CheckTexts["steps"])[] = [
  "fetch",
  "whole",
  "signed",
  "logged",
  "log",
  "witnesses",
  "page",
];

/** Draws the section. */
export function checkSection(page: ProvenancePage, speech: Speech): Html {
  const words = speech.texts.check;
  const proof = `/proof${page.path}`;
  return html`<section class="check" aria-labelledby="check">
    <h2 id="check">${words.heading}</h2>
    <p>${words.lead}</p>
    <div id="alarm" class="alarm" role="alert" hidden></div>
    <ol id="steps" class="steps" aria-label="${words.stepsLabel}">${checkSteps.map(
      (step) =>
        html`<li data-step="${step}" data-state="waiting"><span class="state" aria-hidden="true">${icon("check", 14)}${icon("cross", 14)}</span><span><b>${words.steps[step]}</b><small class="result"></small></span></li>`,
    )}</ol>
    <p id="outcome" class="outcome" role="status"></p>
    <p class="actions"><button id="again" type="button" hidden>${words.start}</button><a href="${proof}" download="proof.json">${words.download}</a><a href="/verifier.html">${words.verifier}</a></p>
    <details><summary>${words.trustHeading}</summary><ul class="trust">${words.trust.map((line) => html`<li>${line}</li>`)}</ul></details>
    <details id="technical"><summary>${words.technical}</summary><div id="technical-body"><dl class="technical">
      <div><dt>${words.technicalTerms.origin}</dt><dd>${page.log.origin}</dd></div>
      <div><dt>${words.technicalTerms.vkey}</dt><dd>${page.log.vkey}</dd></div>
      <div><dt>${words.technicalTerms.treeSize}</dt><dd>${page.log.treeSize}</dd></div>
      <div><dt>${words.technicalTerms.rootHash}</dt><dd>${page.log.rootHash}</dd></div>
    </dl></div><p class="hint">${words.command}</p></details>
    <script type="application/json" id="check-words">${jsonScript(scriptWords(speech, proof))}</script>
  </section>`;
}

/** What the script needs to speak: texts, language, where the proof is. */
function scriptWords({ texts, language }: Speech, proof: string) {
  const {
    steps: _steps,
    lead: _lead,
    heading: _heading,
    trust: _trust,
    verifier: _verifier,
    ...check
  } = texts.check;
  return { language, proof, live: texts.live, check, list: texts.list, durations: texts.durations };
}
