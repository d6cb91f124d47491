import type { Metadata } from "next";
import { PageHead } from "@/app/design/page-head";
import { requestLanguage } from "@/app/preferences";
import { captureText } from "@/app/texts/capture";
import { CaptureFiles } from "./capture-files";

export async function generateMetadata(): Promise<Metadata> {
  return { title: captureText[await requestLanguage()].title };
}

/** EPCIS files in, receipts out. */
export default async function CapturePage() {
  const language = await requestLanguage();
  const text = captureText[language];
  return (
    <>
      <PageHead title={text.title} intro={text.intro} />
      <CaptureFiles language={language} />
    </>
  );
}
