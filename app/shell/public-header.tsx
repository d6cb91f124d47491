import { LinkButton } from "../design/button";
import type { Theme } from "../preferences";
import { commonText } from "../texts/common";
import type { Language } from "../texts/language";
import { LanguageSwitch } from "./language-switch";
import { SkipLink } from "./skip-link";
import { ThemeSwitch } from "./theme-switch";
import { Wordmark } from "./wordmark";

/** The top of the pages that anybody may open. */
export function PublicHeader({
  language,
  theme,
  signIn,
}: {
  language: Language;
  theme: Theme;
  /** The link on the right: to sign in, or into the console. */
  signIn?: { href: string; label: string };
}) {
  const text = commonText[language];
  return (
    <>
      <SkipLink label={text.skip} />
      <header className="mx-auto flex w-full max-w-7xl items-center justify-between gap-4 px-5 py-4 sm:px-8">
        <Wordmark language={language} />
        <div className="flex items-center gap-1">
          <LanguageSwitch language={language} text={text.language} />
          <ThemeSwitch theme={theme} text={text.theme} />
          {signIn === undefined ? null : (
            <LinkButton href={signIn.href} size="small" className="ml-2">
              {signIn.label}
            </LinkButton>
          )}
        </div>
      </header>
    </>
  );
}
