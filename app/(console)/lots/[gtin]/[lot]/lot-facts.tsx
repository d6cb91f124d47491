import { Code } from "@/app/design/code";
import { type Fact, Facts } from "@/app/design/facts";
import { Quantity } from "@/app/design/quantity";
import { Day, Time } from "@/app/design/time";
import { type Language, textIn } from "@/app/texts/language";
import { lotsText } from "@/app/texts/lots";
import { unitSymbol } from "@/app/texts/units";
import type { Lot } from "./load-lot";

/** A place by its name and city. */
export function placeWords(place: NonNullable<Lot["origin"]>["place"], language: Language): string {
  if (place === null) return "";
  const name = place.name === null ? place.id : textIn(language, place.name);
  return place.city === null ? name : `${name}, ${textIn(language, place.city)}`;
}

/** The band a product is to be kept in: `0–4 °C`. */
function bandWords(
  band: NonNullable<NonNullable<Lot["product"]>["temperatureBand"]>,
  language: Language,
): string {
  const unit = unitSymbol(language, band.uom);
  if (band.minimum === null) return `≤ ${band.maximum} ${unit}`;
  return band.maximum === null ? `≥ ${band.minimum} ${unit}` : `${band.minimum}–${band.maximum} ${unit}`;
}

/** What a lot is, where and when it was made, what its code holds. */
export function LotFacts({ lot, language }: { lot: Lot; language: Language }) {
  const text = lotsText[language].page.facts;
  const { origin, product } = lot;
  const facts: (Fact | null)[] = [
    origin === null
      ? null
      : {
          key: "quantity",
          term: text.quantity,
          value: <OriginAmount origin={origin} language={language} />,
        },
    origin?.eventTime
      ? {
          key: "made",
          isWide: true,
          term: text.made,
          value: (
            <>
              <Time at={origin.eventTime} offset={origin.offset ?? undefined} language={language} />
              <span className="block text-ink-soft">{placeWords(origin.place, language)}</span>
            </>
          ),
        }
      : null,
    origin?.bestBefore
      ? {
          key: "date",
          term: origin.dateKind === "expiration" ? text.expiration : text.bestBefore,
          value: <Day at={origin.bestBefore} language={language} />,
        }
      : null,
    product?.temperatureBand
      ? { key: "band", term: text.band, value: bandWords(product.temperatureBand, language) }
      : null,
    { key: "gtin", term: text.gtin, value: <Code>{lot.gtin}</Code> },
    { key: "link", isWide: true, term: text.link, value: <Code className="text-small">{lot.link}</Code> },
  ];
  return <Facts facts={facts.filter((fact) => fact !== null)} columns={3} />;
}

/** How much came into being: an amount, else the count of serials. */
function OriginAmount({ origin, language }: { origin: NonNullable<Lot["origin"]>; language: Language }) {
  const text = lotsText[language];
  if (origin.quantity !== null) {
    return <Quantity value={origin.quantity} uom={origin.uom ?? undefined} language={language} />;
  }
  return <>{origin.itemCount > 0 ? text.items(origin.itemCount) : text.noQuantity}</>;
}
