/** Three facts at a glance: where from, how old, how it was kept. */
import { counted, fill } from "@/app/texts/scan";
import { type Fragment, type Html, html } from "../html";
import { bandWords, countryWords, dayWords, degreesWords, durationWords, numberWords } from "../words";
import { claimed, shown } from "./claims";
import type { Speech } from "./context";
import type { Place, ProvenancePage, TemperatureShown } from "./view";

interface Fact {
  term: string;
  value: Fragment;
  line: Fragment;
  tone?: "good" | "caution";
}

/** Draws the three facts. */
export function factStrip(page: ProvenancePage, speech: Speech): Html {
  const facts = [originFact(page, speech), ageFact(page, speech), keptFact(page.temperature, speech)];
  return html`<section class="facts" aria-label="${speech.texts.facts.heading}"><dl>${facts.map(
    ({ term, value, line, tone }) =>
      html`<div><dt>${term}</dt><dd><b>${value}</b><span class="line ${tone}">${line}</span></dd></div>`,
  )}</dl></section>`;
}

function originFact({ origin }: ProvenancePage, speech: Speech): Fact {
  const words = speech.texts.facts;
  if (origin === null)
    return { term: words.from, value: words.unknownPlace, line: speech.texts.journey.noPlace };
  const term = origin.sources > 1 ? fill(words.fromMany, { n: origin.sources }) : words.from;
  return { term, value: shown(origin.place.city ?? origin.place.name), line: country(origin.place, speech) };
}

/** The country of a place in words. */
export function country(place: Place, { language }: Speech): Fragment {
  return place.country && claimed(place.country.claims, countryWords(place.country.text, language));
}

function ageFact({ startedAt, madeAt }: ProvenancePage, { texts, language }: Speech): Fact {
  const words = texts.facts;
  if (startedAt === null) return { term: words.age, value: words.unknownPlace, line: "" };
  const ms = Date.parse(madeAt) - Date.parse(startedAt.iso);
  const hours = Math.floor(ms / 3_600_000);
  const value = ageWords(hours, words);
  const date = dayWords(Date.parse(startedAt.iso), startedAt.offset, language, true);
  const [before = "", after = ""] = words.ageSince.split("{date}");
  return { term: words.age, value, line: [before, claimed(startedAt.claims, date), after] };
}

function ageWords(hours: number, words: Speech["texts"]["facts"]): string {
  if (hours < 1) return words.today;
  return hours < 48 ? counted(words.hoursAgo, hours) : counted(words.daysAgo, Math.floor(hours / 24));
}

/** The limits that hold at the end of the journey, in words; empty when none are known. */
export function finalBand({ limits }: TemperatureShown): string {
  const last = limits.at(-1);
  return last === undefined ? "" : bandWords(last.minimum, last.maximum);
}

function keptFact(temperature: TemperatureShown | null, { texts }: Speech): Fact {
  const words = texts.facts;
  if (temperature === null)
    return { term: words.kept, value: words.keptUnknown, line: words.keptUnknownLine };
  const { minimum, maximum, excursions, limits } = temperature;
  const value =
    Math.round(minimum * 10) === Math.round(maximum * 10)
      ? derived("minimum", minimum, degreesWords(minimum))
      : [
          derived("minimum", minimum, numberWords(minimum)),
          minimum < 0 ? " … " : "–",
          derived("maximum", maximum, degreesWords(maximum)),
        ];
  const fact = { term: words.kept, value };
  if (limits.length === 0) return { ...fact, line: words.keptNoBand };
  const band = limits.length === 1 ? finalBand(temperature) : texts.temperature.limits;
  if (excursions.length === 0) return { ...fact, line: fill(words.keptInside, { band }), tone: "good" };
  const duration = durationWords(temperature.outsideMs, texts.durations);
  const line = derived(
    "outsideMs",
    temperature.outsideMs,
    counted(words.keptOutside, excursions.length, { band, duration }),
  );
  return { ...fact, line, tone: "caution" };
}

/** Marks a figure that the browser derives again from the signed readings. */
export function derived(name: string, value: number, words: Fragment): Html {
  return html`<span data-derived="${name}" data-json="${JSON.stringify(value)}">${words}</span>`;
}
