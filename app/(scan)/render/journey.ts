/** The journey, place by place: what happened there, when by the clock on its wall, and who signed for it. */
import { fill } from "@/app/texts/scan";
import { type Fragment, type Html, html } from "../html";
import { dayWords, timeWords, zoneName } from "../words";
import { claimed, shown } from "./claims";
import type { Speech } from "./context";
import { country } from "./facts";
import { icon } from "./icons";
import type { JourneyStep, JourneyStop, ProvenancePage } from "./view";

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
    ${place && html`<p class="where">${placeLine(stop, speech)}</p>`}
    <ul>${mergeSteps(stop.steps).map((steps, i, all) => stepLine(steps, all[i - 1]?.[0], speech))}</ul>
    ${signerLine(stop, texts.journey.signedBy)}
  </li>`;
}

function placeLine({ place, steps }: JourneyStop, speech: Speech): Fragment {
  if (place === undefined) return null;
  const land = country(place, speech);
  const zone = html`<span class="zone">${zoneName(steps[0]?.eventTimeZoneOffset ?? "")}</span>`;
  return [place.city && shown(place.city), place.city && land ? speech.texts.comma : null, land, " ", zone];
}

/** Joins what was written down several times in one go, such as two pallets packed one after the other. */
function mergeSteps(steps: readonly JourneyStep[]): JourneyStep[][] {
  const groups: JourneyStep[][] = [];
  for (const step of steps) {
    const open = groups.at(-1);
    const [head] = open ?? [];
    if (open !== undefined && head !== undefined && isSameAct(head, step)) open.push(step);
    else groups.push([step]);
  }
  return groups;
}

function isSameAct(a: JourneyStep, b: JourneyStep): boolean {
  return (
    a.type === b.type &&
    a.action === b.action &&
    a.bizStep === b.bizStep &&
    a.disposition === b.disposition &&
    a.signer.iss === b.signer.iss &&
    a.isPublished === b.isPublished &&
    a.made === b.made
  );
}

function stepLine(steps: readonly JourneyStep[], before: JourneyStep | undefined, speech: Speech): Html {
  const { texts } = speech;
  const [step] = steps;
  if (step === undefined) return html``;
  const evidence = steps
    .slice(1)
    .reduce<Fragment>((inner, other) => claimed(other.claims, inner), actWords(step, speech));
  const disposition = step.disposition === undefined ? undefined : texts.dispositions[step.disposition];
  return html`<li>
    <span class="when">${timeOf(step, before, speech)}</span>
    <span class="act">${claimed(step.claims, evidence)}${disposition && html` <small>${disposition}</small>`}${
      step.hasSensor && html` <small class="measured">${texts.journey.sensor}</small>`
    }${!step.isPublished && html` <small class="waiting">${icon("clock", 12)}${texts.journey.publishing}</small>`}</span>
  </li>`;
}

/** The day is said when it changes. */
function timeOf(step: JourneyStep, before: JourneyStep | undefined, { language }: Speech): Html {
  const ms = Date.parse(step.eventTime);
  const offset = step.eventTimeZoneOffset;
  const day = dayWords(ms, offset, language, true);
  const isNewDay =
    before === undefined ||
    day !== dayWords(Date.parse(before.eventTime), before.eventTimeZoneOffset, language, true);
  return html`<time datetime="${step.eventTime}">${isNewDay && html`<b>${day}</b> `}${timeWords(ms, offset)}</time>`;
}

/** What happened, in human words: the step with what it made, the step, or failing that the type of the event. */
function actWords(step: JourneyStep, { texts }: Speech): string {
  const words = texts.steps;
  const candidates = [
    step.made === undefined ? undefined : `${step.bizStep}/${step.made}`,
    step.type === "TransformationEvent" ? step.type : undefined,
    step.bizStep,
    `${step.type}/${step.action}`,
    step.type,
  ];
  const known = candidates.find((key) => key !== undefined && words[key] !== undefined);
  return words[known ?? "other"] ?? "";
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
