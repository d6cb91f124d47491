/** One thing that happened at a place: when by the clock on its wall, what, and how warm it was. */
import { counted } from "@/app/texts/scan";
import { type Fragment, type Html, html } from "../html";
import { bandWords, dayWords, timeWords } from "../words";
import { claimed } from "./claims";
import type { Speech } from "./context";
import { icon } from "./icons";
import type { JourneyStep } from "./view";

/** Joins what was written down several times in one go, such as two pallets packed one after the other. */
export function mergeSteps(steps: readonly JourneyStep[]): JourneyStep[][] {
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

/** Draws one line; `before` is the step above it, whose day need not be said again. */
export function stepLine(
  steps: readonly JourneyStep[],
  before: JourneyStep | undefined,
  speech: Speech,
): Html {
  const { texts } = speech;
  const [step] = steps;
  if (step === undefined) return html``;
  const rest = (one: JourneyStep) => one.claims.filter(({ pointer }) => pointer !== "/eventTime");
  const words = steps.reduceRight<Fragment>(
    (inner, one) => claimed(rest(one), inner),
    actWords(step, speech),
  );
  const disposition = step.disposition === undefined ? undefined : texts.dispositions[step.disposition];
  const waiting = html`<small class="waiting">${icon("clock", 12)}${texts.journey.publishing}</small>`;
  return html`<li>${dayLine(step, before, speech)}
    ${clockTime(steps)}
    <span class="act">${words}${disposition && html` <small>${disposition}</small>`}${warmth(steps)}${!step.isPublished && html` ${waiting}`}</span>
  </li>`;
}

/** The time of the first of them; each has one to be compared. */
function clockTime(steps: readonly JourneyStep[]): Fragment {
  const [step] = steps;
  if (step === undefined) return null;
  const words = timeWords(Date.parse(step.eventTime), step.eventTimeZoneOffset);
  const claims = steps.flatMap((one) => one.claims.filter(({ pointer }) => pointer === "/eventTime"));
  return html`<time datetime="${step.eventTime}">${claimed(claims, words)}</time>`;
}

/** The day is said when it changes. */
function dayLine(step: JourneyStep, before: JourneyStep | undefined, { language }: Speech): Fragment {
  const dayOf = (one: JourneyStep): string =>
    dayWords(Date.parse(one.eventTime), one.eventTimeZoneOffset, language, true);
  return before !== undefined && dayOf(before) === dayOf(step)
    ? null
    : html`<b class="day">${dayOf(step)}</b>`;
}

/** The temperatures of the steps of one line together. The browser finds the same extremes in the signed readings. */
function warmth(steps: readonly JourneyStep[]): Fragment {
  const measured = steps.flatMap(({ id, temperature }) =>
    temperature === undefined ? [] : [{ id, ...temperature }],
  );
  if (measured.length === 0) return null;
  const minimum = Math.min(...measured.map((one) => one.minimum));
  const maximum = Math.max(...measured.map((one) => one.maximum));
  const ids = measured.map(({ id }) => id).join(" ");
  const span = JSON.stringify([minimum, maximum]);
  return html` <small data-derived="span" data-of="${ids}" data-json="${span}">${bandWords(minimum, maximum)}</small>`;
}

/** What happened, in human words: the step with what it made, the step, or failing that the type of the event. */
function actWords(step: JourneyStep, { texts }: Speech): string {
  if (step.inputs !== undefined) return counted(texts.journey.madeFrom, step.inputs);
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
