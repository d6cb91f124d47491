import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ProofCheck } from "@/app/(console)/events/[id]/proof-check";
import { ErasedNotice } from "@/app/components/erasure-notice";
import { Notice } from "@/app/design/notice";
import { PageHead } from "@/app/design/page-head";
import { Section } from "@/app/design/section";
import { pageCaller } from "@/app/page-caller";
import { requestLanguage, requestTheme } from "@/app/preferences";
import { PublicHeader } from "@/app/shell/public-header";
import { erasureText } from "@/app/texts/erasure";

interface Parameters {
  params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: Parameters): Promise<Metadata> {
  const { id } = await params;
  return { title: erasureText[await requestLanguage()].existence.pageTitle(decodeURIComponent(id)) };
}

/** What anybody may know of an erased event: that it existed, who erased it, when and why. */
export default async function ErasedPage({ params }: Parameters) {
  const [language, theme, { id }, caller] = await Promise.all([
    requestLanguage(),
    requestTheme(),
    params,
    pageCaller(),
  ]);
  const event = decodeURIComponent(id);
  const text = erasureText[language].existence;
  const erasure = await caller.erasure.notice({ event }).catch((error: { code?: string }) => {
    if (error.code === "BAD_REQUEST") notFound();
    throw error;
  });
  return (
    <>
      <PublicHeader language={language} theme={theme} />
      <main id="content" className="mx-auto w-full max-w-5xl px-5 pb-20 sm:px-8">
        {erasure === null ? (
          <Notice tone="info" title={text.notErased.title} className="mt-10">
            <p>{text.notErased.body}</p>
          </Notice>
        ) : (
          <>
            <PageHead title={text.pageTitle(event)} />
            <ErasedNotice erasure={erasure} language={language} className="mb-6" />
            <Section title={text.title} intro={text.intro}>
              <ProofCheck
                eventId={event}
                erasedRoot={erasure.eventRoot}
                isFinal={erasure.isFinal}
                witnesses={erasure.witnesses}
                language={language}
              />
            </Section>
          </>
        )}
      </main>
    </>
  );
}
