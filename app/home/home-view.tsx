import type { Theme } from "../preferences";
import { PublicHeader } from "../shell/public-header";
import { homeText } from "../texts/home";
import type { Language } from "../texts/language";
import { Doors, type Sample } from "./doors";
import { LogSlip } from "./log-slip";
import { River } from "./river";

/** The start page: what this is in three sentences, the log at this moment, and three ways in. */
export function HomeView({
  language,
  theme,
  sample,
  console: door,
}: {
  language: Language;
  theme: Theme;
  sample: Sample | null;
  /** Where the button at the top leads. */
  console: { href: string; label: string };
}) {
  const text = homeText[language];
  return (
    <>
      <PublicHeader language={language} theme={theme} signIn={door} />
      <main id="content" className="mx-auto w-full max-w-7xl px-5 sm:px-8">
        <div className="grid items-end gap-x-16 gap-y-12 pt-10 pb-16 sm:pt-16 lg:grid-cols-[1.15fr_1fr] lg:pb-20">
          <div>
            <h1 className="font-serif text-poster font-semibold tracking-[-0.02em]">
              {text.title.map((line) => (
                <span key={line} className="block whitespace-nowrap">
                  {line}
                </span>
              ))}
            </h1>
            <div className="mt-8 grid max-w-(--measure) gap-3 text-lead text-ink-soft">
              {text.sentences.map((sentence) => (
                <p key={sentence}>{sentence}</p>
              ))}
            </div>
          </div>
          <LogSlip language={language} />
        </div>
        <section aria-label={text.river.title} className="border-t border-line py-14 sm:py-16">
          <River text={text.river} />
        </section>
        <Doors language={language} sample={sample} />
      </main>
      <footer className="mx-auto flex w-full max-w-7xl flex-wrap gap-x-8 gap-y-2 px-5 pb-10 text-small text-ink-faint sm:px-8">
        <a
          className="inline-flex min-h-6 items-center underline underline-offset-4"
          href="/.well-known/suyuan"
        >
          {text.footer.keys}
        </a>
        <a className="inline-flex min-h-6 items-center underline underline-offset-4" href="/log/checkpoint">
          {text.footer.checkpoint}
        </a>
      </footer>
    </>
  );
}
