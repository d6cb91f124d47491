/** What was scanned: name, brand, and what the pack must say too. */
import { fill } from "@/app/texts/scan";
import { type Fragment, type Html, html } from "../html";
import { dateWords } from "../words";
import { claimed, shown } from "./claims";
import type { Speech } from "./context";
import type { ProvenancePage, Shown } from "./view";

/** The name of what was scanned, as plain text. */
export function productName(page: ProvenancePage, { texts }: Speech): string {
  if (page.product.name !== undefined) return page.product.name.text;
  if (page.level === "logistic_unit") return texts.product.unnamedUnit;
  return page.level === "place" ? texts.product.unnamedPlace : texts.product.unnamed;
}

/** Draws the product: picture, brand, name, then what to compare with the pack. */
export function productCard(page: ProvenancePage, speech: Speech): Html {
  const { product } = page;
  const { texts } = speech;
  const by =
    product.maker === undefined ? null : html`<p class="by">${byLine(product.maker, texts.product.by)}</p>`;
  const picture =
    product.image !== undefined &&
    html`<img src="${product.image}" alt="" width="96" height="96" decoding="async">`;
  return html`<section class="product" aria-label="${texts.product.heading}">
    ${picture}
    <div>
      ${product.brand && html`<p class="brand">${shown(product.brand)}</p>`}
      <h2>${product.name === undefined ? productName(page, speech) : shown(product.name)}</h2>
      ${by}
    </div>
    ${labelFacts(page, speech)}
  </section>`;
}

function byLine(maker: Shown, pattern: string): Fragment {
  const [before = "", after = ""] = pattern.split("{who}");
  return [before, shown(maker), after];
}

function labelFacts({ product }: ProvenancePage, { texts, language }: Speech): Fragment {
  const words = texts.product;
  const dates = { best_before: words.bestBefore, expiry: words.expiry, sell_by: words.sellBy };
  const makings = { harvested: words.harvested, produced: words.produced, packed: words.packed };
  const { bestBefore, produced } = product;
  const rows: [string, Fragment, boolean][] = [];
  if (product.lot !== undefined) rows.push([words.lot, code(product.lot), true]);
  if (product.serial !== undefined) rows.push([words.serial, code(product.serial), true]);
  if (product.sscc !== undefined) rows.push([words.sscc, code(product.sscc), true]);
  if (bestBefore !== undefined) {
    rows.push([
      dates[bestBefore.role],
      claimed(bestBefore.claims, dateWords(bestBefore.iso, language)),
      false,
    ]);
  }
  if (produced !== undefined) {
    rows.push([makings[produced.role], claimed(produced.claims, dateWords(produced.iso, language)), false]);
  }
  if (rows.length === 0) return null;
  return html`<dl class="label">${rows.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
    <p class="hint">${fill(words.compare, {})}</p>`;
}

function code(value: Shown): Html {
  return html`<span class="code">${claimed(value.claims, value.text, value.text)}</span>`;
}
