/** The journey, place by place: what happened there, when by the clock on its wall, and who signed for it. */
import { fill } from "@/app/texts/scan";
import { type Fragment, type Html, html } from "../html";
import { zoneName } from "../words";
import { claimed, shown } from "./claims";
import type { Speech } from "./context";
import { country } from "./facts";
import { mergeSteps, stepLine } from "./journey-step";
import type { JourneyStop, ProvenancePage } from "./view";

/** More places than this fold away in the middle. */
const stopsShown = 7;

/** Draws the timeline. */
export function journeySection(page: ProvenancePage, speech: Speech): Html {
  const { texts } = speech;
  const cards = page.journey.map((stop, i) => stopCard(stop, page, i, speech));
  const folded =
    cards.length <= stopsShown
      ? html`<ol class="stops">${cards}</ol>`
      : html`<ol class="stops">${cards.slice(0, 3)}</ol>
        <details class="fold"><summary>${fill(texts.journey.showAll, { n: cards.length - 6 })}</summary><ol class="stops" start="4">${cards.slice(3, -3)}</ol></details>
        <ol class="stops" start="${cards.length - 2}">${cards.slice(-3)}</ol>`;
  return html`<section class="journey" aria-labelledby="journey">
    <h2 id="journey">${texts.journey.heading}</h2>
    <p class="hint">${texts.journey.note}</p>
    ${folded}
  </section>`;
}

function stopCard(stop: JourneyStop, page: ProvenancePage, index: number, speech: Speech): Html {
  const { texts } = speech;
  const isSource = index === 0;
  const { place } = stop;
  const name =
    place === undefined
      ? html`<i>${texts.journey.noPlace}</i>`
      : claimed(stop.placeClaims, shown(place.name));
  return html`<li class="${isSource && "source"}${index === page.journey.length - 1 && " here"}">
    <h3>${name}</h3>
    ${place && html`<p class="where">${placeLine(stop, page.journey[index - 1], speech)}</p>`}
    <ul>${mergeSteps(stop.steps).map((steps, i, all) => stepLine(steps, all[i - 1]?.[0], speech))}</ul>
    ${signerLine(stop, texts.journey.signedBy)}
  </li>`;
}

/** City, country, and the zone where it is another than at the stop before. */
function placeLine({ place, steps }: JourneyStop, before: JourneyStop | undefined, speech: Speech): Fragment {
  if (place === undefined) return null;
  const land = country(place, speech);
  const offset = steps[0]?.eventTimeZoneOffset ?? "";
  const isNewZone = before?.steps[0]?.eventTimeZoneOffset !== offset;
  const zone = isNewZone && html`<span class="zone">${zoneName(offset)}</span>`;
  return [place.city && shown(place.city), place.city && land ? speech.texts.comma : null, land, " ", zone];
}

function signerLine(stop: JourneyStop, pattern: string): Html {
  const signers = new Map(stop.steps.map((step) => [step.signer.iss, step.signer]));
  const [before = "", after = ""] = pattern.split("{who}");
  return html`${[...signers.values()].map((signer) => {
    const claims = stop.steps
      .filter((step) => step.signer.iss === signer.iss)
      .flatMap((step) => step.signer.claims);
    return html`<p class="signer">${before}${claimed(claims, shown(signer.name))}${after}</p>`;
  })}`;
}
