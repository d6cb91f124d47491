/** What the record does not say. Saying it is half of being believed. */
import { counted } from "@/app/texts/scan";
import { type Html, html } from "../html";
import { durationWords } from "../words";
import type { Speech } from "./context";
import type { UnknownShown } from "./view";

/** Draws the section. */
export function unknownSection(unknowns: readonly UnknownShown[], speech: Speech): Html {
  const words = speech.texts.unknowns;
  return html`<section class="unknowns" aria-labelledby="unknowns">
    <h2 id="unknowns">${words.heading}</h2>
    <p class="hint">${words.lead}</p>
    <ul>${unknowns.map((unknown) => html`<li>${sentenceOf(unknown, speech)}</li>`)}<li>${words.hidden}</li></ul>
  </section>`;
}

function sentenceOf(unknown: UnknownShown, { texts }: Speech): string {
  const words = texts.unknowns[unknown.kind];
  if (typeof words === "string") return words;
  const count = "count" in unknown ? unknown.count : 0;
  if (unknown.kind === "sensor_gaps") {
    return counted(words, count, { duration: durationWords(unknown.longestMs, texts.durations) });
  }
  return unknown.kind === "unmeasured_stops"
    ? counted(words, count, { of: unknown.of })
    : counted(words, count);
}
