import Link from "next/link";
import type { Outputs } from "@/app/browser-client";
import { lotAddress } from "@/app/components/lot-address";
import { formatDayMonth } from "@/app/design/format";
import { Quantity } from "@/app/design/quantity";
import { StateTag } from "@/app/design/state-tag";
import { Cell, HeadCell, Row, Table } from "@/app/design/table";
import { Time } from "@/app/design/time";
import { type Language, textIn } from "@/app/texts/language";
import { lotsText } from "@/app/texts/lots";
import { stepWords } from "@/app/texts/vocabulary";

type Lot = Outputs["lots"]["list"]["lots"][number];

/** The city of a place, else its name, else nothing. */
function cityOf(place: Lot["madeAt"], language: Language): string {
  const name = place?.city ?? place?.name;
  return name === null || name === undefined ? "" : textIn(language, name);
}

/** What the last event says of a lot, in the words of the shoppers' pages. */
function stateOf(lot: Lot, language: Language): string {
  const text = lotsText[language].list;
  if (lot.isUsed) return text.used;
  if (lot.state?.eventId === lot.originEvent) return text.columns.made;
  return stepWords(language, { type: null, bizStep: lot.state?.bizStep ?? null });
}

/** How much of it there is: an amount, else the count of serials. */
function Amount({ lot, language }: { lot: Lot; language: Language }) {
  if (lot.quantity !== null) {
    return <Quantity value={lot.quantity} uom={lot.uom ?? undefined} language={language} />;
  }
  const text = lotsText[language];
  return <>{lot.itemCount > 0 ? text.items(lot.itemCount) : <span className="text-ink-faint">—</span>}</>;
}

/** Lots, five columns; on a narrow screen quantity and making stand under the name. */
export function LotsTable({ lots, language }: { lots: Lot[]; language: Language }) {
  const { columns, table } = lotsText[language].list;
  return (
    <Table label={table}>
      <thead>
        <tr>
          <HeadCell>{columns.product}</HeadCell>
          <HeadCell className="max-sm:hidden">{columns.lot}</HeadCell>
          <HeadCell isNumber className="max-md:hidden">
            {columns.quantity}
          </HeadCell>
          <HeadCell className="max-md:hidden">{columns.made}</HeadCell>
          <HeadCell>{columns.state}</HeadCell>
        </tr>
      </thead>
      <tbody>
        {lots.map((lot) => (
          <LotRow key={lot.id} lot={lot} language={language} />
        ))}
      </tbody>
    </Table>
  );
}

/** One lot. */
function LotRow({ lot, language }: { lot: Lot; language: Language }) {
  const text = lotsText[language];
  const made =
    lot.firstEventTime === null ? null : (
      <Time
        at={lot.firstEventTime}
        timeZone={lot.madeAt?.timeZone ?? undefined}
        language={language}
        isZoneHidden
      />
    );
  const city = cityOf(lot.madeAt, language);
  return (
    <Row>
      <Cell>
        <Link href={lotAddress(lot)} className="inline-block py-0.5 font-medium hover:underline">
          {lot.productName === null ? lot.gtin : textIn(language, lot.productName)}
        </Link>
        <span className="block font-mono text-small text-ink-soft sm:hidden">{lot.lot}</span>
        <span className="block text-small text-ink-faint md:hidden">
          <Amount lot={lot} language={language} />
          {lot.firstEventTime === null ? null : ", "}
          {lot.firstEventTime === null
            ? null
            : formatDayMonth(language, lot.firstEventTime, { timeZone: lot.madeAt?.timeZone ?? undefined })}
        </span>
      </Cell>
      <Cell className="max-sm:hidden">
        <Link href={lotAddress(lot)} className="inline-block py-0.5 font-mono text-small hover:underline">
          {lot.lot}
        </Link>
      </Cell>
      <Cell isNumber className="max-md:hidden">
        <Amount lot={lot} language={language} />
      </Cell>
      <Cell className="max-md:hidden">
        {made}
        <span className="block text-small text-ink-faint">{city}</span>
      </Cell>
      <Cell>
        {stateOf(lot, language)}
        <span className="block text-small text-ink-faint">{cityOf(lot.lastPlace, language)}</span>
        {lot.entryState === "accepted" ? <StateTag state="accepted" label={text.states.accepted} /> : null}
      </Cell>
    </Row>
  );
}
