import { QrCode } from "@/app/components/qr-code";
import { labelText } from "@/app/texts/label";
import { type Language, textIn } from "@/app/texts/language";
import type { Lot } from "../load-lot";
import { type LabelSheet, paddingMm } from "./label-sheet";

/** A date as the application identifiers 15 and 17 write it: YYMMDD. */
function elementDate(day: string): string {
  return day.slice(2, 10).replaceAll("-", "");
}

/** The element strings in figures, as they stand beside a code (GS1 General Specifications §4.14, human readable interpretation). */
export function elementStrings(lot: Pick<Lot, "gtin" | "lot" | "origin">): string[] {
  const { bestBefore, dateKind } = lot.origin ?? { bestBefore: null, dateKind: "bestBefore" };
  return [
    `(01) ${lot.gtin}`,
    ...(bestBefore === null
      ? []
      : [`(${dateKind === "expiration" ? "17" : "15"}) ${elementDate(bestBefore)}`]),
    `(10) ${lot.lot}`,
  ];
}

/** One label in the sizes of paper: the code on the left, the words for people on the right. Always black on white. */
export function Label({
  lot,
  sheet,
  module,
  language,
}: {
  lot: Lot;
  sheet: LabelSheet;
  /** Millimetres. */
  module: number;
  language: Language;
}) {
  const text = labelText[language];
  const { product, origin, makerName } = lot;
  const isLarge = sheet.label.height > 60;
  return (
    <div
      className="flex items-center overflow-hidden bg-[#fff] text-[#000] outline outline-[#e4e2dc] print:outline-none"
      style={{
        width: `${sheet.label.width}mm`,
        height: `${sheet.label.height}mm`,
        padding: `${paddingMm}mm`,
        gap: isLarge ? "4mm" : "1.5mm",
      }}
    >
      <div className="shrink-0">
        <QrCode text={lot.link} label={text.code} moduleMm={module} />
      </div>
      <div className="flex min-w-0 grow flex-col justify-center" style={{ gap: isLarge ? "2.5mm" : "1mm" }}>
        <div>
          <p
            className="line-clamp-3 font-serif font-semibold"
            style={{ fontSize: isLarge ? "5.2mm" : "3.1mm", lineHeight: 1.15 }}
          >
            {product?.name ? textIn(language, product.name) : lot.gtin}
          </p>
          {makerName === null ? null : (
            <p style={{ fontSize: isLarge ? "3.2mm" : "2.1mm", lineHeight: 1.3 }} className="line-clamp-2">
              {textIn(language, makerName)}
            </p>
          )}
        </div>
        {origin?.bestBefore ? (
          <p style={{ fontSize: isLarge ? "3.6mm" : "2.4mm", lineHeight: 1.25 }}>
            {origin.dateKind === "expiration" ? text.expiration : text.bestBefore}{" "}
            <span className="font-semibold whitespace-nowrap">{origin.bestBefore.slice(0, 10)}</span>
          </p>
        ) : null}
        <div className="font-mono" style={{ fontSize: isLarge ? "3.2mm" : "2.1mm", lineHeight: 1.35 }}>
          {elementStrings(lot).map((element) => (
            <p key={element} className="break-all">
              {element}
            </p>
          ))}
        </div>
      </div>
    </div>
  );
}
