import type { ReactNode } from "react";
import { QrCode } from "../components/qr-code";
import { LinkButton } from "../design/button";
import { Icon } from "../design/icons";
import { type HomeText, homeText } from "../texts/home";
import { type InEachLanguage, type Language, textIn } from "../texts/language";

/** A lot that anybody may look at, with the link that its label carries. */
export interface Sample {
  /** What the code holds. */
  link: string;
  /** The same page on this server. */
  path: string;
  lot: string;
  productName: InEachLanguage<string> | null;
}

/** A sample's code beside its name, for the shopper's door. */
function SampleCode({
  sample,
  language,
  text,
}: {
  sample: Sample;
  language: Language;
  text: HomeText["doors"];
}) {
  return (
    <div className="flex items-start gap-5">
      <div className="w-36 shrink-0 overflow-hidden rounded-box bg-[#fff] sm:w-44">
        <QrCode text={sample.link} label={text.shopper.action} />
      </div>
      <div className="grid gap-1 pt-1">
        <p className="font-serif text-lead font-semibold leading-(--leading-snug)">
          {sample.productName === null ? sample.lot : textIn(language, sample.productName)}
        </p>
        <p className="font-mono text-small text-ink-soft">{sample.lot}</p>
        <p className="mt-2 text-small text-ink-faint">{text.shopper.scan}</p>
      </div>
    </div>
  );
}

/** A door: who it is for, what is behind it, and the way in. */
function Door({ title, body, children }: { title: string; body: string; children: ReactNode }) {
  return (
    <div className="grid content-start gap-4">
      <div>
        <h3 className="font-serif text-title font-semibold">{title}</h3>
        <p className="mt-2 max-w-(--measure) text-ink-soft">{body}</p>
      </div>
      {children}
    </div>
  );
}

/** The three ways in: a real code for the shopper, the sign-in for the two consoles. */
export function Doors({ language, sample }: { language: Language; sample: Sample | null }) {
  const text = homeText[language].doors;
  return (
    <section aria-label={text.title} className="border-t border-line py-14 sm:py-20">
      <div className="grid gap-x-16 gap-y-14 lg:grid-cols-[1.15fr_1fr]">
        <Door title={text.shopper.title} body={text.shopper.body}>
          {sample === null ? (
            <p className="text-ink-faint">{text.shopper.none}</p>
          ) : (
            <>
              <SampleCode sample={sample} language={language} text={text} />
              <div>
                <a href={sample.path} className="link inline-flex min-h-6 items-center gap-2 font-medium">
                  {text.shopper.action}
                  <Icon name="arrow" />
                </a>
              </div>
            </>
          )}
        </Door>
        <div className="grid content-start gap-12 lg:border-l lg:border-line lg:pl-16">
          <Door title={text.maker.title} body={text.maker.body}>
            <div>
              <LinkButton href="/signin?role=manufacturer">{text.maker.action}</LinkButton>
            </div>
          </Door>
          <Door title={text.regulator.title} body={text.regulator.body}>
            <div>
              <LinkButton href="/signin?role=regulator">{text.regulator.action}</LinkButton>
            </div>
          </Door>
        </div>
      </div>
    </section>
  );
}
