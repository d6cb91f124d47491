import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { lotAddress } from "@/app/components/lot-address";
import { LinkButton } from "@/app/design/button";
import { Icon } from "@/app/design/icons";
import { Notice } from "@/app/design/notice";
import { SealMark } from "@/app/design/seal-mark";
import { Time } from "@/app/design/time";
import { requestLanguage } from "@/app/preferences";
import { type Language, textIn } from "@/app/texts/language";
import { lotsText } from "@/app/texts/lots";
import { EntryProgress } from "../entry-progress";
import { type Lot, type LotParameters, loadLot } from "../load-lot";

export async function generateMetadata(): Promise<Metadata> {
  return { title: lotsText[await requestLanguage()].receipt.title };
}

/** What one gets for a batch: its entry in the log, and how far it has come. */
export default async function ReceiptPage({
  params,
  searchParams,
}: LotParameters & { searchParams: Promise<{ again?: string }> }) {
  const [language, lot, { again }] = await Promise.all([requestLanguage(), loadLot(params), searchParams]);
  const { origin, receipt } = lot;
  if (receipt === null || origin === null) notFound();
  const text = lotsText[language].receipt;
  const name = lot.product?.name ?? null;
  return (
    <article className="mx-auto max-w-4xl pt-10 sm:pt-14">
      <header className="flex items-start gap-5">
        <SealMark size={56} />
        <div className="min-w-0">
          <p className="text-ink-soft">
            {name === null ? lot.gtin : textIn(language, name)} · <span className="font-mono">{lot.lot}</span>
          </p>
          <h1 className="font-serif text-display font-semibold tracking-[-0.01em]">{text.title}</h1>
          <p className="mt-2 max-w-(--measure) text-ink-soft">{text.intro}</p>
        </div>
      </header>
      {again === "1" ? (
        <Notice tone="info" className="mt-6">
          {text.duplicate}
        </Notice>
      ) : null}
      <Slip receipt={receipt} eventId={origin.eventId} language={language} />
      <EntryProgress receipt={receipt} language={language} />
      <div className="mt-10 flex flex-wrap gap-2">
        <LinkButton href={lotAddress(lot, "label")} kind="ink">
          <Icon name="print" />
          {text.print}
        </LinkButton>
        <LinkButton href={lotAddress(lot)}>{text.open}</LinkButton>
        <LinkButton href="/lots/new" kind="quiet">
          <Icon name="plus" />
          {text.another}
        </LinkButton>
      </div>
    </article>
  );
}

/** The entry as the log holds it, on the dark slip that the start page shows the log itself on. */
function Slip({
  receipt,
  eventId,
  language,
}: {
  receipt: NonNullable<Lot["receipt"]>;
  eventId: string;
  language: Language;
}) {
  const text = lotsText[language].receipt;
  return (
    <dl className="my-8 grid gap-x-10 gap-y-4 rounded-box bg-slip p-6 text-on-slip sm:grid-cols-[auto_auto_1fr] sm:p-8 [&_dt]:text-note [&_dt]:text-on-slip-soft">
      <div>
        <dt>{text.entry}</dt>
        <dd className="figures font-serif text-display font-semibold leading-none">{receipt.leafIndex}</dd>
      </div>
      <div>
        <dt>{text.event}</dt>
        <dd className="font-mono">{eventId}</dd>
      </div>
      <div>
        <dt>{text.recordTime}</dt>
        <dd className="[&_span]:text-on-slip-soft">
          <Time at={receipt.recordTime} language={language} />
        </dd>
      </div>
      <div className="sm:col-span-3">
        <dt>{text.leafHash}</dt>
        <dd className="font-mono text-small break-all">{receipt.leafHash}</dd>
      </div>
    </dl>
  );
}
