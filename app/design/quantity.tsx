import type { Language } from "../texts/language";
import { unitSymbol } from "../texts/units";
import { formatNumber } from "./format";

/** A number with its unit, kept on one line. Without `uom` it counts pieces (EPCIS 2.0 §7.3.3.3). */
export function Quantity({
  value,
  uom,
  language,
}: {
  value: number;
  uom?: string | undefined;
  language: Language;
}) {
  return (
    <span className="figures whitespace-nowrap">
      {formatNumber(language, value)}
      <span className="text-ink-faint">
        {"\u00A0"}
        {unitSymbol(language, uom)}
      </span>
    </span>
  );
}
