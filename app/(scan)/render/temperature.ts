/** How it was kept: the chart, what happened in words, and the figures behind it. */
import { counted, fill } from "@/app/texts/scan";
import { type Fragment, type Html, html, jsonScript } from "../html";
import { degreesWords, durationWords, momentWords } from "../words";
import { excursionWords, temperatureChart } from "./chart";
import { excursionFigures } from "./chart-path";
import { claimed } from "./claims";
import type { Speech } from "./context";
import { derived, finalBand } from "./facts";
import { icon } from "./icons";
import type { TemperatureShown } from "./view";

/** Excursions told one by one; more are counted in the figures. */
const excursionsTold = 3;

/** Draws the section; null when nothing was measured. */
export function temperatureSection(temperature: TemperatureShown | null, speech: Speech): Html | null {
  if (temperature === null) return null;
  const { language, texts } = speech;
  const words = excursionWords(temperature, language, texts);
  const label = fill(texts.temperature.label, {
    from: momentWords(temperature.fromMs, temperature.offset, language),
    to: momentWords(temperature.toMs, temperature.offset, language),
    min: degreesWords(temperature.minimum),
    max: degreesWords(temperature.maximum),
    excursions: words.join(" "),
  });
  return html`<section class="temperature" aria-labelledby="temperature">
    <h2 id="temperature">${texts.temperature.heading}</h2>
    ${claimed(temperature.bandClaims, temperatureChart(temperature, label, language, texts))}
    <div data-derived="excursions" data-json="${excursionFigures(temperature)}">${inWords(temperature, words, speech)}</div>
    ${figures(temperature, speech)}
    <script type="application/json" id="temperature-sources">${jsonScript(temperature.sources)}</script>
  </section>`;
}

function inWords(temperature: TemperatureShown, words: readonly string[], { texts }: Speech): Fragment {
  const { excursions, limits } = temperature;
  if (limits.length === 0) return html`<p class="verdict-line">${texts.temperature.noBand}</p>`;
  if (excursions.length === 0) {
    const band = limits.length === 1 ? finalBand(temperature) : texts.temperature.limits;
    return html`<p class="verdict-line good">${icon("check", 14)}${fill(texts.temperature.inside, { band })}</p>`;
  }
  const partial = excursions.length === 1 && excursions[0]?.isPartial && ` ${texts.temperature.partial}`;
  return words
    .slice(0, excursionsTold)
    .map(
      (sentence) =>
        html`<p class="verdict-line caution">${icon("warning", 14)}<span>${sentence}${partial}</span></p>`,
    );
}

function figures(temperature: TemperatureShown, { texts }: Speech): Html {
  const words = texts.temperature;
  const rows: [string, Fragment][] = [
    [words.lowest, derived("minimum", temperature.minimum, degreesWords(temperature.minimum))],
    [words.highest, derived("maximum", temperature.maximum, degreesWords(temperature.maximum))],
    [
      words.meanKinetic,
      derived("meanKinetic", temperature.meanKinetic, degreesWords(temperature.meanKinetic)),
    ],
  ];
  if (temperature.outsideMs > 0) {
    const duration = durationWords(temperature.outsideMs, texts.durations);
    rows.push([words.outsideTotal, derived("outsideMs", temperature.outsideMs, duration)]);
  }
  const count = counted(words.readingsCount, temperature.count);
  return html`<dl class="figures">${rows.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
    <p class="hint">${derived("count", temperature.count, count)}${texts.semicolon}${words.meanKineticNote}</p>`;
}
