import type { Metadata } from "next";
import { PageHead } from "@/app/design/page-head";
import { Section } from "@/app/design/section";
import { pageCaller } from "@/app/page-caller";
import { requestLanguage } from "@/app/preferences";
import { ledgerText } from "@/app/texts/ledger";
import { AuditPanel } from "./audit-panel";
import { CheckpointFacts } from "./checkpoint-facts";
import { GrowthChart } from "./growth-chart";
import { WitnessList } from "./witness-list";

export async function generateMetadata(): Promise<Metadata> {
  return { title: ledgerText[await requestLanguage()].title };
}

/** The log as a whole: how far it is, who confirms it, how it grows, and whether it still holds what was signed. */
export default async function LedgerPage() {
  const [language, caller] = await Promise.all([requestLanguage(), pageCaller()]);
  const [overview, audit] = await Promise.all([caller.log.overview(), caller.log.audit()]);
  const text = ledgerText[language];
  const { hours, days } = overview.growth;
  return (
    <>
      <PageHead title={text.title} intro={text.intro} />
      <Section title={text.checkpoint.title} intro={text.checkpoint.intro}>
        <CheckpointFacts overview={overview} language={language} />
      </Section>
      <Section title={text.witnesses.title} intro={text.witnesses.intro}>
        <WitnessList overview={overview} language={language} />
      </Section>
      <Section title={text.growth.title} intro={text.growth.intro}>
        <div className="grid gap-8 sm:grid-cols-2">
          <GrowthChart title={text.growth.hours} buckets={hours} unit="hour" language={language} />
          <GrowthChart title={text.growth.days} buckets={days} unit="day" language={language} />
        </div>
      </Section>
      <Section title={text.audit.title} intro={text.audit.intro}>
        <AuditPanel initial={audit} language={language} />
      </Section>
    </>
  );
}
