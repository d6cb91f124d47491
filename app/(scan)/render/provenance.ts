/** The provenance page, in the order a shopper asks: is it right, what is it, where from, what happened, how do I know. */
import { type Fragment, html } from "../html";
import { certificateSection } from "./certificates";
import { checkSection } from "./check";
import type { Speech } from "./context";
import { documentOf, type PageAssets } from "./document";
import { factStrip } from "./facts";
import { journeySection } from "./journey";
import { mapStrip } from "./map";
import { productCard, productName } from "./product";
import { temperatureSection } from "./temperature";
import { unknownSection } from "./unknowns";
import { verdictStrip } from "./verdict";
import type { ProvenancePage } from "./view";

/** Writes the whole page. */
export function provenanceDocument(page: ProvenancePage, speech: Speech, assets: PageAssets): string {
  const name = productName(page, speech);
  const lot = page.product.lot?.text;
  const { texts } = speech;
  const verdict = texts.verdict[page.verdict.kind === "unknown" ? "described" : page.verdict.kind];
  const verdictText = typeof verdict === "string" ? verdict : verdict.many;
  return documentOf(
    {
      title: `${name}${lot === undefined ? "" : ` · ${texts.product.lot} ${lot}`}`,
      description: `${verdictText}. ${descriptionOf(page, speech)}`,
      body: bodyOf(page, speech),
      path: page.path,
      publicUrl: page.publicUrl,
      jsonLd: jsonLdOf(page, name),
      hasScript: true,
      madeAt: page.madeAt,
    },
    speech,
    assets,
  );
}

function bodyOf(page: ProvenancePage, speech: Speech): Fragment {
  return html`<div class="lead">${verdictStrip(page, speech)}${productCard(page, speech)}${factStrip(page, speech)}${mapSection(page, speech)}</div>
    <div class="story">
      ${journeySection(page, speech)}
      ${temperatureSection(page.temperature, speech)}
      ${certificateSection(page.certificates, speech)}
      ${unknownSection(page.unknowns, speech)}
      ${checkSection(page, speech)}
    </div>`;
}

function mapSection({ journey }: ProvenancePage, { texts }: Speech): Fragment {
  const names = [
    ...new Set(
      journey.flatMap(({ place }) => (place === undefined ? [] : [(place.city ?? place.name).text])),
    ),
  ];
  const map = mapStrip(journey, texts.map.label.replace("{places}", names.join(" → ")));
  return (
    map &&
    html`<section class="way-map" aria-labelledby="map"><h2 id="map">${texts.map.heading}</h2>${map}</section>`
  );
}

function descriptionOf(page: ProvenancePage, { texts }: Speech): string {
  const first = page.journey[0]?.place;
  const last = page.journey.at(-1)?.place;
  if (first === undefined || last === undefined) return "";
  const name = (place: typeof first): string => (place.city ?? place.name).text;
  return texts.verdict.tracedOneLine.replace("{from}", name(first)).replace("{to}", name(last));
}

/** schema.org Product with its Digital Link; an individual one when it has a serial number. */
function jsonLdOf(page: ProvenancePage, name: string): Record<string, unknown> {
  const { product } = page;
  return {
    "@context": "https://schema.org",
    "@type": product.serial === undefined ? "Product" : "IndividualProduct",
    name,
    ...(product.brand === undefined ? {} : { brand: { "@type": "Brand", name: product.brand.text } }),
    ...(product.gtin === undefined ? {} : { gtin14: product.gtin }),
    ...(product.serial === undefined ? {} : { serialNumber: product.serial.text }),
    hasGS1DigitalLink: page.subject,
    url: `${page.publicUrl}${page.path}`,
  };
}
