import type { Metadata } from "next";
import { lotAddress } from "@/app/components/lot-address";
import { Readings } from "@/app/components/readings";
import { LinkButton } from "@/app/design/button";
import { Icon } from "@/app/design/icons";
import { PageHead } from "@/app/design/page-head";
import { Section } from "@/app/design/section";
import { requestLanguage } from "@/app/preferences";
import { textIn } from "@/app/texts/language";
import { lotsText } from "@/app/texts/lots";
import { EntryProgress } from "./entry-progress";
import { type LotParameters, loadLot } from "./load-lot";
import { LotCertificates } from "./lot-certificates";
import { LotEvents } from "./lot-events";
import { LotFacts } from "./lot-facts";
import { NeighbourList } from "./neighbour-list";

export async function generateMetadata({ params }: LotParameters): Promise<Metadata> {
  return { title: decodeURIComponent((await params).lot) };
}

/** One lot: what it is, what happened to it, what it is made of, how it was kept, how far its entry has come. */
export default async function LotPage({ params }: LotParameters) {
  const [language, lot] = await Promise.all([requestLanguage(), loadLot(params)]);
  const text = lotsText[language].page;
  const name = lot.product?.name ?? null;
  return (
    <>
      <PageHead
        over={name === null ? text.over : textIn(language, name)}
        title={<span className="font-mono tracking-tight">{lot.lot}</span>}
        actions={
          <>
            {lot.origin === null ? null : (
              <LinkButton href={lotAddress(lot, "label")} kind="ink">
                <Icon name="print" />
                {text.label}
              </LinkButton>
            )}
            <LinkButton href={lot.path} prefetch={false} target="_blank">
              {text.consumerPage}
              <Icon name="external" />
            </LinkButton>
          </>
        }
      />
      <Section title={text.facts.title}>
        <LotFacts lot={lot} language={language} />
      </Section>
      {lot.receipt === null ? null : (
        <Section title={text.receipt.title}>
          <EntryProgress receipt={lot.receipt} language={language} />
        </Section>
      )}
      <Section title={text.inputs.title}>
        <NeighbourList lots={lot.inputs} language={language} none={text.inputs.none} />
      </Section>
      {lot.readings.length === 0 ? null : (
        <Section title={text.readings.title}>
          <Readings
            readings={lot.readings}
            band={lot.product?.temperatureBand ?? null}
            offset={lot.events.find((event) => event.offset !== null)?.offset ?? undefined}
            language={language}
          />
        </Section>
      )}
      <Section title={text.events.title} intro={text.events.intro}>
        <LotEvents events={lot.events} originId={lot.origin?.eventId} language={language} />
      </Section>
      <Section title={text.outputs.title}>
        <NeighbourList lots={lot.outputs} language={language} none={text.outputs.none} />
      </Section>
      {lot.certificates.length === 0 ? null : (
        <Section title={text.certificates.title}>
          <LotCertificates certificates={lot.certificates} language={language} />
        </Section>
      )}
    </>
  );
}
