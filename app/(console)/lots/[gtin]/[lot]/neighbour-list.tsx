import Link from "next/link";
import { identifierWords } from "@/app/components/identifier";
import { lotAddress } from "@/app/components/lot-address";
import { Quantity } from "@/app/design/quantity";
import { type Language, textIn } from "@/app/texts/language";
import type { Lot } from "./load-lot";

type Neighbour = Lot["inputs"][number];

/** Lots that went into this one, or came of it. */
export function NeighbourList({
  lots,
  language,
  none,
}: {
  lots: Neighbour[];
  language: Language;
  none: string;
}) {
  if (lots.length === 0) return <p className="text-ink-faint">{none}</p>;
  return (
    <ul className="-mt-2">
      {lots.map((lot) => (
        <li
          key={`${lot.id} ${lot.uom}`}
          className="flex items-baseline justify-between gap-4 border-b border-line py-2 last:border-0"
        >
          <span className="min-w-0">
            <span className="mr-2">
              {lot.productName === null ? lot.gtin : textIn(language, lot.productName)}
            </span>
            {lot.gtin === null || lot.lot === null ? (
              <span className="font-mono text-small break-all">{identifierWords(lot.id)}</span>
            ) : (
              <Link href={lotAddress({ gtin: lot.gtin, lot: lot.lot })} className="link font-mono text-small">
                {lot.lot}
              </Link>
            )}
          </span>
          {lot.quantity === null ? null : (
            <Quantity value={lot.quantity} uom={lot.uom ?? undefined} language={language} />
          )}
        </li>
      ))}
    </ul>
  );
}
