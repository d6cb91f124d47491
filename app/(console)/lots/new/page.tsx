import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PageHead } from "@/app/design/page-head";
import { pageCaller } from "@/app/page-caller";
import { requestLanguage } from "@/app/preferences";
import { batchText } from "@/app/texts/batch";
import { BatchForm } from "./batch-form";

export async function generateMetadata(): Promise<Metadata> {
  return { title: batchText[await requestLanguage()].title };
}

/** The form that logs a batch. */
export default async function NewLotPage() {
  const [language, caller] = await Promise.all([requestLanguage(), pageCaller()]);
  const [me, products, places, certificates, latest] = await Promise.all([
    caller.auth.me(),
    caller.products.list(),
    caller.places.list(),
    caller.products.certificates(),
    caller.lots.list({ limit: 1 }),
  ]);
  if (me === null) notFound();
  const text = batchText[language];
  const [lot] = latest.lots;
  const last =
    lot === undefined ? undefined : { gtin: lot.gtin, place: lot.madeAt?.id ?? null, uom: lot.uom };
  return (
    <>
      <PageHead title={text.title} intro={text.intro} />
      <BatchForm
        language={language}
        member={me.iss}
        choices={{ products, places, last }}
        certificates={certificates}
      />
    </>
  );
}
